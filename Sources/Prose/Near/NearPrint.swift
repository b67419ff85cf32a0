/// What the search for near duplicates takes from a new text, in one pass over its bytes.
public struct NearPrint: Sendable {
    /// By which its candidates are found, and by which later texts will find it.
    public let keys: CandidateKeys
    private let sequence: ShingleSequence

    /// Reads a text in UTF-8. Linear; memory some eight bytes a word. Never fails: invalid UTF-8 parts words.
    public init(_ text: Span<UInt8>) {
        self.init(ShingleSequence(text))
    }

    /// Of an article that was just read, whose words need not be looked for again.
    public init(_ article: borrowing Article) {
        self.init(article.sequence)
    }

    private init(_ sequence: ShingleSequence) {
        keys = CandidateKeys(sequence.hashes.span)
        self.sequence = sequence
    }

    /// Words of the text.
    public var words: Int { sequence.words }

    /// Its set of shingles, to compare it by. Sorted here and not before, since most articles have no candidate.
    public func shingles() -> Shingles { Shingles(sequence) }
}
