/// Lines in which a heading runs into its blurb without a space, `Bridge closedThe town council`: a link to another
/// story, copied from a box. No prose, however it ends.
///
/// The sign is a word with a capital inside, between three small letters and one (`closedThe`), that stands nowhere else
/// in the document: names such as `GiveWell` stand there again, and if not, little is lost.
enum GluedLines {
    /// Which pieces of a draft are such lines.
    static func find(in draft: Draft) -> [Bool] {
        var glued = [Bool](repeating: false, count: draft.count)
        var words: [(piece: Int, hash: UInt64)] = []
        let bytes = draft.script.bytes
        let text = bytes.span
        // Only a line with more capitals than words that begin with one has a capital inside of a word.
        for piece in 0..<draft.count where draft.traits[piece].upperLetters > draft.traits[piece].capitals {
            let place = draft.script.pieces[piece]
            guard hasCapitalInside(text, place.start, place.end) else { continue }
            scan(text, place.start, place.end) { words.append((piece, $0)) }
        }
        if words.isEmpty { return glued }
        var times: [UInt64: Int] = [:]
        for word in words { times[word.hash, default: 0] += 1 }
        for word in words where times[word.hash] == 1 { glued[word.piece] = true }
        return glued
    }

    /// Whether a capital letter stands right behind a small one, as hardly any line has it.
    private static func hasCapitalInside(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        var i = start
        while i < end {
            let bytes = SixteenBytes(text, from: i, to: end, filler: 0x20)
            let before = bytes.before(text, at: i, from: start, to: end)
            if !SixteenBytes.isEmpty(bytes.within(0x41, 0x5A) & before.within(0x61, 0x7A)) { return true }
            i &+= SixteenBytes.count
        }
        return false
    }

    /// Calls `found` with the hash of each word of ASCII letters that has such a capital.
    private static func scan(_ text: Span<UInt8>, _ start: Int, _ end: Int, _ found: (UInt64) -> Void) {
        var begin = start
        var smalls = 0
        var hasCapital = false
        var i = start
        while i <= end {
            let byte = i < end ? text[i] : 0x20
            if byte >= 0x61 && byte <= 0x7A {
                smalls += 1
            } else if byte >= 0x41 && byte <= 0x5A {
                let isSmallNext = i + 1 < end && text[i + 1] >= 0x61 && text[i + 1] <= 0x7A
                if smalls >= leastSmalls && isSmallNext { hasCapital = true }
                smalls = 0
            } else {
                if hasCapital { found(LineHash.of(text, begin, i)) }
                begin = i + 1
                smalls = 0
                hasCapital = false
            }
            i += 1
        }
    }

    /// Small letters before the capital: `McDonald` and `iPhone` have fewer.
    private static let leastSmalls = 3
}
