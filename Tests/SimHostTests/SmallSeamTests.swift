import Host
import SimHost
import SystemPackage
import Synchronization
import Testing

@Suite struct SmallSeamTests {
    @Test func theIndexKeepsCommitsAndLosesNothingElse() throws {
        let bench = Bench()
        let index = SimIndexStore(bench.world)
        try index.commit([IndexChange(.names, [2], [20]), IndexChange(.names, [1], [10]), IndexChange(.keys, [1], [30])])
        bench.world.set(FaultPlan([.init([.index], nth: 1, errno: .ioError)]))
        #expect(bench.errno { () throws(Fault) in try index.commit([IndexChange(.names, [1], nil)]) } == .ioError)
        bench.powerCut()
        var found: [UInt8] = []
        #expect(try index.get(.names, [1].span) { found = [$0[0]] })
        #expect(found == [10])
        #expect(try !index.get(.names, [3].span) { _ in })
        var keys: [UInt8] = []
        try index.scan(.names) { key, _ in
            keys.append(key[0])
            return true
        }
        #expect(keys == [1, 2])
        #expect(try index.size == 6)
        try index.commit([IndexChange(.names, [1], nil)])
        #expect(index.entries(of: .names).count == 1)
        try index.erase()
        #expect(try index.size == 0)
    }

    @Test func damageIsVisible() throws {
        let bench = Bench()
        let index = SimIndexStore(bench.world)
        try index.commit((0..<100).map { IndexChange(.places, [$0], [1, 2, 3]) })
        var random = SeededRandom(seed: 4)
        index.damage(50, in: .places, &random)
        #expect(index.entries(of: .places).contains { $0.value != [1, 2, 3] })
    }

    @Test func workersVisitAllInAnOrderOfTheSeed() {
        func order(_ seed: UInt64) -> [Int] {
            let seen = Mutex<[Int]>([])
            SimWorkers(seed: seed).forEach(20) { index in seen.withLock { $0.append(index) } }
            return seen.withLock { $0 }
        }
        #expect(order(1).sorted() == Array(0..<20))
        #expect(order(1) == order(1))
        #expect(order(1) != order(2))
    }

    @Test func theRandomNumbersAreThoseOfSplitMix64() {
        var random = SeededRandom(seed: 1_234_567)
        #expect([random.next(), random.next(), random.next()] == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test func eventsAndNoticesAreKept() {
        let reporter = SimReporter()
        reporter.report(Event(.article, .info, "stored"))
        reporter.report(Event(.fault, .error, "failed"))
        #expect(reporter.events(.fault).map(\.message) == ["failed"])
        let notifier = SimNotifier()
        notifier.notify([.ready, .watchdog])
        #expect(notifier.notices == [.ready, .watchdog])
    }
}
