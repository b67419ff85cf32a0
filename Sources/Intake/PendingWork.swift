import Host
import Synchronization

/// Work under way beside other work, most of which waits for the disk. Nothing that it does may be relied on before `finish`
/// has returned.
struct PendingWork<Success: Sendable>: Sendable {
    private let job: any WorkersJob
    private let outcome: Outcome

    private final class Outcome: Sendable {
        let result = Mutex<Result<Success, Fault>?>(nil)
    }

    /// Begins it.
    init(on workers: any Workers, _ work: @escaping @Sendable () throws(Fault) -> Success) {
        let outcome = Outcome()
        self.outcome = outcome
        job = workers.startAside {
            let result = Result { () throws(Fault) in try work() }
            outcome.result.withLock { $0 = result }
        }
    }

    /// Returns when it is over; throws what it met.
    func finish() throws(Fault) -> Success {
        job.finish()
        guard let result = outcome.result.withLock({ $0 }) else { preconditionFailure("a finished job has a result") }
        return try result.get()
    }

    /// Returns when it is over, whatever came of it.
    func wait() { job.finish() }
}

typealias PendingSync = PendingWork<Void>
