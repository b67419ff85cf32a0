import Host

/// When the index is committed: after so many records, or keys, or so long, whichever comes first. What lies between is
/// caught up from the streams after a crash.
struct IndexClock: Sendable {
    /// Records held in memory at most: a commit changes a page of each table for most of them once the store is large, and
    /// has all of these in memory.
    static let records = 2_048
    /// A quiet store's index is behind for no longer than this. Nothing waits for it: lookups see what is in memory, and
    /// a start reads what is missing from the streams. Shorter would wake an idle machine to write what the next file
    /// makes it write again.
    static let longest = Duration.seconds(60)

    private var pending = 0
    private var since: Instant?

    var hasPending: Bool { pending > 0 }
    /// When the index is to be committed even if few records come.
    var due: Instant? { since.map { $0 + IndexClock.longest } }

    mutating func note(_ records: Int, at now: Instant) {
        guard records > 0 else { return }
        pending += records
        if since == nil { since = now }
    }

    /// `keys` are the candidate keys that the index does not have: long articles have many.
    func isDue(at now: Instant, keys: Int) -> Bool {
        pending >= IndexClock.records || keys >= Similarity.mostWaiting || (due.map { $0 <= now } ?? false)
    }

    mutating func committed() {
        pending = 0
        since = nil
    }
}
