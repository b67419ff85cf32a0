import Host

/// When the bytes of originals are made durable: within a second of taking them, and not more often.
///
/// While there is other work the sync begins before the second is over, beside that work; who finds it not done when the
/// second is over waits for it.
struct OriginalsSync: Sendable {
    /// The promise: bytes are synced within a second of taking.
    static let longest = Duration.seconds(1)
    /// A sync beside other work begins this long after the oldest was taken: a quarter of a second is left for it.
    static let early = Duration.milliseconds(750)

    /// What a sync is to make durable.
    private struct Charge: Sendable {
        /// When the oldest of it was taken.
        var oldest: Instant?
        /// Originals went on to rejected/, or were removed.
        var hasMoves = false
    }

    /// What no sync that has begun covers.
    private var open = Charge()
    private var underWay: (sync: PendingSync, charge: Charge)?

    /// Notes that files were taken.
    mutating func taken(at now: Instant) {
        if open.oldest == nil { open.oldest = now }
    }

    /// Notes that an original was moved on or removed.
    mutating func moved(at now: Instant) {
        taken(at: now)
        open.hasMoves = true
    }

    /// When everything that is under way or should be must be durable.
    var due: Instant? { (underWay?.charge.oldest ?? open.oldest).map { $0 + OriginalsSync.longest } }

    /// True when originals were moved on or removed, and that may not be durable yet.
    var hasMoves: Bool { open.hasMoves || underWay?.charge.hasMoves ?? false }

    /// True when it is time to begin beside other work.
    func mayBegin(at now: Instant) -> Bool {
        underWay == nil && open.oldest.map { $0 + OriginalsSync.early <= now } ?? false
    }

    /// Takes note of a sync that has begun.
    mutating func begin(_ sync: PendingSync) {
        precondition(underWay == nil)
        underWay = (sync, open)
        open = Charge()
    }

    /// Waits for the sync under way, if there is one.
    mutating func finish() throws(Fault) {
        guard let sync = underWay?.sync else { return }
        try sync.finish()
        underWay = nil
    }

    /// Notes that everything taken so far was synced, nothing being under way.
    mutating func synced() {
        precondition(underWay == nil)
        open = Charge()
    }
}
