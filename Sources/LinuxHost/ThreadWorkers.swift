public import Host
internal import Synchronization

/// A pool of threads, asleep between jobs. The caller of `forEach` takes its part, so that a pool of `count` has one
/// thread less, and one of 1 has none.
///
/// Calls of `forEach` from several threads, or from within `body`, are correct but not faster: the pool serves one job
/// at a time, and the others are done by their callers alone.
public final class ThreadWorkers: Workers {
    /// Calls at a time at most: the unit's TasksMax= leaves room for as many and for other threads.
    public static let most = 64

    public let count: Int
    private let pool: Monitor<Pool>
    private let threads: [NativeThread]

    fileprivate struct Pool {
        var job: Job?
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
    }

    deinit {
        pool.withLock { $0.isClosed = true }
        pool.broadcast(.work)
        for thread in threads { thread.join() }
    }

    public func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
        guard count > 1, !threads.isEmpty else {
            for i in 0..<max(0, count) { body(i) }
            return
        }
        withoutActuallyEscaping(body) { body in
            unsafe withUnsafePointer(to: body) { pointer in
                let job = unsafe Job(count: count, body: pointer)
                share(job)
                job.run()
                // Nobody joins any more; those who did are waited for, because `body` ends with this call.
                pool.withLock { if $0.job === job { $0.job = nil } }
                pool.wait(for: .rest) { _ in job.helpers == 0 ? () : nil }
            }
        }
    }

    private func share(_ job: Job) {
        let isFree = pool.withLock { pool in
            guard pool.job == nil else { return false }
            pool.job = job
            return true
        }
        if isFree { pool.signal(.work, count: min(threads.count, job.count - 1)) }
    }

    /// What each thread does until the pool is closed.
    private static func serve(_ pool: Monitor<Pool>) {
        while true {
            let next: Job? = pool.wait(for: .work) { pool -> Job?? in
                if pool.isClosed { return .some(nil) }
                guard let job = pool.job, !job.isTaken else { return nil }
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

/// One call of `forEach`.
///
/// `@unchecked Sendable`: `helpers` is touched only under the pool's lock; `body` is read only, by threads that are
/// counted in `helpers` or by the caller, whose frame holds what it points to until they are done.
@safe private final class Job: @unchecked Sendable {
    let count: Int
    private let body: UnsafePointer<@Sendable (Int) -> Void>
    private let next = Atomic<Int>(0)
    /// Threads at work on it besides the caller.
    var helpers = 0

    init(count: Int, body: UnsafePointer<@Sendable (Int) -> Void>) {
        self.count = count
        unsafe self.body = body
    }

    /// True when every item has somebody.
    var isTaken: Bool { next.load(ordering: .relaxed) >= count }

    /// Takes items until there are no more. Not inlined: with its return every hold on the closure is given up, which
    /// `withoutActuallyEscaping` checks.
    @inline(never)
    func run() {
        while true {
            let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard i < count else { return }
            unsafe body.pointee(i)
        }
    }
}
