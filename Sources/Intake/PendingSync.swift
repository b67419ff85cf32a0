import Host
import Synchronization

/// A sync under way beside other work. Nothing that it makes durable may be relied on before `finish` has returned.
struct PendingSync: Sendable {
    private let job: any WorkersJob
    private let outcome: Outcome

    private final class Outcome: Sendable {
        let result = Mutex<Result<Void, Fault>?>(nil)
    }

    /// Begins it.
    init(on workers: any Workers, _ sync: @escaping @Sendable () throws(Fault) -> Void) {
        let outcome = Outcome()
        self.outcome = outcome
        job = workers.startAside {
            let result = Result { () throws(Fault) in try sync() }
            outcome.result.withLock { $0 = result }
        }
    }

    /// Returns when it is over; throws what it met.
    func finish() throws(Fault) {
        job.finish()
        guard let result = outcome.result.withLock({ $0 }) else { preconditionFailure("a finished job has a result") }
        try result.get()
    }
}
