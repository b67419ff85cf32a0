public import Host
internal import Synchronization

/// Workers on the calling thread, one item after another. The seed decides in which order, and how many are done before
/// anybody waits for them: whoever depends on either is found out, and every run can be repeated.
public final class SimWorkers: Workers {
    public let count: Int
    private let random: Mutex<SeededRandom>

    /// - Parameter count: what to pretend.
    public init(seed: UInt64, count: Int = 2) {
        precondition(count > 0)
        self.count = count
        random = Mutex(SeededRandom(seed: seed))
    }

    public func start(_ count: Int, awaited: Bool, _ body: @escaping @Sendable (Int) -> Void) -> any WorkersJob {
        let (order, early) = random.withLock { ($0.order(count), $0.below(count + 1)) }
        for index in order[..<early] { body(index) }
        return Rest(items: order[early...], body)
    }

    /// Mostly late: whoever does not wait for it is found out sooner.
    public func startAside(_ body: @escaping @Sendable () -> Void) -> any WorkersJob {
        let isEarly = random.withLock { $0.below(4) == 0 }
        if isEarly { body() }
        return Rest(items: isEarly ? [] : [0], { _ in body() })
    }
}

/// What is left of a job for whoever waits for it.
private final class Rest: WorkersJob {
    private let items: Mutex<ArraySlice<Int>>
    private let body: @Sendable (Int) -> Void

    init(items: ArraySlice<Int>, _ body: @escaping @Sendable (Int) -> Void) {
        self.items = Mutex(items)
        self.body = body
    }

    func finish() {
        while let index = items.withLock({ $0.popFirst() }) { body(index) }
    }
}
