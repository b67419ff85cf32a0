import Host
import Ledger
import Prose
import SimHost
import SystemPackage
import Testing

@testable import Intake

/// The disk full, read-only, failing or gone; crashes at every call. Nothing is lost, nothing doubled, and work goes on by itself.
@Suite struct FaultTests {
    @Test func aFullDiskThatIsFreed() throws {
        let bench = try Bench()
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        bench.world.change { $0.capacity = $0.used }
        bench.act(.rename(from: "state/archive/000001/a.txt", to: "kept"))
        bench.act(.rename(from: "kept", to: bench.inbox("b.txt")))
        bench.proves = false
        bench.pass(.seconds(10))
        #expect(bench.lines.count == 1 && bench.engine?.progress.isTaking == false)
        #expect(bench.engine?.progress.lastFault?.contains("Free some space") == true)
        #expect(bench.reporter.events(.fault).count == 1)
        bench.world.change { $0.capacity += 1 << 20 }
        bench.pass(.seconds(2))
        #expect(bench.fates("b.txt") == ["bytes"] && bench.engine?.progress.isTaking == true)
        #expect(bench.reporter.events(.resumed).count == 1)
    }

    /// A full disk never shows half a line, whatever is left of it.
    @Test(arguments: stride(from: 0, through: 6_000, by: 250).map(\.self))
    func noHalfLineWhateverIsLeft(room: Int) throws {
        let bench = try Bench()
        for number in 0..<4 { bench.act(.moveIn(bench.inbox(.of("\(number).txt")), bench.fresh())) }
        bench.world.change { $0.capacity = $0.used + room }
        bench.pass(.seconds(3))
        for stream in Stream.allCases {
            let bytes = bench.world.sight(.of("state/store/\(stream.name).jsonl"))?.bytes ?? []
            #expect(bytes.isEmpty || bytes.last == 10)
        }
        bench.world.change { $0.capacity = 1 << 40 }
        bench.pass(.seconds(3))
        #expect(bench.lines(.articles).count == 4)
        bench.expectFinished()
    }

    /// Below `min_free` nothing is taken; it is said once, and over when it is over.
    @Test func minFree() throws {
        let bench = try Bench { $0.minFree = FreeSpace(bytes: 1_000_000, percent: nil) }
        bench.world.change { $0.capacity = $0.used + 900_000 }
        bench.drop("a.txt")
        bench.pass(.seconds(5))
        #expect(bench.lines.isEmpty && bench.engine?.progress.condition == .full && bench.inboxFiles == ["a.txt"])
        #expect(bench.engine?.progress.waiting == 1)
        #expect(bench.reporter.events(.fault).count == 1)
        bench.world.change { $0.capacity = $0.used + 1_100_000 }
        bench.pass(.seconds(2))
        #expect(bench.fates("a.txt") == ["article"] && bench.engine?.progress.condition == .running)
        #expect(bench.reporter.events(.resumed).count == 1)
    }

    @Test(arguments: ["read-only", "unplugged"])
    func goneAndBack(how: String) throws {
        let bench = try Bench()
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        bench.drop("b.txt")
        bench.world.change { if how == "read-only" { $0.isReadOnly = true } else { $0.isUnplugged = true } }
        bench.pass(.seconds(120))
        #expect(bench.lines.count == 1 && bench.engine?.progress.isTaking == false)
        #expect(bench.engine?.progress.faults ?? 0 > 1 && bench.reporter.events(.fault).count <= 3)
        bench.world.change {
            $0.isReadOnly = false
            $0.isUnplugged = false
        }
        bench.pass(.seconds(40))
        #expect(bench.fates("b.txt") == ["article"] && bench.engine?.progress.isTaking == true)
        #expect(bench.reporter.events(.resumed).count == 1)
        bench.expectFinished()
    }

    /// A disk that is full or read-only at the start does not keep the daemon from starting.
    @Test(arguments: [.readOnlyFileSystem, .noSpace, .ioError] as [Errno])
    func startsStalled(errno: Errno) throws {
        let bench = try Bench(starts: false)
        bench.drop("a.txt")
        bench.world.set(FaultPlan([FaultPlan.Failure(nth: 1, errno: errno, stays: true)]))
        try bench.start()
        #expect(bench.engine?.progress.isTaking == false)
        bench.world.clearFaults()
        bench.pass(.seconds(5))
        #expect(bench.fates("a.txt") == ["article"])
    }

    /// The trial moves of a start meet the disk as it is: full or failing, it says nothing about the places.
    @Test(arguments: [.readOnlyFileSystem, .noSpace, .ioError] as [Errno], [1, 2])
    func startsStalledByATrialMove(errno: Errno, nth: Int) throws {
        let bench = try Bench(starts: false)
        bench.drop("a.txt")
        bench.world.set(FaultPlan([FaultPlan.Failure([.rename], nth: nth, errno: errno)]))
        try bench.start()
        #expect(bench.engine?.progress.isTaking == false)
        bench.pass(.seconds(5))
        #expect(bench.fates("a.txt") == ["article"])
    }

    /// Files that a run has: three articles, a repeat, a FIFO.
    private func deliver(_ bench: Bench) {
        let text = Texts.article(1)
        bench.act(.moveIn(bench.inbox("1.txt"), text), .moveIn(bench.inbox("2.txt"), text))
        bench.act(.moveIn(bench.inbox("3.txt"), Texts.article(3)), .special(bench.inbox("4"), .fifo, target: []))
    }

    /// One line each; which of the two equal files came first may differ, when a fault held one of them up.
    private static let fates = ["1.txt,2.txt: article bytes", "3.txt: article", "4: not-a-file"]

    private func fates(_ bench: Bench) -> [String] {
        let pair = [bench.fates("1.txt"), bench.fates("2.txt")]
        let isOneEach = pair.allSatisfy { $0.count == 1 }
        return [
            "1.txt,2.txt: " + (isOneEach ? pair.joined().sorted().joined(separator: " ") : "\(pair)"),
            "3.txt: " + bench.fates("3.txt").joined(separator: " "), "4: " + bench.fates("4").joined(separator: " "),
        ]
    }

    /// Fails each call once, in turn, in every way it can fail.
    @Test(arguments: [
        (.ioError, .nothing), (.ioError, .part), (.ioError, .all), (.noSpace, .part), (.readOnlyFileSystem, .nothing),
    ] as [(Errno, FaultPlan.Effect)])
    func everyCallFailsOnce(errno: Errno, effect: FaultPlan.Effect) throws {
        for nth in 1... {
            let bench = try Bench(seed: UInt64(nth))
            bench.cycle()
            deliver(bench)
            bench.world.set(FaultPlan([FaultPlan.Failure(nth: nth, errno: errno, effect: effect)]))
            bench.pass(.seconds(3))
            let fired = bench.world.firedFaults
            bench.world.clearFaults()
            bench.pass(.seconds(70))
            #expect(fates(bench) == Self.fates, "call \(nth)")
            bench.expectFinished()
            if fired == 0 || fates(bench) != Self.fates { return #expect(nth > 30) }
        }
    }

    /// A sync fails and leaves in memory what never reached the disk; the process is killed before it can cut that; the next
    /// one finds whole lines, and a power cut follows. Nothing may have been believed that is gone then.
    @Test(arguments: 1...24)
    func aFailedSyncThatNobodyRemembers(nth: Int) throws {
        for effect in [FaultPlan.Effect.nothing, .part] {
            let bench = try Bench(seed: UInt64(nth))
            bench.cycle()
            deliver(bench)
            bench.world.writeBack()
            bench.world.set(FaultPlan([FaultPlan.Failure([.sync], nth: nth, errno: .ioError, effect: effect)]))
            bench.cycle(3)
            bench.world.clearFaults()
            try bench.crash(.kill)
            bench.cycle(2)
            try bench.crash(.powerCut)
            bench.pass(.seconds(5))
            #expect(fates(bench) == Self.fates)
            bench.expectFinished()
        }
    }

    /// The lock of the store is let go of at the end only: not while nothing works, not for a moment by a reload. So nobody
    /// else can have written when the ledger is cut back to what this process knew.
    @Test func theLockIsNeverLetGoOf() throws {
        let bench = try Bench()
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        func isLocked() throws -> [Bool] {
            try ["/state/store", "/state/inbox"].map { path in
                let folder = try bench.volume.openFolder(at: path)
                return try !bench.volume.lock(folder)
            }
        }
        #expect(try isLocked() == [true, true])
        bench.engine?.reload(bench.settings, rules: try RuleSet([]))
        #expect(try isLocked() == [true, true])
        bench.cycle()
        #expect(try isLocked() == [true, true])
        bench.world.set(FaultPlan([FaultPlan.Failure([.append], nth: 1, errno: .ioError, stays: true)]))
        bench.drop("b.txt")
        bench.pass(.milliseconds(700))
        #expect(bench.engine?.progress.isTaking == false)
        #expect(try isLocked() == [true, true])
        bench.world.clearFaults()
        bench.pass(.seconds(3))
        #expect(bench.fates("b.txt") == ["article"])
        #expect(try isLocked() == [true, true])
        bench.stop()
        #expect(try isLocked() == [false, false])
    }

    /// Another store in the place of the one that was locked: what was durable in the old one is no reason to cut the new.
    @Test func anotherStoreIsNotCutByWhatWasKnownOfTheFirst() throws {
        let bench = try Bench()
        bench.proves = false
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        bench.stop()
        bench.act(.rename(from: "state/store", to: "elder"), .rename(from: "state/index", to: "elderindex"), .makeFolder("state/store"))
        bench.index.vanish()
        try bench.start()
        bench.pass(.seconds(1))
        bench.act(.rename(from: "state/store", to: "younger"), .rename(from: "elder", to: "state/store"))
        bench.index.vanish()
        bench.drop("b.txt")
        let before = bench.world.sight("state/store/articles.jsonl")?.bytes ?? []
        bench.pass(.seconds(5))
        let after = bench.world.sight("state/store/articles.jsonl")?.bytes ?? []
        #expect(!before.isEmpty && after.starts(with: before))
    }

    /// Stops at each call once, before and after its effect, with the page cache or without.
    @Test(arguments: [Crash.kill, .powerCut], [false, true])
    func stopsAtEveryCall(crash: Crash, afterEffect: Bool) throws {
        for nth in 1... {
            let bench = try Bench(seed: UInt64(nth))
            bench.cycle()
            deliver(bench)
            bench.world.writeBack()
            bench.world.set(FaultPlan(stop: FaultPlan.Stop(crash, nth: nth, afterEffect: afterEffect)))
            bench.pass(.seconds(3))
            let stopped = bench.world.isOff
            if stopped { try bench.crash(crash) }
            bench.pass(.seconds(5))
            #expect(fates(bench) == Self.fates, "call \(nth)")
            bench.expectFinished()
            if !stopped || fates(bench) != Self.fates { return #expect(nth > 30) }
        }
    }

    /// And where two batches are in hand, so that the names of one are synced beside the work on the other.
    @Test(arguments: [false, true])
    func powerIsCutAtEveryCallOfABacklog(afterEffect: Bool) throws {
        let files = (1...8).map { "\($0).txt" }
        for nth in 1... {
            let bench = try Bench(seed: UInt64(nth)) { $0.batchFiles = 2 }
            bench.cycle()
            for (number, file) in files.enumerated() { bench.act(.moveIn(bench.inbox(.of(file)), Texts.article(number))) }
            bench.world.writeBack()
            bench.world.set(FaultPlan(stop: FaultPlan.Stop(.powerCut, nth: nth, afterEffect: afterEffect)))
            bench.pass(.seconds(3))
            let stopped = bench.world.isOff
            if stopped { try bench.crash(.powerCut) }
            bench.pass(.seconds(5))
            #expect(files.map { bench.fates(.of($0)) } == files.map { _ in ["article"] }, "call \(nth)")
            bench.expectFinished()
            if !stopped { return #expect(nth > 100) }
        }
    }

    /// And at each call of the recovery that follows a crash.
    @Test(arguments: [Crash.kill, .powerCut])
    func stopsWhileItRecovers(crash: Crash) throws {
        for nth in 1... {
            let bench = try Bench(seed: UInt64(nth))
            bench.cycle()
            deliver(bench)
            bench.world.writeBack()
            bench.world.add(FaultPlan.Stop(.powerCut, nth: 40, afterEffect: true))
            bench.pass(.seconds(1))
            guard bench.world.isOff else {
                Issue.record("40 calls are not reached")
                return
            }
            try bench.crash(.powerCut, thenStart: false)
            bench.world.add(FaultPlan.Stop(crash, nth: nth, afterEffect: nth % 2 == 0))
            try? bench.start()
            let stopped = bench.world.isOff
            if stopped { try bench.crash(crash) } else { bench.world.clearFaults() }
            bench.pass(.seconds(5))
            #expect(fates(bench) == Self.fates, "call \(nth)")
            bench.expectFinished()
            if !stopped || fates(bench) != Self.fates { return #expect(nth > 20) }
        }
    }

    /// Bytes of originals are on the disk within a second, also when nothing more is taken.
    @Test func originalsAreDurableWithinASecond() throws {
        let bench = try Bench()
        bench.cycle()
        let text = bench.fresh()
        bench.act(.moveIn(bench.inbox("a.txt"), text))
        bench.cycle()
        bench.pass(.milliseconds(1_010))
        #expect(bench.world.durableBytes("state/archive/000001/a.txt") == text)
    }

    @Test func aStopLeavesNothingOpenAndNothingUndone() throws {
        let bench = try Bench()
        bench.drop("a.txt")
        bench.pass(.milliseconds(300))
        bench.stop()
        #expect(bench.notifier.notices.contains(.stopping))
        bench.world.crash(.powerCut)
        bench.world.reboot()
        bench.reporter.clear()
        try bench.start()
        #expect(bench.fates("a.txt") == ["article"] && bench.reporter.events(.cut).isEmpty)
        #expect(bench.reporter.events(.recovered).first?.message == "Opened the store: 0 lines were new to the index")
    }

    /// An idle daemon asks for nothing but the rescan.
    @Test func anIdleDaemonSleeps() throws {
        let bench = try Bench()
        bench.drop("a.txt")
        bench.pass(.seconds(70))
        let calls = bench.world.calls
        bench.pass(.seconds(600))
        #expect(bench.world.calls - calls < 10 * 20)
    }

    /// More files than a generation holds.
    @Test func generationsHaveABound() throws {
        let bench = try Bench(starts: false)
        bench.proves = false
        let count = Generation.capacity + 300
        for number in 0..<count { bench.act(.moveIn(bench.inbox(.of("\(number).txt")), Texts.article(number))) }
        bench.world.turn(by: .seconds(1))
        try bench.start()
        bench.drain()
        #expect(bench.lines.count == count)
        let sizes = Dictionary(grouping: bench.archived, by: { $0.prefix(6) }).mapValues(\.count)
        #expect(sizes.values.allSatisfy { $0 <= Generation.capacity } && sizes.count >= 2)
    }

    /// Numbers that contradict each other: nothing is written on a wrong premise, and a new process is asked for.
    @Test func atOddsWithItself() throws {
        let bench = try Bench()
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        let engine = try #require(bench.engine)
        #expect(engine.progress.contradiction == nil)
        var progress = engine.progress
        progress.totals.articles += 1
        engine.audit(progress)
        #expect(bench.notifier.notices.last == .watchdogTrigger)
        #expect(bench.reporter.events(.broken).map(\.priority) == [.critical])
        bench.proves = false
        bench.drop("b.txt")
        #expect(engine.cycle() == .distantFuture)
        #expect(bench.lines.count == 1 && bench.inboxFiles == ["b.txt"] && !engine.progress.isTaking)
        // A new process reads the store again.
        try bench.crash(.kill)
        bench.proves = true
        bench.pass(.seconds(1))
        bench.expectFinished()
        #expect(bench.lines.count == 2)
    }
}
