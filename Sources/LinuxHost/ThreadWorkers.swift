public import Host
internal import Synchronization

/// A pool of threads, asleep between jobs. Whoever waits for a job takes part in it, so that a pool of `count` has one
/// thread less, and one of 1 has none. Beside them stands a thread for calls that wait for the disk.
public final class ThreadWorkers: Workers {
    /// Calls at a time at most: the unit's TasksMax= leaves room for as many and for other threads.
    public static let most = 64

    public let count: Int
    private let pool: Monitor<Pool>
    private let threads: [NativeThread]
    private let aside: Monitor<Pool>
    private let asideThread: NativeThread?

    fileprivate struct Pool {
        /// Jobs that may have items which nobody has taken, in the order in which they were started.
        var jobs: [Job] = []
        /// Set when the pool goes away.
        var isClosed = false
    }

    /// - Parameter count: how many calls run at a time; by default as many as the process may use processors, at
    ///   most 64.
    public init(count: Int = min(Processors.usable, ThreadWorkers.most)) {
        let pool = Monitor(Pool())
        // A thread that cannot be had is one worker less, no fault.
        let threads = (1..<max(1, count)).compactMap { _ in try? NativeThread { ThreadWorkers.serve(pool) } }
        self.count = threads.count + 1
        self.threads = threads
        self.pool = pool
        let aside = Monitor(Pool())
        self.aside = aside
        asideThread = try? NativeThread { ThreadWorkers.serve(aside) }
    }

    deinit {
        for monitor in [pool, aside] {
            monitor.withLock {
                $0.isClosed = true
                $0.jobs = []
            }
            monitor.broadcast(.work)
        }
        for thread in threads { thread.join() }
        asideThread?.join()
    }

    public func start(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> any WorkersJob {
        let job = Job(count: count, pool: pool, body: body)
        // A single item is done by whoever waits for it: to wake a thread takes longer than most.
        if count > 1, !threads.isEmpty {
            pool.withLock { $0.jobs.append(job) }
            pool.signal(.work, count: min(threads.count, count - 1))
        }
        return job
    }

    public func startAside(_ body: @escaping @Sendable () -> Void) -> any WorkersJob {
        let job = Job(count: 1, pool: aside) { _ in body() }
        if asideThread != nil {
            aside.withLock { $0.jobs.append(job) }
            aside.signal(.work, count: 1)
        }
        return job
    }

    /// What each thread does until the pool is closed.
    private static func serve(_ pool: Monitor<Pool>) {
        while true {
            let next: Job? = pool.wait(for: .work) { pool -> Job?? in
                if pool.isClosed { return .some(nil) }
                pool.jobs.removeAll { $0.isTaken }
                guard let job = pool.jobs.first else { return nil }
                job.helpers += 1
                return job
            }
            guard let job = next else { return }
            job.run()
            let isLast = pool.withLock { _ in
                job.helpers -= 1
                return job.helpers == 0
            }
            if isLast { pool.broadcast(.rest) }
        }
    }
}

/// One call of `start`. `@unchecked Sendable`: `helpers` is touched only under the pool's lock.
private final class Job: WorkersJob, @unchecked Sendable {
    private let count: Int
    private let pool: Monitor<ThreadWorkers.Pool>
    private let body: @Sendable (Int) -> Void
    private let next = Atomic<Int>(0)
    /// Threads of the pool at work on it.
    var helpers = 0

    init(count: Int, pool: Monitor<ThreadWorkers.Pool>, body: @escaping @Sendable (Int) -> Void) {
        self.count = count
        self.pool = pool
        self.body = body
    }

    /// True when every item has somebody.
    var isTaken: Bool { next.load(ordering: .relaxed) >= count }

    /// Takes items until there are no more.
    func run() {
        while true {
            let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard i < count else { return }
            body(i)
        }
    }

    func finish() {
        run()
        pool.wait(for: .rest) { pool in
            pool.jobs.removeAll { $0 === self }
            return helpers == 0 ? () : nil
        }
    }
}
