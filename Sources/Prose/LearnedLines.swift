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
        var folded = Array(source.utf8)
        folded.append(Needle.lineFeed)
        Fold.append(text, start, end, Fold.Trim(head: true, tail: true), to: &folded)
        var out: [UInt8] = []
        out.reserveCapacity(folded.count)
        for byte in folded {
            let digit = byte >= 0x30 && byte <= 0x39
            if !digit { out.append(byte) } else if out.last != 0x30 { out.append(0x30) }
        }
        return LineHash.of(out.span, 0, out.count)
    }

    /// Cuts the lines that were learned; a document's headline is found before and stays.
    static func cut(_ learned: LearnedLines, source: String?, in draft: inout Draft) {
        guard !learned.isEmpty, let source else { return }
        let bytes = draft.script.bytes
        let text = bytes.span
        for piece in 0..<draft.count where draft.fates[piece].isKept {
            let place = draft.script.pieces[piece]
            if let print = of(text, place.start, place.end, draft.traits[piece], source: source), learned.contains(print) {
                draft.fates[piece] = .cut(.structure(.learned))
            }
        }
    }
}
