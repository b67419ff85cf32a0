import Host
import Ledger
import SimHost
import SystemPackage
import Testing

@testable import Intake

/// Hints that come late, or twice, or never; limits of the kernel; and where nothing can be watched.
@Suite struct WatchingTests {
    /// A burst that overflows the queue: told, listed again, nothing missed.
    @Test func overflow() throws {
        let bench = try Bench()
        bench.cycle()
        bench.world.setWatches(queue: 4)
        for number in 0..<40 { bench.act(.moveIn(bench.inbox(.of("\(number).txt")), bench.fresh())) }
        bench.pass(.seconds(3))
        #expect(bench.lines.count == 40)
        #expect(bench.engine?.progress.overflows == 1 && bench.reporter.events(.overflow).count == 1)
    }

    /// All hints are lost: the safety net finds everything within `rescan`.
    @Test func lostHints() throws {
        let bench = try Bench()
        bench.cycle()
        bench.world.setWatches(trouble: WatchTrouble(lost: 1_000))
        bench.act(.makeFolder(bench.inbox("a")))
        bench.drop("a/x.txt")
        bench.drop("y.txt")
        bench.pass(.seconds(30))
        #expect(bench.lines.isEmpty)
        bench.pass(.seconds(31))
        #expect(bench.lines.count == 2)
    }

    @Test func rescanOnDemand() throws {
        let bench = try Bench()
        bench.cycle()
        bench.world.setWatches(trouble: WatchTrouble(lost: 1_000))
        bench.drop("a.txt")
        bench.world.turn(by: .seconds(1))
        bench.engine?.rescan()
        bench.cycle()
        #expect(bench.lines.count == 1)
    }

    @Test(arguments: [WatchTrouble(doubled: 1_000), WatchTrouble(late: 1_000), WatchTrouble(lost: 300, doubled: 300, late: 300)])
    func doubledAndLateHints(trouble: WatchTrouble) throws {
        let bench = try Bench()
        bench.cycle()
        bench.world.setWatches(trouble: trouble)
        for number in 0..<20 {
            bench.act(.moveIn(bench.inbox(.of("\(number).txt")), bench.fresh()))
            bench.cycle()
        }
        bench.pass(.seconds(61))
        #expect(bench.lines.count == 20)
        bench.expectFinished()
    }

    /// Past the limit of watches folders are listed instead, and it is said.
    @Test func theLimitOfWatches() throws {
        let bench = try Bench(starts: false)
        bench.act(.makeFolder(bench.inbox("a")), .makeFolder(bench.inbox("b")))
        bench.world.setWatches(limit: 1)
        try bench.start()
        bench.cycle()
        bench.drop("a/x.txt")
        bench.drop("b/y.txt")
        bench.pass(.seconds(61))
        #expect(bench.lines.count == 2)
        #expect(!bench.reporter.events(.unwatched).isEmpty)
    }

    /// The limit is told once, not at every listing; and so is its end, when folders are watched again.
    @Test func theLimitOfWatchesIsToldOnce() throws {
        let bench = try Bench(starts: false)
        for name in ["a", "b", "c"] as [RelativePath] { bench.act(.makeFolder(bench.inbox(name))) }
        bench.world.setWatches(limit: 1)
        try bench.start()
        bench.pass(.seconds(200))
        #expect(bench.reporter.events(.unwatched).count == 1)
        #expect(bench.engine?.progress.watching == .allBut(folders: 3))
        bench.world.setWatches(limit: 100)
        bench.pass(.seconds(61))
        #expect(bench.reporter.events(.unwatched).count == 2 && bench.engine?.progress.watching == .everything)
        bench.act(.moveIn(bench.inbox("c/x.txt"), bench.fresh()))
        bench.cycle()
        #expect(bench.fates("c/x.txt") == ["article"])
    }

    /// No inotify at all, or no instance of it to be had: folders are listed, it is said, and hints are used as soon as
    /// there are any.
    @Test(arguments: [.noFunction, .tooManyOpenFiles, .tooManyOpenFilesInSystem] as [Errno])
    func withoutInotify(errno: Errno) throws {
        let bench = try Bench(starts: false)
        bench.world.setWatchesAbsent(errno)
        bench.act(.makeFolder(bench.inbox("a")))
        try bench.start()
        bench.cycle()
        #expect(bench.reporter.events(.unwatched).count == 1 && bench.engine?.progress.watching == .allBut(folders: 2))
        bench.drop("a/x.txt")
        bench.drop("y.txt")
        bench.pass(.seconds(61))
        #expect(bench.lines.count == 2 && bench.engine?.progress.isTaking == true)
        bench.world.setWatchesAbsent(nil)
        bench.pass(.seconds(61))
        bench.act(.moveIn(bench.inbox("a/z.txt"), bench.fresh()))
        bench.cycle()
        #expect(bench.fates("a/z.txt") == ["article"])
        bench.expectFinished()
    }

    /// Where other machines can write unseen, it is said that folders are listed.
    @Test func aNetworkFilesystemIsTold() throws {
        let device = Device(traits: FilesystemTraits(name: "nfs", leasesTell: false, watchesTell: false))
        let bench = try Bench(device: device)
        bench.pass(.seconds(130))
        #expect(bench.reporter.events(.unwatched).map(\.message.count).count == 1)
        #expect(bench.reporter.events(.unwatched).first?.message.contains("nfs") == true)
        #expect(bench.engine?.progress.watching == .nothing)
    }
}
