public import Host

/// Why there is no ledger.
public enum RecoveryError: Error, Sendable, Equatable {
    /// A call failed: try again when it can work.
    case fault(Fault)
    /// The checkpoint is of another store. The index must be emptied; then recover without a checkpoint.
    case foreign
    /// A person must act.
    case damaged(Damage)

    /// Runs `body`, and says of what fails in it that it was a fault.
    public static func faulting<Result: ~Copyable>(_ body: () throws(Fault) -> Result) throws(RecoveryError) -> Result {
        do throws(Fault) {
            return try body()
        } catch {
            throw .fault(error)
        }
    }
}

/// What recovery found and did.
public struct RecoveryReport: Sendable, Equatable {
    /// What was cut off the end of a stream.
    public struct Cut: Sendable, Equatable {
        public var bytes = 0
        /// Pieces ended by LF, and the last one.
        public var lines = 0
        public init(bytes: Int = 0, lines: Int = 0) {
            self.bytes = bytes
            self.lines = lines
        }
    }

    public internal(set) var cuts = PerStream(repeating: Cut())
    /// Lines given to the visitor.
    public internal(set) var lines = 0
    /// Those of them that the checkpoint did not know.
    public internal(set) var newLines = 0
    /// Their bytes, old and new.
    public internal(set) var bytes = 0
    /// The last original named that lies in the newest folder of all that were named.
    public internal(set) var newestOriginal: RelativePath?
    /// Streams whose active file was not there and was created.
    public internal(set) var created: [Stream] = []

    public init() {}

    mutating func note(_ original: RelativePath) {
        if let newest = newestOriginal, RecoveryReport.isOlder(original.first, newest.first) { return }
        newestOriginal = original
    }

    /// Folders are numbered with leading zeros, and wider when the digits run out.
    static func isOlder(_ a: RelativePath, _ b: RelativePath) -> Bool {
        a.bytes.count != b.bytes.count ? a.bytes.count < b.bytes.count : a < b
    }

    public var cutBytes: Int { Stream.allCases.reduce(0) { $0 + cuts[$1].bytes } }
    public var cutLines: Int { Stream.allCases.reduce(0) { $0 + cuts[$1].lines } }
}
