import Host
import SimHost
import SystemPackage
import Testing

@Suite struct FaultPlanTests {
    /// Some work with calls of many kinds.
    private func work(_ bench: Bench) throws(Fault) {
        let store = try bench.folder("store")
        let file = try bench.volume.open("a", in: store, .create)
        try bench.volume.allocate(file, upTo: 100)
        try bench.volume.append(bytes("some text").span, to: file)
        try bench.volume.syncData(file)
        try bench.volume.sync(store)
        try bench.volume.rename("a", in: store, to: "b", in: store)
        _ = try bench.volume.space(store)
        _ = try bench.volume.lock(store)
        try bench.volume.list(store) { _ in true }
    }

    @Test func everyCallCanBeFailedOnce() throws {
        var fired = 0
        for nth in 1... {
            let bench = Bench()
            bench.world.set(FaultPlan([.init(nth: nth, errno: .ioError)]))
            let errno = bench.errno { () throws(Fault) in try work(bench) }
            if bench.world.firedFaults == 0 {
                #expect(errno == nil)
                break
            }
            #expect(errno == .ioError)
            #expect(bench.errno { () throws(Fault) in _ = try bench.folder("store") } == nil)
            fired += 1
        }
        #expect(fired == 10)
    }

    @Test func ofOneKindUntilCleared() throws {
        let bench = Bench()
        bench.world.set(FaultPlan([.init([.append], nth: 2, errno: .noSpace, stays: true)]))
        try bench.create("store/a", "one")
        #expect(bench.errno { () throws(Fault) in try bench.append("two", to: "store/a") } == .noSpace)
        #expect(bench.errno { () throws(Fault) in try bench.append("two", to: "store/a") } == .noSpace)
        bench.world.clearFaults()
        try bench.append("two", to: "store/a")
        #expect(bench.text("store/a") == "onetwo")
    }

    @Test func shortAndWholeEffects() throws {
        var lengths: Set<Int> = []
        for seed in 0..<50 as Range<UInt64> {
            let bench = Bench(seed: seed)
            try bench.create("store/a", "")
            bench.world.set(FaultPlan([.init([.append], nth: 1, errno: .ioError, effect: .part)]))
            #expect(bench.errno { () throws(Fault) in try bench.append("four", to: "store/a") } == .ioError)
            lengths.insert(bench.text("store/a")?.count ?? -1)
        }
        #expect(lengths == [0, 1, 2, 3, 4])

        let bench = Bench()
        try bench.create("store/a", "")
        bench.world.set(FaultPlan([.init([.rename], nth: 1, errno: .ioError, effect: .all)]))
        #expect(bench.errno { () throws(Fault) in try bench.rename("store/a", to: "store/b") } == .ioError)
        #expect(bench.world.sight("store/b") != nil)
    }

    @Test(arguments: [false, true])
    func crashAtACall(afterEffect: Bool) throws {
        let bench = Bench()
        bench.world.set(FaultPlan(stop: .init(.kill, nth: 3, afterEffect: afterEffect)))
        let root = try bench.folder("")
        let errno = bench.errno { () throws(Fault) in
            try bench.volume.makeFolder("x", in: root)
            try bench.volume.makeFolder("y", in: root)
        }
        #expect(errno == .ioError)
        #expect(bench.world.isOff)
        #expect(bench.world.sight("x") != nil)
        #expect((bench.world.sight("y") != nil) == afterEffect)
        #expect(bench.errno { () throws(Fault) in _ = try bench.folder("") } == .ioError)
        bench.world.reboot()
        _ = try bench.folder("")
    }

    @Test func usersActInTheMiddle() throws {
        let bench = Bench()
        bench.world.act(.copyIn("inbox/a", bytes("one")))
        bench.world.act(atCall: 2, [.copyIn("inbox/a", bytes("changed"))])
        let root = try bench.folder("")
        #expect(bench.text("inbox/a") == "one")
        #expect(try bench.volume.status("inbox/a", in: root).size == 7)
    }

    @Test func theSameSeedGivesTheSameTrace() throws {
        func run(_ seed: UInt64) throws -> (UInt64, [String], [Sight]) {
            let bench = Bench(seed: seed)
            var random = SeededRandom(seed: seed)
            for round in 0..<300 {
                let name = RelativePath("inbox/\(random.below(20))") ?? .root
                bench.world.act(random.chance(500) ? .copyIn(name, [UInt8](repeating: 65, count: round)) : .remove(name))
                _ = bench.errno { () throws(Fault) in try bench.rename(name, to: RelativePath("store/\(round)") ?? .root) }
                if random.chance(30) { try bench.sync("store") }
                if random.chance(20) { bench.powerCut() }
            }
            return (bench.world.digest, bench.world.trace, bench.world.sights(below: .root))
        }
        for seed in 0..<20 as Range<UInt64> {
            let (first, second) = (try run(seed), try run(seed))
            #expect(first.0 == second.0)
            #expect(first.1 == second.1)
            #expect(first.2 == second.2)
        }
        #expect(try run(1).0 != run(2).0)
    }
}
