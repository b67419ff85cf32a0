import Host

/// Committed lines are no longer what they were. Nothing is cut and nothing is written until a person acts.
public struct Damage: Error, Sendable, Equatable {
    public let stream: Stream
    /// The name of the file.
    public let file: String
    /// Bytes from its start.
    public let offset: Int
    public let kind: Kind

    public enum Kind: Sendable, Equatable {
        /// A rotated file is not there.
        case missing
        /// The file is shorter than it was when the index read it.
        case shorter(was: Int)
        /// Another line stands where the index read one.
        case changed
        /// The text of the line is not the one that its id is of.
        case otherText
        /// What stands there is no line, and it is more, or elsewhere, than a crash can leave.
        case broken(LineError)
        /// The line with this number is nowhere, but later ones are: more, or elsewhere, than a crash can leave.
        case gap(seq: Int)
        /// There is another line with the same number.
        case repeated(seq: Int)
    }

    init(_ stream: Stream, _ position: Position, active: Int, _ kind: Kind) {
        self.stream = stream
        file = (position.segment == active ? SegmentName.active(stream) : SegmentName.numbered(stream, position.segment)).text
        offset = position.offset
        self.kind = kind
    }

    /// What it is and what to do.
    public var sentence: String { "The store is damaged: \(file) \(finding). \(remedy)" }

    private var finding: String {
        switch kind {
        case .missing: "is missing"
        case .shorter(let was): "ended at byte \(was) and now is shorter"
        case .changed: "has another line at byte \(offset) than the one that was indexed"
        case .otherText: "has a line at byte \(offset) whose text is not the one that its id is the SHA-256 of"
        case .broken(let error): "has no valid line at byte \(offset) (\(error))"
        case .gap(let seq): "goes on at byte \(offset), but line \(seq) is nowhere"
        case .repeated(let seq): "has a line \(seq) at byte \(offset), and there is one already"
        }
    }

    private var remedy: String {
        switch kind {
        case .missing:
            "Put the file back from where it went or from a backup."
        case .shorter, .changed:
            "Put the file back from a newer backup. If the store was set back on purpose, delete the folder index, and it is rebuilt from the store as it is."
        case .broken, .gap, .repeated, .otherText:
            "This is no torn write: lines that were durable have changed. Put the file back from a backup. Without one, `winnow ingest --state NEW archive rejected` makes a new store of the originals."
        }
    }
}

extension Damage: CustomStringConvertible {
    public var description: String { sentence }
}
