import Host
import Ledger

/// When the bytes of originals are made durable: within a second of taking them, and not more often.
struct OriginalsSync: Sendable {
    /// The promise: bytes are synced within a second of taking.
    static let longest = Duration.seconds(1)

    private var oldestUnsynced: Instant?

    /// Notes that files were taken.
    mutating func taken(at now: Instant) {
        if oldestUnsynced == nil { oldestUnsynced = now }
    }

    mutating func synced() { oldestUnsynced = nil }

    var due: Instant? { oldestUnsynced.map { $0 + OriginalsSync.longest } }
}
