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
        /// Jobs that may have items which nobody has taken, those that are awaited first, else in the order in which they were
        /// started.
        var jobs: [Job] = []
        /// Set when the pool goes away.
        var isClosed = false
    }

    /// Jobs that are awaited: as long as there are any, the threads leave others after the item in hand.
    private let awaited = AwaitedJobs()

    /// - Parameter count: how many calls run at a time; by default as many as the process may use processors, at
    ///   most 64.
    public init(count: Int = min(Processors.usable, ThreadWorkers.most)) {
        let pool = Monitor(Pool())
        // A thread that cannot be had is one worker less, no fault.
        let threads = (1..<max(1, count)).compactMap { [awaited] _ in try? NativeThread { ThreadWorkers.serve(pool, awaited) } }
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

    public func start(_ count: Int, awaited: Bool, _ body: @escaping @Sendable (Int) -> Void) -> any WorkersJob {
        // A single item is done by whoever waits for it: to wake a thread takes longer than most.
        let isShared = count > 1 && !threads.isEmpty
        let job = Job(count: count, pool: pool, awaited: awaited && isShared ? self.awaited : nil, body: body)
        if isShared {
            pool.withLock { $0.jobs.insert(job, at: awaited ? 0 : $0.jobs.endIndex) }
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

    /// What each thread does until the pool is closed; `awaited` are the jobs for which it leaves others.
    private static func serve(_ pool: Monitor<Pool>, _ awaited: AwaitedJobs? = nil) {
        while true {
            let next: Job? = pool.wait(for: .work) { pool -> Job?? in
                if pool.isClosed { return .some(nil) }
                pool.jobs.removeAll { $0.isTaken }
                guard let job = pool.jobs.first else { return nil }
                job.helpers += 1
                return job
            }
            guard let job = next else { return }
            job.run(unless: awaited)
            let isLast = pool.withLock { _ in
                job.helpers -= 1
                return job.helpers == 0
            }
            if isLast { pool.broadcast(.rest) }
        }
    }
}

/// How many jobs are awaited of which something may be left to take.
private final class AwaitedJobs: Sendable {
    let count = Atomic<Int>(0)
}

/// One call of `start`. `@unchecked Sendable`: `helpers` is touched only under the pool's lock.
private final class Job: WorkersJob, @unchecked Sendable {
    private let count: Int
    private let pool: Monitor<ThreadWorkers.Pool>
    private let body: @Sendable (Int) -> Void
    private let next = Atomic<Int>(0)
    /// Where it is counted until all of it is taken; nil when it is not awaited.
    private let awaited: AwaitedJobs?
    /// Threads of the pool at work on it.
    var helpers = 0

    init(count: Int, pool: Monitor<ThreadWorkers.Pool>, awaited: AwaitedJobs? = nil, body: @escaping @Sendable (Int) -> Void) {
        self.count = count
        self.pool = pool
        self.awaited = awaited
        self.body = body
        awaited?.count.add(1, ordering: .relaxed)
    }

    /// True when every item has somebody.
    var isTaken: Bool { next.load(ordering: .relaxed) >= count }

    /// Takes items until there are no more, or until another job is awaited, which this one is not.
    func run(unless others: AwaitedJobs? = nil) {
        while true {
            if let others, awaited == nil, others.count.load(ordering: .relaxed) > 0 { return }
            let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard i < count else { return }
            // Nothing is left of it that others would have to make way for.
            if i == count - 1 { awaited?.count.subtract(1, ordering: .relaxed) }
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
