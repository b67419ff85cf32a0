import Host
import Ledger
import SimHost
import Testing

@testable import Intake

/// Folders in the inbox, and the hints about them that come, come late, or never come.
@Suite struct FolderTests {
    @Test func theFirstFolderIsTheSource() throws {
        let bench = try Bench()
        bench.act(.makeFolder(bench.inbox("wire")), .makeFolder(bench.inbox("wire/deep")))
        bench.drop("top.txt")
        bench.drop("wire/a.txt")
        bench.drop("wire/deep/b.txt")
        bench.pass(.seconds(1))
        #expect(bench.lines.map(\.source) == ["inbox", "wire", "wire"])
        #expect(bench.archived == ["000001/top.txt", "000001/wire/a.txt", "000001/wire/deep/b.txt"])
        bench.expectFinished()
    }

    /// `mv folder` gives one event, and silence from what is inside.
    @Test func aWholeTreeMovedIn() throws {
        let bench = try Bench()
        bench.cycle()
        let leaves = ["a.txt", "x/b.txt", "x/y/z/c.txt"].map { UserAction.Leaf(.of($0), bench.fresh()) }
        bench.act(.moveFolderIn(bench.inbox("wire"), leaves))
        bench.pass(.seconds(1))
        #expect(bench.lines.count == 3 && bench.inboxFiles == [])
        #expect(bench.lines.allSatisfy { $0.source == "wire" })
        bench.drop("wire/x/y/z/later.txt")
        bench.pass(.milliseconds(300))
        #expect(bench.fates("wire/x/y/z/later.txt") == ["article"])
    }

    /// `mkdir -p a/b` and a file, all before the engine looks: what lies in folders not watched yet is found by listing.
    @Test func nestedFoldersMadeInOneGo() throws {
        let bench = try Bench()
        bench.cycle()
        bench.act(.makeFolder(bench.inbox("a")), .makeFolder(bench.inbox("a/b")), .makeFolder(bench.inbox("a/b/c")))
        bench.act(.moveIn(bench.inbox("a/b/c/x.txt"), bench.fresh()))
        bench.pass(.milliseconds(300))
        #expect(bench.fates("a/b/c/x.txt") == ["article"])
    }

    /// A folder appears at any moment of the listing of its parent.
    @Test(arguments: 1...9)
    func folderMadeWhileItsParentIsListed(call: Int) throws {
        let bench = try Bench(starts: false)
        bench.act(.makeFolder(bench.inbox("a")))
        try bench.start()
        bench.world.act(
            atCall: call, [.makeFolder(bench.inbox("a/b")), .moveIn(bench.inbox("a/b/x.txt"), bench.fresh())])
        bench.pass(.seconds(1))
        bench.pass(.seconds(1))
        #expect(bench.fates("a/b/x.txt") == ["article"])
    }

    @Test func aRenamedFolderGoesOnUnderItsNewName() throws {
        let bench = try Bench()
        bench.act(.makeFolder(bench.inbox("old")), .makeFolder(bench.inbox("old/x")))
        bench.pass(.seconds(1))
        bench.act(.rename(from: bench.inbox("old"), to: bench.inbox("new")))
        bench.cycle()
        bench.drop("new/a.txt")
        bench.drop("new/x/b.txt")
        bench.pass(.milliseconds(400))
        #expect(bench.fates("new/a.txt") == ["article"] && bench.fates("new/x/b.txt") == ["article"])
    }

    /// Moved out of the inbox: what is dropped there afterwards is no delivery.
    @Test func aFolderMovedOutIsForgotten() throws {
        let bench = try Bench()
        bench.act(.makeFolder(bench.inbox("out")))
        bench.pass(.seconds(1))
        bench.act(.rename(from: bench.inbox("out"), to: "elsewhere"))
        bench.cycle()
        bench.act(.moveIn("elsewhere/a.txt", bench.fresh()))
        bench.pass(.seconds(1))
        #expect(bench.lines.isEmpty && bench.world.sight("elsewhere/a.txt") != nil)
        #expect(bench.engine?.progress.waiting == 0)
    }

    @Test func aFolderRemovedAndMadeAgain() throws {
        let bench = try Bench()
        bench.act(.makeFolder(bench.inbox("a")))
        bench.pass(.seconds(1))
        bench.act(.remove(bench.inbox("a")), .makeFolder(bench.inbox("a")))
        bench.cycle()
        bench.drop("a/x.txt")
        bench.pass(.milliseconds(300))
        #expect(bench.fates("a/x.txt") == ["article"])
    }

    @Test func fiftyLevels() throws {
        let bench = try Bench()
        let path = RelativePath.of((0..<50).map { "d\($0)" }.joined(separator: "/") + "/x.txt")
        bench.act(.moveFolderIn(bench.inbox("d"), [UserAction.Leaf(path, bench.fresh())]))
        bench.pass(.seconds(1))
        #expect(bench.lines.map(\.delivery.file) == [RelativePath.of("d").appending(path).bytes])
        bench.expectFinished()
    }

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

    /// A folder of another user, which the daemon may read and not change: it waits, with the reason, and nothing else does.
    @Test func immovable() throws {
        let bench = try Bench()
        let rights = Rights(read: true, write: false, search: true)
        bench.act(.moveFolderIn(bench.inbox("foreign"), [UserAction.Leaf("a.txt", bench.fresh())]))
        bench.act(.chmod(bench.inbox("foreign"), rights))
        bench.drop("b.txt")
        bench.pass(.seconds(1))
        #expect(bench.fates("b.txt") == ["article"] && bench.lines.count == 1)
        #expect(bench.waits("foreign/a.txt") == .immovable)
        #expect(bench.engine?.progress.waiting == 1)
        #expect(bench.reporter.events(.waiting).count == 1)
        bench.pass(.seconds(130))
        #expect(bench.reporter.events(.waiting).count == 1)
        bench.act(.chmod(bench.inbox("foreign"), .all))
        bench.pass(.seconds(61))
        #expect(bench.fates("foreign/a.txt") == ["article"])
    }

    @Test func aFolderThatMayNotBeListed() throws {
        let bench = try Bench()
        bench.act(.moveFolderIn(bench.inbox("closed"), [UserAction.Leaf("a.txt", bench.fresh())]))
        bench.act(.chmod(bench.inbox("closed"), .none))
        bench.drop("b.txt")
        bench.pass(.seconds(1))
        #expect(bench.fates("b.txt") == ["article"] && bench.lines.count == 1)
        #expect(!bench.reporter.events(.waiting).isEmpty)
        bench.act(.chmod(bench.inbox("closed"), .all))
        bench.pass(.seconds(1))
        #expect(bench.fates("closed/a.txt") == ["article"])
    }

    /// A huge source and a small one: the small one's file is in the next batch.
    @Test func oneSourceDoesNotStarveAnother() throws {
        let bench = try Bench { $0.batchFiles = 8 }
        bench.act(.makeFolder(bench.inbox("huge")), .makeFolder(bench.inbox("small")))
        bench.cycle()
        for number in 0..<100 { bench.act(.moveIn(bench.inbox(.of("huge/\(number).txt")), bench.fresh())) }
        bench.cycle()
        bench.act(.moveIn(bench.inbox("small/x.txt"), bench.fresh()))
        bench.cycle()
        #expect(bench.fates("small/x.txt") == ["article"])
        #expect(bench.lines.count == 16)
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
