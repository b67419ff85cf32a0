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

    /// A source of which more was found than is kept: listed again when that is taken, and no younger file comes before.
    @Test func whatAListingDoesNotKeepComesInItsTurn() throws {
        let bench = try Bench(starts: false) { $0.batchFiles = 512 }
        bench.proves = false
        bench.world.setTimes(grain: 1, callCost: 10_000)
        // Each of so many sources has the least share.
        for other in 0..<Backlog.capacity / Backlog.leastShare {
            bench.act(.makeFolder(bench.inbox(.of("s\(other)"))), .moveIn(bench.inbox(.of("s\(other)/x")), Array("\(other)".utf8)))
        }
        bench.act(.makeFolder(bench.inbox("huge")))
        let count = Backlog.leastShare + 700
        for number in 0..<count {
            bench.act(.moveIn(bench.inbox(.of("huge/\(number)")), bench.fresh()))
            bench.world.turn(by: .milliseconds(1))
        }
        try bench.start()
        bench.cycle()
        #expect(bench.engine?.progress.waiting ?? 0 >= count - 512)
        bench.act(.moveIn(bench.inbox("huge/last"), bench.fresh()))
        bench.drain()
        let huge = bench.lines.map { String(decoding: $0.delivery.file, as: UTF8.self) }.filter { $0.hasPrefix("huge/") }
        #expect(huge == (0..<count).map { "huge/\($0)" } + ["huge/last"])
        #expect(bench.inboxFiles == [])
    }

    /// A listing that takes long does not hold up what else there is to do, and shows that it goes on.
    @Test func aListingIsDoneInSlices() throws {
        let bench = try Bench(starts: false)
        bench.proves = false
        bench.act(.makeFolder(bench.inbox("huge")), .makeFolder(bench.inbox("small")))
        // Empty ones stay where they are.
        for number in 0..<1_000 { bench.act(.copyIn(bench.inbox(.of("huge/\(number)")), [])) }
        try bench.start()
        bench.pass(.seconds(1))
        #expect(bench.engine?.progress.waiting == 1_000)
        bench.world.setTimes(callCost: 2_000_000)
        bench.engine?.rescan()
        bench.cycle()
        let (listings, names) = (bench.engine?.progress.listings, bench.engine?.progress.namesListed ?? 0)
        bench.act(.moveIn(bench.inbox("small/x"), bench.fresh()))
        bench.cycle(2)
        #expect(bench.fates("small/x") == ["article"])
        #expect(bench.engine?.progress.listings == listings && bench.engine?.progress.namesListed ?? 0 > names)
        #expect(bench.engine.map { $0.nextDue <= SimTime(bench.world).monotonic } == true)
        bench.pass(.seconds(10))
        #expect(bench.engine?.progress.listings ?? 0 > listings ?? 0)
    }

    /// What happens while a listing goes on is neither lost nor delivered twice: files that come, go, are replaced and moved.
    @Test(arguments: 0..<12)
    func changesWhileAListingGoesOn(seed: Int) throws {
        let bench = try Bench(seed: UInt64(seed), starts: false) { $0.batchFiles = 16 }
        bench.world.setTimes(callCost: 1_000_000)
        bench.act(.makeFolder(bench.inbox("a")), .makeFolder(bench.inbox("a/b")))
        for number in 0..<200 { bench.act(.moveIn(bench.inbox(.of("a/\(number)")), bench.fresh())) }
        bench.world.turn(by: .seconds(1))
        try bench.start()
        for round in 0..<12 {
            bench.act(.moveIn(bench.inbox(.of("a/new\(round)")), bench.fresh()), .moveIn(bench.inbox(.of("a/b/\(round)")), bench.fresh()))
            if round % 4 == seed % 4 {
                bench.act(
                    .rename(from: bench.inbox("a"), to: bench.inbox(.of("a\(round)"))), .makeFolder(bench.inbox("a")),
                    .makeFolder(bench.inbox("a/b")))
            }
            bench.cycle()
        }
        bench.drain()
        bench.pass(.seconds(70))
        bench.expectFinished()
        #expect(bench.lines.count == 224 && bench.inboxFiles == [])
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
