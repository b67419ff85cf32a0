import Host
import Ledger
import SimHost
import SystemPackage
import Testing

@testable import Intake

/// A huge backlog: no source starves, and nothing grows without bound.
@Suite struct FairnessTests {
    /// A huge source and a small one: the small one's file is in the next batch that is taken, behind the one in hand.
    @Test func oneSourceDoesNotStarveAnother() throws {
        let bench = try Bench { $0.batchFiles = 8 }
        bench.act(.makeFolder(bench.inbox("huge")), .makeFolder(bench.inbox("small")))
        bench.cycle()
        for number in 0..<100 { bench.act(.moveIn(bench.inbox(.of("huge/\(number).txt")), bench.fresh())) }
        bench.cycle()
        bench.act(.moveIn(bench.inbox("small/x.txt"), bench.fresh()))
        bench.cycle(2)
        #expect(bench.fates("small/x.txt") == ["article"])
        #expect(bench.lines.count == 24)
    }

    /// Thousands of files that wait in one source, here empty ones, do not keep another's out.
    @Test func aSourceFullOfWaitingFilesDoesNotBlockAnother() throws {
        let bench = try Bench()
        bench.proves = false
        bench.world.setTimes(callCost: 0)
        bench.act(.makeFolder(bench.inbox("huge")), .makeFolder(bench.inbox("small")))
        bench.cycle()
        let leaves = (0..<WaitingRoom.capacity).map { UserAction.Leaf(.of("\($0)"), []) }
        bench.act(.moveFolderIn(bench.inbox("huge/x"), leaves))
        bench.pass(.seconds(2))
        bench.drop("small/a.txt")
        bench.pass(.milliseconds(600))
        #expect(bench.fates("small/a.txt") == ["article"])
        #expect(bench.engine?.progress.waiting ?? 0 >= WaitingRoom.capacity / 2)
    }

    /// A burst of more renames than hints are kept: listed for, and nothing is missed.
    @Test func moreHintsThanAreKept() throws {
        let bench = try Bench()
        bench.proves = false
        bench.world.setTimes(callCost: 0)
        bench.cycle()
        let count = Backlog.hintCapacity / 2 + 2_000
        for number in 0..<count { bench.act(.moveIn(bench.inbox(.of("\(number)")), Array("\(number)".utf8))) }
        bench.drain()
        #expect(bench.lines.count == count && bench.inboxFiles == [])
    }

    @Test func oldestFirstWithinASource() throws {
        let bench = try Bench(starts: false)
        for name in ["c.txt", "a.txt", "b.txt"] as [RelativePath] {
            bench.drop(name)
            bench.world.turn(by: .seconds(1))
        }
        try bench.start()
        bench.pass(.seconds(1))
        #expect(bench.lines.map { String(decoding: $0.delivery.file, as: UTF8.self) } == ["c.txt", "a.txt", "b.txt"])
    }
}
