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
    /// were seen says nothing. `prints` has the print of each piece.
    func cut(in draft: inout Draft, _ prints: [UInt64?]) {
        guard !isEmpty else { return }
        var cut: [Int] = []
        var words = (learned: 0, kept: 0)
        var isFirst = true
        for piece in 0..<draft.count where draft.fates[piece].isKept {
            if let print = prints[piece], contains(print) {
                cut.append(piece)
                words.learned += draft.traits[piece].words
            } else if !isFirst {
                words.kept += draft.traits[piece].words
            }
            isFirst = false
        }
        guard words.learned <= words.kept else { return }
        for piece in cut { draft.fates[piece] = .cut(.structure(.learned)) }
    }
}
