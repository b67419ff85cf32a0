/// The fingerprints of lines that recur across articles and are cut as furniture where they stand again.
public struct LearnedLines: Sendable, Equatable {
    private let prints: Set<UInt64>

    public init(_ prints: some Sequence<UInt64>) {
        self.prints = Set(prints)
    }

    /// Nothing learned.
    public static let none = LearnedLines([])

    public var isEmpty: Bool { prints.isEmpty }

    func contains(_ print: UInt64) -> Bool { prints.contains(print) }
}

/// The fingerprint of a line for the table of recurring lines: its folded text with every run of digits as one,
/// and the source, so that one outlet's furniture is not another's.
enum LinePrint {
    /// A full sentence of this many words is prose and never judged by how often it was seen.
    static let proseWords = 12
    /// Longer lines have no print, whatever they end with.
    static let mostWords = 40

    /// Nil for lines that are never judged by how often they were seen.
    static func of(_ text: Span<UInt8>, _ start: Int, _ end: Int, _ traits: Traits, source: String) -> UInt64? {
        guard traits.letters > 0, traits.words <= mostWords else { return nil }
        if traits.endsSentence && traits.words >= proseWords { return nil }
        var line = Array(source.utf8)
        line.append(Needle.lineFeed)
        Fold.append(text, start, end, Fold.Trim(head: true, tail: true), to: &line)
        var count = 0
        for i in line.indices {
            let digit = line[i] >= 0x30 && line[i] <= 0x39
            if digit && count > 0 && line[count - 1] == 0x30 { continue }
            line[count] = digit ? 0x30 : line[i]
            count += 1
        }
        return LineHash.of(line.span, 0, count)
    }

    /// The prints of a text's lines, each once, in order.
    static func all(_ text: Span<UInt8>, source: String) -> [UInt64] {
        var prints: [UInt64] = []
        each(text, source: source) { print, _, _, _ in prints.append(print) }
        return prints
    }

    /// Calls `body` with the print, place and traits of each line that has a print, each print once, in order.
    static func each(_ text: Span<UInt8>, source: String, _ body: (UInt64, Int, Int, Traits) -> Void) {
        var seen: Set<UInt64> = []
        var start = 0
        while start < text.count {
            let end = SixteenBytes.first(Needle.lineFeed, in: text, from: start)
            if end > start, !isLong(text, start, end) {
                let traits = Traits(text, start, end)
                let print = of(text, start, end, traits, source: source)
                if let print, seen.insert(print).inserted { body(print, start, end, traits) }
            }
            start = end + 1
        }
    }

    /// True when a line has no print for certain, which most paragraphs show by their first words: whatever it ends
    /// with, more than `mostWords` words begin with a letter of ASCII. Most of a text need not be read further.
    private static func isLong(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        var i = start + Bullet.length(text, start, end)
        let most = Traits.endsSentence(text, i, end) ? proseWords - 1 : mostWords
        var words = 0
        while i &+ 9 <= end {
            let spaces = EightBytes(text, at: i).equal(to: 0x20)
            words += EightBytes.count(spaces & EightBytes(text, at: i &+ 1).letters)
            if words > most { return true }
            i &+= 8
        }
        return false
    }

    /// Cuts the lines that were learned, unless they are more than half of what is there without its first line: then
    /// the document is not an article with furniture around it but a notice of the usual form, and how often its lines
    /// were seen says nothing.
    static func cut(_ learned: LearnedLines, source: String, in draft: inout Draft) {
        guard !learned.isEmpty else { return }
        let bytes = draft.script.bytes
        let text = bytes.span
        var cut: [Int] = []
        var words = (learned: 0, kept: 0)
        var isFirst = true
        for piece in 0..<draft.count where draft.fates[piece].isKept {
            let place = draft.script.pieces[piece]
            let traits = draft.traits[piece]
            if let print = of(text, place.start, place.end, traits, source: source), learned.contains(print) {
                cut.append(piece)
                words.learned += traits.words
            } else if !isFirst {
                words.kept += traits.words
            }
            isFirst = false
        }
        guard words.learned <= words.kept else { return }
        for piece in cut { draft.fates[piece] = .cut(.structure(.learned)) }
    }
}
