/// A document on the way to an article: its pieces, what they look like, and where each goes so far.
struct Draft {
    let script: Manuscript
    let traits: [Traits]
    /// Whether another piece has the same text.
    let twins: [Bool]
    var fates: [Fate]

    init(_ script: consuming Manuscript) {
        let text = script.bytes.span
        var traits: [Traits] = []
        traits.reserveCapacity(script.pieces.count)
        for piece in script.pieces { traits.append(Traits(text, piece.start, piece.end)) }
        fates = [Fate](filled: .kept, count: traits.count)
        self.traits = traits
        twins = Twins.find(traits)
        self.script = script
    }

    var count: Int { traits.count }

    /// The first piece of prose that is kept; `count` when there is none.
    var bodyStart: Int {
        for piece in 0..<count where fates[piece].isKept && traits[piece].isProse { return piece }
        return count
    }

    func text(_ piece: Int) -> ArraySlice<UInt8> { script.bytes[script.pieces[piece].range] }

    /// Whether the piece ends with a closing bracket.
    func endsWithBracket(_ piece: Int) -> Bool {
        let place = script.pieces[piece]
        guard place.end > place.start else { return false }
        return script.bytes[place.end - 1] == UInt8(ascii: ")") || script.bytes[place.end - 1] == UInt8(ascii: "]")
    }

    func string(_ piece: Int) -> String { String(decoding: text(piece), as: UTF8.self) }

    /// Whether both pieces have the same text.
    func same(_ a: Int, _ b: Int) -> Bool { traits[a].hash == traits[b].hash && text(a).elementsEqual(text(b)) }
}
