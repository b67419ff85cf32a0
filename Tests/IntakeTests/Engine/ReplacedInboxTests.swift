import Host
import Ledger
import SimHost
import SystemPackage
import Testing

@testable import Intake

/// The inbox itself is moved away, removed, unmounted, made anew.
@Suite struct ReplacedInboxTests {
    /// `rmdir` and `mkdir` of the inbox itself: the open folder says nothing, its parent does.
    @Test func theInboxIsRemovedAndMadeAnew() throws {
        let bench = try Bench()
        bench.cycle()
        bench.act(.remove("state/inbox"), .makeFolder("state/inbox"))
        bench.drop("a.txt")
        bench.pass(.seconds(3))
        #expect(bench.fates("a.txt") == ["article"])
        #expect(!bench.reporter.events(.fault).isEmpty && bench.reporter.events(.resumed).count == 1)
    }

    /// Removed and not made anew: the daemon makes it again, at once and not at the next listing.
    @Test func theInboxIsRemoved() throws {
        let bench = try Bench()
        bench.cycle()
        bench.act(.remove("state/inbox"))
        bench.pass(.seconds(3))
        #expect(bench.world.sight("state/inbox") != nil)
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        #expect(bench.fates("a.txt") == ["article"])
    }

    /// An inbox set apart on a disk of its own, which goes and comes back: nothing is taken meanwhile, and nothing is made there.
    @Test func theInboxIsUnmounted() throws {
        let bench = try Bench(starts: false) { $0.inbox = "/disk/inbox" }
        bench.proves = false
        bench.act(.makeFolder("disk"))
        bench.settings.archivePath = "/disk/archive"
        bench.settings.rejected = "/disk/rejected"
        let disk = try #require(bench.world.mount(Device(), at: "disk"))
        for name in ["inbox", "archive", "rejected"] { bench.act(.makeFolder(.of("disk/\(name)"))) }
        try bench.start()
        bench.cycle()
        bench.act(.moveIn("disk/inbox/a.txt", bench.fresh()))
        bench.pass(.seconds(1))
        #expect(bench.fates("a.txt") == ["article"])
        bench.world.unmount(disk)
        bench.pass(.seconds(61))
        #expect(bench.engine?.progress.isTaking == false && bench.world.sight("disk/inbox") == nil)
        for name in ["inbox", "archive", "rejected"] { bench.act(.makeFolder(.of("disk/\(name)"))) }
        bench.act(.moveIn("disk/inbox/b.txt", bench.fresh()))
        bench.pass(.seconds(3))
        #expect(bench.fates("b.txt") == ["article"])
    }

    /// Another filesystem is mounted over the inbox, which sends no event there: the kernel's table of mounts tells.
    @Test func anotherIsMountedOverTheInbox() throws {
        let bench = try Bench()
        bench.proves = false
        bench.pass(.seconds(1))
        let disk = try #require(bench.world.mount(Device(), at: "state/inbox"))
        bench.engine?.noteMounts()
        bench.cycle()
        #expect(bench.engine?.progress.isTaking == false)
        bench.world.unmount(disk)
        bench.drop("a.txt")
        bench.pass(.seconds(3))
        #expect(bench.fates("a.txt") == ["article"])
    }

    /// Watches of an inbox that is no longer served end: its folders are no longer any business of the daemon.
    @Test func watchesOfAReplacedInboxEnd() throws {
        let bench = try Bench()
        for name in ["a", "b", "c"] as [RelativePath] { bench.act(.makeFolder(bench.inbox(name))) }
        bench.pass(.seconds(1))
        #expect(bench.world.watched == 5, "the inbox, its three folders, and the names beside it")
        bench.act(.rename(from: "state/inbox", to: "state/old"), .makeFolder("state/inbox"))
        bench.pass(.seconds(5))
        #expect(bench.world.watched == 2)
    }

    /// The inbox is moved away and made anew: the new one is served.
    @Test func theInboxIsReplaced() throws {
        let bench = try Bench()
        bench.cycle()
        bench.act(.rename(from: "state/inbox", to: "state/old"), .makeFolder("state/inbox"))
        bench.pass(.seconds(3))
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        #expect(bench.fates("a.txt") == ["article"])
        bench.act(.moveIn("state/old/b.txt", bench.fresh()))
        bench.pass(.seconds(61))
        #expect(bench.lines.count == 1)
    }
}
