/// What one line says. The sum of its parts is closed: whatever can be built here can be written, and every line
/// reads back as the same value. The grammar is in Format.swift.
public struct Record: Sendable, Equatable {
    /// Number of the delivery over all three streams, from 1.
    public var seq: Int
    /// When it was stored.
    public var added: Timestamp
    public var delivery: Delivery
    public var outcome: Outcome

    /// What became of a delivery, with what is known then. Contents have a dozen references: a copy of a record counts the
    /// one of the box that they are in.
    public enum Outcome: Sendable, Equatable {
        /// A new article; with a likeness under `near.policy: mark`.
        indirect case article(Content, Near?)
        /// Nearly a stored article; the whole record is kept.
        indirect case near(Content, Near)
        /// The text of a stored article, perhaps under another headline. Its content has no text.
        indirect case sameText(Content, of: Digest)
        /// The raw bytes of an earlier delivery. `id` is that of its text.
        case sameBytes(id: Digest, source: String, of: Digest)
        case rejected(Rejection)
    }

    public init(seq: Int, added: Timestamp, delivery: Delivery, outcome: Outcome) {
        self.seq = seq
        self.added = added
        self.delivery = delivery
        self.outcome = outcome
        precondition((1...Limits.number).contains(seq), "a delivery number")
        precondition(isComplete, "every part that this kind of line must have, and none that it must not")
    }

    /// True when the line has all that its kind must have; the initialiser and the encoder insist.
    var isComplete: Bool {
        switch outcome {
        case .article(let content, _), .near(let content, _):
            delivery.sha256 != nil && !content.escapedText.isEmpty && !content.source.isEmpty
        case .sameText(let content, _):
            delivery.sha256 != nil && content.escapedText.isEmpty && !content.source.isEmpty
        case .sameBytes(_, let source, _):
            delivery.sha256 != nil && !source.isEmpty
        case .rejected:
            true
        }
    }

    /// The file the line belongs to.
    public var stream: Stream {
        switch outcome {
        case .article: .articles
        case .near, .sameText, .sameBytes: .duplicates
        case .rejected: .rejected
        }
    }

    /// Nil for rejections and for repeats of bytes.
    public var content: Content? {
        switch outcome {
        case .article(let content, _), .near(let content, _), .sameText(let content, _): content
        case .sameBytes, .rejected: nil
        }
    }

    /// SHA-256 of the text; nil for rejections.
    public var id: Digest? {
        if case .sameBytes(let id, _, _) = outcome { return id }
        return content?.id
    }

    /// Nil for rejections.
    public var source: String? {
        if case .sameBytes(_, let source, _) = outcome { return source }
        return content?.source
    }

    /// The article that this one repeats.
    public var duplicateOf: Digest? {
        switch outcome {
        case .article(_, let near): near?.of
        case .near(_, let near): near.of
        case .sameText(_, let of), .sameBytes(_, _, let of): of
        case .rejected: nil
        }
    }
}
