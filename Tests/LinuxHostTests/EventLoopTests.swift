import Glibc
import Host
import Synchronization
import Testing

@testable import LinuxHost

/// Signals are raised on the thread that tests: they are blocked there, and the loop reads them. One thread, one test after another.
@Suite(.serialized) struct EventLoopTests {
    let time = SystemTime()
    private var past: Instant { Instant(nanoseconds: 1) }

    init() { SignalMask.blockForService() }

    @Test func aMomentPassedIsADeadline() throws {
        let loop = try EventLoop()
        #expect(try loop.wait(until: past) == .deadline)
        #expect(try loop.wait(until: past) == .deadline)
        #expect(try loop.wait(until: Instant(nanoseconds: 0)) == .deadline)
    }

    @Test func aMomentToComeIsNotEarly() throws {
        let loop = try EventLoop()
        let moment = time.monotonic + .milliseconds(20)
        #expect(try loop.wait(until: moment) == .deadline)
        #expect(time.monotonic >= moment)
    }

    @Test func aDeadlineGivenUpDoesNotWake() throws {
        let loop = try EventLoop()
        #expect(try loop.wait(until: past) == .deadline)
        loop.nudge()
        #expect(try loop.wait(until: nil) == .nudged)
        loop.nudge()
        #expect(try loop.wait(until: Instant(nanoseconds: .max)) == .nudged)
    }

    @Test(arguments: [(SIGHUP, Wake.reload), (SIGUSR1, .rescan)])
    func aSignalIsAReason(_ number: Int32, _ wake: Wake) throws {
        let loop = try EventLoop()
        pthread_kill(pthread_self(), number)
        #expect(try loop.wait(until: nil) == wake)
        #expect(try loop.wait(until: past) == .deadline)
    }

    @Test func severalReasonsAtOnce() throws {
        let loop = try EventLoop()
        for number in [SIGHUP, SIGUSR1, SIGHUP] { pthread_kill(pthread_self(), number) }
        loop.nudge()
        loop.nudge()
        #expect(try loop.wait(until: past) == [.reload, .rescan, .nudged, .deadline])
        #expect(try loop.wait(until: past) == .deadline)
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func theFirstStopAsksTheSecondEnds(_ number: Int32) throws {
        SignalMask.blockForService()
        let loop = try EventLoop()
        var set = sigset_t()
        unsafe pthread_sigmask(SIG_BLOCK, nil, &set)
        #expect(unsafe sigismember(&set, number) == 1)
        pthread_kill(pthread_self(), SIGTERM)
        pthread_kill(pthread_self(), SIGINT)
        #expect(try loop.wait(until: nil) == .terminate)
        // Both that were pending are read, and neither would be held back now.
        unsafe sigpending(&set)
        #expect(unsafe sigismember(&set, number) == 0)
        unsafe pthread_sigmask(SIG_BLOCK, nil, &set)
        #expect(unsafe sigismember(&set, number) == 0)
        #expect(unsafe sigismember(&set, SIGHUP) == 1)
        var action = sigaction()
        unsafe sigaction(number, nil, &action)
        #expect(unsafe action.__sigaction_handler.sa_handler == nil)
        SignalMask.blockForService()
    }

    @Test func aLeaseBrokenAndAPipeClosedDoNotKill() throws {
        raise(SIGIO)
        raise(SIGPIPE)
        let loop = try EventLoop()
        #expect(try loop.wait(until: past) == .deadline)
    }

    @Test func theWatcherWakes() throws {
        let root = try TemporaryFolder()
        let watcher = InotifyWatcher()
        let folder = try root.open()
        _ = try watcher.watch(folder)
        let loop = try EventLoop(watcher: watcher)
        #expect(try loop.wait(until: past) == .deadline)
        try root.write("a")
        #expect(try loop.wait(until: nil) == .watcher)
        var queue: [WatchEvent] = []
        _ = try watcher.events(into: &queue, limit: 100)
        #expect(queue.count == 2)
        #expect(try loop.wait(until: past) == .deadline)
    }

    @Test func anotherThreadNudges() throws {
        let loop = try EventLoop()
        let thread = try TestThread { loop.nudge() }
        #expect(try loop.wait(until: nil) == .nudged)
        thread.join()
    }

    @Test func noDescriptorIsLeft() throws {
        let before = try EventLoop()
        _ = before
        for _ in 0..<2000 { _ = try EventLoop() }
    }
}

@Suite struct SystemTimeTests {
    @Test func bothClocksGoOn() {
        let time = SystemTime()
        let (start, wall) = (time.monotonic, time.wall)
        #expect(wall > 1_700_000_000_000_000_000)
        while time.monotonic == start {}
        #expect(time.monotonic > start)
    }
}

@Suite struct ThreadWorkersTests {
    /// Jobs in hand at the same time: each is done, in whatever order they are waited for.
    @Test(arguments: [1, 2, 4])
    func severalJobs(_ workers: Int) {
        let pool = ThreadWorkers(count: workers)
        for _ in 0..<500 {
            let calls = Mutex([0, 0, 0])
            let jobs = (0..<3).map { job in pool.start(20) { _ in calls.withLock { $0[job] += 1 } } }
            for job in [1, 0, 2] {
                jobs[job].finish()
                #expect(calls.withLock { $0[job] } == 20)
            }
        }
    }

    /// Other threads go on with a job while the one who started it does something else.
    @Test func aJobBeginsByItself() {
        let pool = ThreadWorkers(count: 2)
        let arrived = SharedCount()
        let job = pool.start(3) { _ in arrived.count.wrappingAdd(1, ordering: .relaxed) }
        while arrived.count.load(ordering: .relaxed) < 3 { sched_yield() }
        job.finish()
    }

    /// The only thread of the pool leaves a job for one that somebody awaits, and comes back to it.
    @Test func anAwaitedJobGoesFirst() {
        let pool = ThreadWorkers(count: 2)
        let (begun, goesOn) = (SharedCount(), SharedCount())
        let order = Mutex<[String]>([])
        let other = pool.start(3) { index in
            order.withLock { $0.append("other \(index)") }
            begun.count.store(1, ordering: .relaxed)
            while goesOn.count.load(ordering: .relaxed) == 0 { sched_yield() }
        }
        while begun.count.load(ordering: .relaxed) == 0 { sched_yield() }
        let awaited = pool.start(2, awaited: true) { index in order.withLock { $0.append("awaited \(index)") } }
        goesOn.count.store(1, ordering: .relaxed)
        while order.withLock({ $0.count }) < 5 { sched_yield() }
        awaited.finish()
        other.finish()
        #expect(order.withLock { $0 } == ["other 0", "awaited 0", "awaited 1", "other 1", "other 2"])
    }

    /// Calls aside have a thread of their own, which makes way for nobody.
    @Test func aCallAsideBesideAnAwaitedJob() {
        let pool = ThreadWorkers(count: 2)
        let (begun, goesOn) = (SharedCount(), SharedCount())
        let awaited = pool.start(3, awaited: true) { _ in
            begun.count.store(1, ordering: .relaxed)
            while goesOn.count.load(ordering: .relaxed) == 0 { sched_yield() }
        }
        while begun.count.load(ordering: .relaxed) == 0 { sched_yield() }
        let call = pool.startAside { begun.count.store(2, ordering: .relaxed) }
        while begun.count.load(ordering: .relaxed) < 2 { sched_yield() }
        goesOn.count.store(1, ordering: .relaxed)
        awaited.finish()
        call.finish()
    }

    /// A call aside is under way while the one who began it, and all workers, do something else.
    @Test(arguments: [1, 2])
    func aCallAside(_ workers: Int) {
        let pool = ThreadWorkers(count: workers)
        let (begun, goesOn) = (SharedCount(), SharedCount())
        let job = pool.startAside {
            begun.count.store(1, ordering: .relaxed)
            while goesOn.count.load(ordering: .relaxed) == 0 { sched_yield() }
            begun.count.store(2, ordering: .relaxed)
        }
        while begun.count.load(ordering: .relaxed) == 0 { sched_yield() }
        pool.forEach(10) { _ in goesOn.count.wrappingAdd(1, ordering: .relaxed) }
        job.finish()
        #expect(begun.count.load(ordering: .relaxed) == 2)
    }

    @Test func callsAsideAreEachDoneOnce() {
        let pool = ThreadWorkers(count: 2)
        let calls = SharedCount()
        let jobs = (0..<1_000).map { _ in pool.startAside { calls.count.wrappingAdd(1, ordering: .relaxed) } }
        for job in jobs { job.finish() }
        #expect(calls.count.load(ordering: .relaxed) == 1_000)
    }

    @Test func aCallAsideWakesTheLoop() throws {
        let loop = try EventLoop()
        let pool = ThreadWorkers(count: 1)
        let job = pool.startAside { loop.nudge() }
        #expect(try loop.wait(until: nil) == .nudged)
        job.finish()
    }

    /// Nobody waits for it: the pool goes away all the same, and lets go of what the job holds.
    @Test func aJobThatIsLetGoOf() {
        weak var held: SharedCount?
        do {
            let pool = ThreadWorkers(count: 2)
            let count = SharedCount()
            held = count
            _ = pool.start(1_000) { _ in count.count.wrappingAdd(1, ordering: .relaxed) }
        }
        #expect(held == nil)
    }

    @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 3, 100, 5000])
    func eachItemOnce(_ workers: Int, _ count: Int) {
        let pool = ThreadWorkers(count: workers)
        #expect(pool.count == workers)
        let calls = Mutex([Int](repeating: 0, count: count))
        for round in 1...3 {
            pool.forEach(count) { i in calls.withLock { $0[i] += 1 } }
            #expect(calls.withLock { $0.allSatisfy { $0 == round } })
        }
    }

    @Test func theyWorkAtTheSameTime() {
        // Each call waits for the other: with one thread alone this would never end.
        let pool = ThreadWorkers(count: 2)
        let arrived = Atomic<Int>(0)
        pool.forEach(2) { _ in
            arrived.wrappingAdd(1, ordering: .relaxed)
            while arrived.load(ordering: .relaxed) < 2 { sched_yield() }
        }
        #expect(arrived.load(ordering: .relaxed) == 2)
    }

    @Test func manyShortJobs() {
        let pool = ThreadWorkers(count: 4)
        let sum = Atomic<Int>(0)
        for _ in 0..<20_000 { pool.forEach(3) { sum.wrappingAdd($0, ordering: .relaxed) } }
        #expect(sum.load(ordering: .relaxed) == 60_000)
    }

    @Test func jobsInJobsAndFromSeveralThreads() throws {
        let pool = ThreadWorkers(count: 3)
        let sum = Atomic<Int>(0)
        pool.forEach(10) { _ in pool.forEach(10) { _ in sum.wrappingAdd(1, ordering: .relaxed) } }
        #expect(sum.load(ordering: .relaxed) == 100)
        let total = SharedCount()
        let threads = try (0..<4).map { _ in
            try TestThread { for _ in 0..<500 { pool.forEach(5) { _ in total.count.wrappingAdd(1, ordering: .relaxed) } } }
        }
        for thread in threads { thread.join() }
        #expect(total.count.load(ordering: .relaxed) == 4 * 500 * 5)
    }

    @Test func itsThreadsTakeNoSignals() {
        let pool = ThreadWorkers(count: 2)
        let main = pthread_self()
        let arrived = Atomic<Int>(0)
        pool.forEach(2) { _ in
            arrived.wrappingAdd(1, ordering: .relaxed)
            while arrived.load(ordering: .relaxed) < 2 { sched_yield() }
            guard pthread_self() != main else { return }
            var set = sigset_t()
            unsafe pthread_sigmask(SIG_BLOCK, nil, &set)
            for number in [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGALRM, SIGCHLD] {
                #expect(unsafe sigismember(&set, number) == 1)
            }
            #expect(unsafe sigismember(&set, SIGSEGV) == 0)
        }
    }

    private final class SharedCount: Sendable { let count = Atomic<Int>(0) }
}

@Suite struct ProcessorsTests {
    @Test func atLeastOneAndNoMoreThanOnline() {
        #expect(Processors.usable >= 1)
        #expect(Processors.usable <= sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    @Test(arguments: [
        ("max 100000", nil), ("150000 100000", 2), ("100000 100000", 1), ("10000 100000", 1), ("800000 100000", 8),
        ("", nil), ("0 100000", nil), ("1 0", nil), ("x y", nil), ("100000", nil), ("-1 100000", nil),
        ("9223372036854775807 1", Int.max),
    ] as [(String, Int?)])
    func quotas(_ text: String, _ count: Int?) {
        #expect(Processors.processors(cpuMax: text) == count)
    }
}
