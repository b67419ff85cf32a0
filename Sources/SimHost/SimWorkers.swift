public import Host
internal import Synchronization

/// Workers on the calling thread, one item after another, in an order that the seed decides: whoever depends on the
/// order is found out, and every run can be repeated.
public final class SimWorkers: Workers {
    public let count: Int
    private let random: Mutex<SeededRandom>

    /// - Parameter count: what to pretend.
    public init(seed: UInt64, count: Int = 2) {
        precondition(count > 0)
        self.count = count
        random = Mutex(SeededRandom(seed: seed))
    }

    public func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
        for index in random.withLock({ $0.order(count) }) { body(index) }
    }
}
