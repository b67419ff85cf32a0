import Host
import Ledger

/// A delivery whose bytes were read, or that was refused before they could be.
struct FileInHand: Sendable {
    /// Where the delivery came from.
    enum Origin: Sendable, Equatable {
        /// Taken from the inbox into a generation of the archive.
        case inbox(path: RelativePath, generation: Int)
        /// Named on a command line, where it stays: its absolute path, and the source that was given for it.
        case path([UInt8], source: String?)
    }

    let origin: Origin
    /// The place in the archive as records name it; nil for what was named on a command line.
    let original: RelativePath?
    /// Empty when refused.
    var bytes: [UInt8]
    /// As the file system says, also when it was not read.
    var size: Int
    /// Nanoseconds since 1970.
    var modified: Int64
    /// When name, content or rights changed last, in nanoseconds since 1970; nil when that says nothing of a delivery.
    var changed: Int64?
    var refusal: Rejection?
    /// SHA-256 of the raw bytes when it was made while reading, because the bytes are not kept.
    var digest: Digest?
    /// When another store stored it, for a delivery that is replayed; nil for all that come now.
    var added: Timestamp?

    init(
        origin: Origin, bytes: [UInt8], size: Int, modified: Int64, changed: Int64? = nil, refusal: Rejection? = nil,
        digest: Digest? = nil
    ) {
        precondition(size >= 0)
        self.origin = origin
        original = origin.original
        self.bytes = bytes
        self.size = size
        self.modified = modified
        self.changed = changed
        self.refusal = refusal
        self.digest = digest
    }
}

extension FileInHand.Origin {
    fileprivate var original: RelativePath? {
        guard case .inbox(let path, let generation) = self else { return nil }
        return Generation.original(path, in: generation)
    }
}
