import Host
import Ledger
import SimHost
import Testing

@testable import Intake

/// A file that crashes the program: it is found, set aside, and everything else gets its line.
@Suite struct PoisonTests {
    private static let poison = Array("the words that crash".utf8)

    private func bench(seed: UInt64 = 1, _ change: (inout Settings) -> Void = { _ in }) throws -> Bench {
        let bench = try Bench(seed: seed, change)
        bench.world.setPoison(Self.poison)
        bench.cycle()
        return bench
    }

    private func poisonous(_ bench: Bench) -> [UInt8] { bench.fresh() + Self.poison }

    @Test func aloneFromTheStart() throws {
        let bench = try bench()
        bench.act(.moveIn(bench.inbox("bad.txt"), poisonous(bench)))
        #expect(try bench.supervise(.seconds(5)) == 2)
        #expect(bench.fates("bad.txt") == ["poison"])
        #expect(bench.refused == ["000001/bad.txt"] && bench.archived == [])
        let line = try #require(bench.lines.first)
        #expect(line.delivery.sha256 == Hashing.digest(of: bench.world.sight("state/rejected/000001/bad.txt")?.bytes ?? []))
        #expect(bench.reporter.events(.poison).count == 1 && bench.reporter.events(.rejected).isEmpty)
        #expect(bench.world.crashNote == nil)
        bench.expectFinished()
    }

    /// One crash with all in hand, two with it alone; the others are taken one by one until it is found, then together.
    @Test(arguments: [0, 4, 9])
    func amongOthers(place: Int) throws {
        let bench = try bench()
        for number in 0..<10 {
            let bytes = number == place ? poisonous(bench) : bench.fresh()
            bench.act(.moveIn(bench.inbox(.of("\(number).txt")), bytes))
        }
        #expect(try bench.supervise(.seconds(10)) == 3)
        for number in 0..<10 {
            #expect(bench.fates(.of("\(number).txt")) == [number == place ? "poison" : "article"])
        }
        #expect(bench.reporter.events(.crashed).count == 3)
        for number in 10..<20 { bench.act(.moveIn(bench.inbox(.of("\(number).txt")), bench.fresh())) }
        let before = bench.world.calls
        bench.cycle()
        #expect(bench.lines.count == 20, "in one batch again")
        #expect(bench.world.calls - before < 400)
        bench.expectFinished()
    }

    @Test func severalInOneBatch() throws {
        let bench = try bench()
        for number in 0..<12 {
            let bytes = number % 4 == 0 ? poisonous(bench) : bench.fresh()
            bench.act(.moveIn(bench.inbox(.of("\(number).txt")), bytes))
        }
        #expect(try bench.supervise(.seconds(20)) == 1 + 3 * 2, "the suspects are remembered over each crash")
        #expect(bench.lines(.rejected).map(\.fate) == ["poison", "poison", "poison"])
        #expect(bench.lines(.articles).count == 9)
        bench.expectFinished()
    }

    /// Files that arrive while suspects are tried get their lines after them.
    @Test func othersArriveMeanwhile() throws {
        let bench = try bench()
        for number in 0..<5 { bench.act(.moveIn(bench.inbox(.of("\(number).txt")), bench.fresh())) }
        bench.act(.moveIn(bench.inbox("bad.txt"), poisonous(bench)))
        bench.cycle()
        #expect(bench.world.isOff)
        try bench.crash(.kill)
        for number in 5..<9 { bench.act(.moveIn(bench.inbox(.of("\(number).txt")), bench.fresh())) }
        bench.act(.moveIn(bench.inbox("worse.txt"), poisonous(bench)))
        _ = try bench.supervise(.seconds(20))
        #expect(bench.lines(.articles).count == 9)
        #expect(bench.fates("bad.txt") == ["poison"] && bench.fates("worse.txt") == ["poison"])
        bench.expectFinished()
    }

    /// A crash that was not the file's doing, or whose cause was mended: the second time it works, and it is an article.
    @Test(arguments: [1, 5])
    func aCrashThatDoesNotComeBack(files: Int) throws {
        let bench = try bench()
        for number in 0..<files { bench.act(.moveIn(bench.inbox(.of("\(number).txt")), poisonous(bench))) }
        bench.cycle()
        #expect(bench.world.isOff && bench.world.crashNote?.inHand.count == files)
        try bench.crash(.kill, thenStart: false)
        bench.world.setPoison(nil)
        try bench.start()
        #expect(try bench.supervise(.seconds(5)) == 0)
        #expect(bench.lines(.articles).count == files && bench.world.crashNote == nil)
        bench.expectFinished()
    }

    /// SIGKILL and power cuts, at any call and as often as may be, never make a file poison.
    @Test(arguments: [Crash.kill, .powerCut], 1...45)
    func killsAreNoCrashes(crash: Crash, call: Int) throws {
        let bench = try Bench(seed: UInt64(call))
        bench.cycle()
        bench.act(.moveIn(bench.inbox("a.txt"), bench.fresh()))
        bench.world.writeBack()
        for _ in 0..<3 {
            bench.world.add(FaultPlan.Stop(crash, nth: call, afterEffect: false))
            bench.cycle(2)
            try bench.crash(crash)
        }
        bench.pass(.seconds(5))
        #expect(bench.world.crashNote == nil)
        #expect(bench.lines.map(\.fate) == ["article"])
        bench.expectFinished()
    }

    /// A kill between two crashes neither adds one nor forgets one.
    @Test(arguments: [Crash.kill, .powerCut], 1...20)
    func aKillBetweenTwoCrashes(crash: Crash, call: Int) throws {
        let bench = try bench(seed: UInt64(call))
        bench.act(.moveIn(bench.inbox("bad.txt"), poisonous(bench)))
        bench.world.writeBack()
        bench.cycle()
        #expect(bench.world.crashNote == CrashNote(inHand: ["000001/bad.txt"], crashesAlone: 1))
        try bench.crash(.kill, thenStart: false)
        bench.world.add(FaultPlan.Stop(crash, nth: call, afterEffect: true))
        // The stop may come in the start itself, or after the second crash.
        try? bench.start()
        bench.cycle()
        let second = bench.world.crashNote?.crashesAlone == 2
        try bench.crash(crash)
        #expect(try bench.supervise(.seconds(5)) == (second ? 0 : 1))
        #expect(bench.lines.map(\.fate) == ["poison"])
        bench.expectFinished()
    }

    /// A note that nobody can read: whatever lies there without a line is tried alone.
    @Test func aNoteThatCannotBeRead() throws {
        let bench = try bench()
        for number in 0..<4 { bench.act(.moveIn(bench.inbox(.of("\(number).txt")), bench.fresh())) }
        bench.act(.moveIn(bench.inbox("bad.txt"), poisonous(bench)))
        bench.cycle()
        bench.world.setCrashNote(.unreadable)
        try bench.crash(.kill)
        #expect(try bench.supervise(.seconds(10)) == 2)
        #expect(bench.lines(.articles).count == 4 && bench.fates("bad.txt") == ["poison"])
        bench.expectFinished()
    }

    /// By seed: poison and good files, dropped in any order, with kills and power cuts at any call.
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func anyOrderAnyTrouble(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let bench = try bench(seed: seed) { $0.batchFiles = [1, 3, 8][random.below(3)] }
        var bad: Set<String> = []
        for number in 0..<random.number(in: 5...25) {
            let name = "\(number).txt"
            let isBad = random.chance(200)
            if isBad { bad.insert(name) }
            bench.act(.moveIn(bench.inbox(.of(name)), isBad ? poisonous(bench) : bench.fresh()))
            // What a power cut takes away is another matter.
            bench.world.writeBack()
            if random.chance(300) { bench.cycle() }
            if random.chance(150), !bench.world.isOff {
                let crash = random.chance(500) ? Crash.kill : .powerCut
                bench.world.add(FaultPlan.Stop(crash, nth: random.number(in: 1...80), afterEffect: random.chance(500)))
                bench.cycle()
            }
            if bench.world.isOff { try bench.crash(.kill) }
        }
        let crashes = try bench.supervise(.seconds(60))
        #expect(crashes <= 3 * bad.count)
        #expect(Set(bench.lines(.rejected).map { String(decoding: $0.delivery.file, as: UTF8.self) }) == bad)
        #expect(bench.lines(.rejected).allSatisfy { $0.fate == "poison" })
        #expect(bench.world.crashNote == nil)
        bench.expectFinished()
    }
}
