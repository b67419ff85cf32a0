/// Lines set large between paragraphs that repeat words of one of them.
enum PullQuotes {
    /// Words of a line that repeats a passage whole: fewer may be chance. With a name after a dash, `attributedWords` do.
    static let leastWords = 7
    static let attributedWords = 4
    /// A pull-quote is no longer.
    static let mostWords = 60
    /// Most places where the first words of a candidate are looked for.
    static let mostPlaces = 32

    static func find(in draft: inout Draft) {
        let start = draft.bodyStart
        guard start < draft.count else { return }
        var index: WordIndex?
        for piece in start..<draft.count where draft.fates[piece].isKept && mayBe(draft, piece) {
            if index == nil { index = WordIndex(draft) }
            guard let words = index else { return }
            if words.repeats(piece, PullQuotes.quoted(draft.text(piece))) { draft.fates[piece] = .cut(.structure(.pullQuote)) }
        }
    }

    /// Cheap signs: no whole sentence, or quoted, or with a name after a dash.
    private static func mayBe(_ draft: Draft, _ piece: Int) -> Bool {
        let traits = draft.traits[piece]
        guard traits.words >= attributedWords, traits.words <= mostWords, traits.bullet == 0 else { return false }
        return !traits.endsSentence || traits.startsQuote || quoted(draft.text(piece)).attributed
    }

    /// The words before a name after a dash: `There is hope.- Ada Byron, Example Institute`.
    static func quoted(_ text: ArraySlice<UInt8>) -> (words: ArraySlice<UInt8>, attributed: Bool) {
        // A name is short: the dash stands in the second half.
        var i = text.startIndex + max(1, text.count / 2 - 40)
        while i + 2 < text.endIndex {
            let isDash = text[i] == 0x2D || (text[i] == 0xE2 && text[i + 1] == 0x80 && (0x93...0x95).contains(text[i + 2]))
            if isDash {
                let length = text[i] == 0x2D ? 1 : 3
                let after = text[(i + length)...].drop(while: { $0 == 0x20 })
                let before = text[i - 1]
                let closed = before == 0x2E || before == 0x20 || before == 0x22 || before == 0x9D || before == 0x21 || before == 0x3F
                if closed, let first = after.first, (0x41...0x5A).contains(first) || first >= 0xC3 {
                    return (text[..<i], true)
                }
            }
            i += 1
        }
        return (text, false)
    }
}

/// The words of a draft's pieces as hashes, and where each pair of neighbouring words stands.
private struct WordIndex {
    private var words: [UInt32] = []
    private var starts: [Int] = []
    private var heads: [Int32]
    private var next: [Int32] = []

    init(_ draft: Draft) {
        var words: [UInt32] = []
        for piece in 0..<draft.count {
            starts.append(words.count)
            let kept = draft.fates[piece].isKept
            if kept { WordIndex.scan(draft.text(piece)) { words.append($0) } }
        }
        starts.append(words.count)
        self.words = words
        var size = 64
        while size < words.count { size *= 2 }
        heads = [Int32](repeating: -1, count: size)
        next = [Int32](repeating: -1, count: words.count)
        guard words.count > 1 else { return }
        for i in stride(from: words.count - 2, through: 0, by: -1) {
            let slot = slot(words[i], words[i + 1])
            next[i] = heads[slot]
            heads[slot] = Int32(truncatingIfNeeded: i)
        }
    }

    private func slot(_ first: UInt32, _ second: UInt32) -> Int {
        Int(first &* 31 &+ second &* 2_654_435_769) & (heads.count - 1)
    }

    /// Whether another, longer piece holds the candidate's words in their order.
    func repeats(_ piece: Int, _ candidate: (words: ArraySlice<UInt8>, attributed: Bool)) -> Bool {
        var wanted: [UInt32] = []
        WordIndex.scan(candidate.words) { wanted.append($0) }
        let least = candidate.attributed ? PullQuotes.attributedWords : PullQuotes.leastWords
        guard wanted.count >= least else { return false }
        var place = heads[slot(wanted[0], wanted[1])]
        var looked = 0
        while place >= 0 && looked < PullQuotes.mostPlaces {
            let at = Int(place)
            let outside = at < starts[piece] || at >= starts[piece + 1]
            if outside && holds(wanted, at) { return true }
            place = next[at]
            looked += 1
        }
        return false
    }

    private func holds(_ wanted: [UInt32], _ at: Int) -> Bool {
        guard at + wanted.count <= words.count else { return false }
        for k in wanted.indices where words[at + k] != wanted[k] { return false }
        // Within one piece, and not all of it: a twin is a repetition of another kind.
        var low = 0
        var high = starts.count - 1
        while low + 1 < high {
            let middle = (low + high) / 2
            if starts[middle] <= at { low = middle } else { high = middle }
        }
        return at + wanted.count <= starts[low + 1] && wanted.count < starts[low + 1] - starts[low]
    }

    /// Calls `each` with the hash of every word: letters and digits, small; everything else separates, apostrophes not.
    private static func scan(_ text: ArraySlice<UInt8>, _ each: (UInt32) -> Void) {
        var hash: UInt32 = 0
        var i = text.startIndex
        while i < text.endIndex {
            let byte = text[i]
            switch byte {
            case 0x30...0x39, 0x61...0x7A: hash = (hash ^ UInt32(byte)) &* 16_777_619 &+ 1
            case 0x41...0x5A: hash = (hash ^ UInt32(byte | 0x20)) &* 16_777_619 &+ 1
            case 0x27: break
            case 0xE2 where i + 1 < text.endIndex && text[i + 1] == 0x80:
                if i + 2 < text.endIndex, text[i + 2] == 0x99 || text[i + 2] == 0x98 {
                    i += 2
                } else {
                    if hash != 0 { each(hash) }
                    hash = 0
                    i += 2
                }
            case 0x80...0xFF: hash = (hash ^ UInt32(byte)) &* 16_777_619 &+ 1
            default:
                if hash != 0 { each(hash) }
                hash = 0
            }
            i += 1
        }
        if hash != 0 { each(hash) }
    }
}
