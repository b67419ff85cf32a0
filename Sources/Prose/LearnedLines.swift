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

    /// Cuts the lines that were learned, unless they are more than half of what is there without its first line: then
    /// the document is not an article with furniture around it but a notice of the usual form, and how often its lines
    /// were seen says nothing.
    func cut(in draft: inout Draft, source: String) {
        guard !isEmpty else { return }
        let bytes = draft.script.bytes
        let text = bytes.span
        var printer = LinePrinter(source: source)
        var cut: [Int] = []
        var words = (learned: 0, kept: 0)
        var isFirst = true
        for piece in 0..<draft.count where draft.fates[piece].isKept {
            let place = draft.script.pieces[piece]
            let traits = draft.traits[piece]
            if let print = printer.print(text, place.start, place.end, traits), contains(print) {
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
