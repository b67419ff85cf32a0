/// Lines in which a heading runs into its blurb without a space, `Bridge closedThe town council`: a link to another
/// story, copied from a box. No prose, however it ends.
///
/// The sign is a word with a capital inside, between three small letters and one (`closedThe`), that stands nowhere else
/// in the document: names such as `GiveWell` stand there again, and if not, little is lost.
enum GluedLines {
    /// Which pieces of a draft are such lines.
    static func find(in draft: Draft) -> [Bool] {
        var glued = [Bool](filled: false, count: draft.count)
        var words: [Word] = []
        let bytes = draft.script.bytes
        let text = bytes.span
        // Only a line with more capitals than words that begin with one has a capital inside of a word.
        for piece in 0..<draft.count where draft.traits[piece].upperLetters > draft.traits[piece].capitals {
            let place = draft.script.pieces[piece]
            scan(text, place.start, place.end, piece, &words)
        }
        words.sort { $0.hash < $1.hash }
        for (index, word) in words.enumerated() {
            let isBefore = index > 0 && words[index - 1].hash == word.hash
            let isBehind = index + 1 < words.count && words[index + 1].hash == word.hash
            if !isBefore && !isBehind { glued[word.piece] = true }
        }
        return glued
    }

    /// A word with such a capital, and the piece in which it stands.
    private struct Word {
        let hash: UInt64
        let piece: Int
    }

    /// Appends each word of ASCII letters that has such a capital. Looks for capitals right behind small letters, as
    /// hardly any line has them.
    private static func scan(_ text: Span<UInt8>, _ start: Int, _ end: Int, _ piece: Int, _ words: inout [Word]) {
        var i = start
        while i < end {
            let bytes = SixteenBytes(text, from: i, to: end, filler: 0x20)
            let before = bytes.before(text, at: i, from: start, to: end)
            let capitals = bytes.within(0x41, 0x5A) & before.within(0x61, 0x7A)
            if SixteenBytes.isEmpty(capitals) {
                i &+= SixteenBytes.count
                continue
            }
            i &+= SixteenBytes.before(capitals)
            if isGlued(text, start, end, at: i) {
                var first = i
                while first > start && isLetter(text[first - 1]) { first -= 1 }
                while i < end && isLetter(text[i]) { i += 1 }
                words.append(Word(hash: LineHash.of(text, first, i), piece: piece))
            } else {
                i += 1
            }
        }
    }

    /// Whether enough small letters stand before the capital at `i`, and one behind it.
    private static func isGlued(_ text: Span<UInt8>, _ start: Int, _ end: Int, at i: Int) -> Bool {
        guard i - leastSmalls >= start, i + 1 < end, isSmall(text[i + 1]) else { return false }
        for place in i - leastSmalls..<i where !isSmall(text[place]) { return false }
        return true
    }

    private static func isSmall(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
    private static func isLetter(_ byte: UInt8) -> Bool { isSmall(byte | 0x20) }

    /// Small letters before the capital: `McDonald` and `iPhone` have fewer.
    private static let leastSmalls = 3
}
