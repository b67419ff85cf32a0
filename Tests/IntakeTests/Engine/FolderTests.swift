import Host
import Ledger
import SimHost
import SystemPackage
import Testing

@testable import Intake

/// Folders in the inbox: made, moved, renamed, removed, closed, and empty for a day.
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

    /// Folders below the first level go when they have been empty for a day; the first level stays, and so does what is used.
    @Test func emptyFoldersAreRemovedAfterADay() throws {
        let bench = try Bench()
        for path in ["wire", "wire/old", "wire/used", "wire/hidden", "wire/x", "wire/x/y"] as [RelativePath] {
            bench.act(.makeFolder(bench.inbox(path)))
        }
        bench.act(.copyIn(bench.inbox("wire/hidden/.keep"), [1]))
        bench.pass(.seconds(23 * 3_600))
        bench.drop("wire/used/a.txt")
        func exists(_ path: RelativePath) -> Bool { bench.world.sight(bench.inbox(path)) != nil }
        #expect(exists("wire/old") && exists("wire/x/y"))
        bench.pass(.seconds(3_700))
        #expect(!exists("wire/old") && !exists("wire/x/y"))
        #expect(exists("wire") && exists("wire/used") && exists("wire/hidden") && exists("wire/x"))
        bench.pass(.seconds(25 * 3_600))
        #expect(exists("wire") && exists("wire/hidden") && !exists("wire/used") && !exists("wire/x"))
        bench.act(.makeFolder(bench.inbox("wire/old")))
        bench.drop("wire/old/b.txt")
        bench.pass(.seconds(1))
        #expect(bench.fates("wire/old/b.txt") == ["article"])
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
}
