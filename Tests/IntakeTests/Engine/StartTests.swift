import Host
import Ledger
import SimHost
import SystemPackage
import Testing

@testable import Intake

/// What keeps the engine from starting, and what does not.
@Suite struct StartTests {
    private func problem(_ bench: Bench) throws -> StartProblem? {
        do {
            try bench.start()
            return nil
        } catch let problem as StartProblem {
            return problem
        }
    }

    @Test func aNewStateGetsItsFolders() throws {
        let bench = try Bench(starts: false) { $0.state = "/var/lib/winnow" }
        bench.act(.makeFolder("var"))
        #expect(try problem(bench) == nil)
        for name in ["inbox", "store", "archive", "rejected", "index"] {
            #expect(bench.world.sight(.of("var/lib/winnow/" + name))?.kind == .folder)
        }
    }

    @Test(arguments: ["inbox", "store", "archive", "rejected"])
    func aFolderSetApartMustExist(which: String) throws {
        let bench = try Bench(starts: false) {
            switch which {
            case "inbox": $0.inbox = "/apart"
            case "store": $0.store = "/apart"
            case "archive": $0.archivePath = "/apart"
            default: $0.rejected = "/apart"
            }
        }
        #expect(try problem(bench) == .missing("/apart"))
        #expect(bench.world.sight("apart") == nil)
        bench.act(.makeFolder("apart"))
        #expect(try problem(bench) == nil)
    }

    /// An unmounted disk never becomes a new, empty store.
    @Test func theStoreIsMissingWhileTheArchiveHoldsFiles() throws {
        let bench = try Bench()
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        bench.stop()
        bench.act(.rename(from: "state/store", to: "away"))
        #expect(try problem(bench) == .storeMissing("/state/store"))
        #expect(bench.world.sight("state/store") == nil)
        bench.act(.rename(from: "away", to: "state/store"))
        #expect(try problem(bench) == nil)
        #expect(bench.lines.count == 1)
    }

    /// Under the running daemon too: an error that says so, and never a new store.
    @Test func theStoreIsRemovedUnderTheDaemon() throws {
        let bench = try Bench()
        bench.proves = false
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        bench.act(.remove("state/store"))
        bench.drop("b.txt")
        bench.pass(.seconds(20))
        #expect(bench.engine?.progress.isTaking == false)
        #expect(bench.engine?.progress.lastFault == StartProblem.storeMissing("/state/store").sentence)
        #expect(bench.world.sight("state/store") == nil)
        #expect(bench.archived.count + bench.inboxFiles.count == 2)
    }

    /// Moved away: never a new store in its place; what was stored meanwhile is there when it is back.
    @Test func theStoreIsMovedAwayUnderTheDaemon() throws {
        let bench = try Bench()
        bench.proves = false
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        bench.act(.rename(from: "state/store", to: "away"))
        bench.drop("b.txt")
        bench.pass(.seconds(20))
        #expect(bench.world.sight("state/store") == nil)
        bench.act(.rename(from: "away", to: "state/store"))
        bench.pass(.seconds(40))
        #expect(bench.fates("b.txt") == ["article"] && bench.engine?.progress.isTaking == true)
    }

    @Test(arguments: ["state/store", "state/inbox", "state/archive", "state/rejected"])
    func lockedByAnother(folder: String) throws {
        let bench = try Bench()
        bench.stop()
        bench.world.lock(.of(folder), by: 77)
        #expect(try problem(bench) == .locked("/" + folder, by: 77))
        #expect(try problem(bench)?.sentence.contains("pid 77") == true)
        bench.world.lock(.of(folder), by: nil)
        #expect(try problem(bench) == nil)
    }

    /// Inbox and archive on two filesystems: said at the start, not at the first file.
    @Test(arguments: ["state/archive", "state/rejected", "state/inbox"])
    func foldersOnTwoFilesystems(folder: String) throws {
        let bench = try Bench()
        bench.stop()
        #expect(bench.world.mount(Device(), at: .of(folder)) != nil)
        let found = try problem(bench)
        guard case .cannotMove = found else {
            Issue.record("starts all the same")
            return
        }
        #expect(found?.sentence.contains("one filesystem and one mount") == true)
        #expect(bench.files(below: "state").filter { $0.contains("trial") } == [])
    }

    /// A folder that may not be written to is told as that, not as one on another filesystem.
    @Test(arguments: ["state/rejected", "state/inbox"])
    func aFolderThatMayNotBeWrittenTo(folder: String) throws {
        let bench = try Bench()
        bench.stop()
        bench.act(.chmod(.of(folder), Rights(write: false)))
        let sentence = try #require(try problem(bench)?.sentence)
        #expect(sentence.contains("the right to write into") && !sentence.contains("one mount"), "\(sentence)")
        bench.act(.chmod(.of(folder), .all))
        #expect(try problem(bench) == nil)
    }

    @Test func whatATrialLeftIsTidiedUp() throws {
        let bench = try Bench()
        bench.stop()
        for folder in ["inbox", "archive", "rejected"] { bench.act(.copyIn(.of("state/\(folder)/.winnow-trial"), [])) }
        #expect(try problem(bench) == nil)
        #expect(bench.files(below: "state").filter { $0.contains("trial") } == [])
    }

    /// Damage in what had been durable: nothing is written until a person acts.
    @Test func aDamagedStore() throws {
        let bench = try Bench()
        for number in 0..<3 {
            bench.drop(.of("\(number).txt"))
            bench.pass(.seconds(1))
        }
        bench.stop()
        let store = bench.world.sight("state/store/articles.jsonl")?.bytes ?? []
        var broken = store
        broken[broken.count / 2] ^= 0x80
        bench.act(.copyIn("state/store/articles.jsonl", broken))
        guard case .damaged = try problem(bench) else {
            Issue.record("starts all the same")
            return
        }
        #expect(bench.world.sight("state/store/articles.jsonl")?.bytes == broken)
    }

    /// A text edited in place, in a line that is whole all the same: the lines that a start reads are held against their ids.
    @Test(arguments: [true, false])
    func anEditedText(withIndex: Bool) throws {
        let bench = try Bench()
        for number in 0..<3 { bench.drop(.of("\(number).txt")) }
        bench.pass(.seconds(1))
        bench.stop()
        let store = String(decoding: bench.world.sight("state/store/articles.jsonl")?.bytes ?? [], as: UTF8.self)
        let text = String(decoding: Texts.article(1), as: UTF8.self).split(separator: "\n").last ?? ""
        let word = try #require(text.split(separator: " ").first)
        #expect(store.contains(word))
        let edited = Array(store.replacing(word, with: String(word.reversed())).utf8)
        bench.act(.copyIn("state/store/articles.jsonl", edited))
        if !withIndex { bench.index.vanish() }
        guard case .damaged(let sentence) = try problem(bench) else {
            Issue.record("starts all the same")
            return
        }
        #expect(sentence.contains("whose text is not the one"))
        #expect(bench.world.sight("state/store/articles.jsonl")?.bytes == edited)
    }

    @Test func anotherStoresIndexIsRebuilt() throws {
        let bench = try Bench()
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        bench.stop()
        let other = try Bench(seed: 9)
        let text = Texts.article(4_000)
        other.act(.moveIn(other.inbox("z.txt"), text), .moveIn(other.inbox("y.txt"), Texts.article(4_001)))
        other.pass(.seconds(1))
        other.stop()
        try bench.index.commit(
            IndexTable.allCases.flatMap { table in other.index.entries(of: table).map { IndexChange(table, $0.key, $0.value) } })
        #expect(try problem(bench) == nil)
        #expect(bench.reporter.events(.index).map(\.message) == ["Rebuilt the index from the store: it belonged to another store"])
        bench.act(.moveIn(bench.inbox("z.txt"), text))
        bench.pass(.seconds(1))
        #expect(bench.fates("z.txt") == ["article"])
    }
}

/// What becomes of originals.
@Suite struct OriginalTests {
    @Test(arguments: [nil, .kill, .powerCut] as [Crash?])
    func policyDelete(crash: Crash?) throws {
        let bench = try Bench { $0.archivePolicy = .delete }
        bench.cycle()
        let text = bench.fresh()
        bench.act(.moveIn(bench.inbox("a.txt"), text), .moveIn(bench.inbox("b.txt"), text))
        bench.act(.special(bench.inbox("c"), .fifo, target: []))
        bench.pass(.seconds(2))
        #expect(bench.archived == [] && bench.refused == ["000001/c"])
        if let crash { try bench.crash(crash) } else { try bench.restart() }
        bench.act(.moveIn(bench.inbox("a.txt"), text))
        bench.pass(.seconds(1))
        #expect(bench.lines.map(\.fate) == ["article", "bytes", "not-a-file", "bytes"])
        #expect(bench.archived == [] && Set(bench.lines.map(\.delivery.original)).count == 4)
    }

    /// The daemon dies after the line and before the deletion: it is done at the next start.
    @Test(arguments: 1...60)
    func deletionIsFinishedAfterACrash(call: Int) throws {
        let bench = try Bench(seed: UInt64(call)) { $0.archivePolicy = .delete }
        bench.cycle()
        bench.act(.moveIn(bench.inbox("a.txt"), bench.fresh()), .special(bench.inbox("c"), .fifo, target: []))
        bench.world.writeBack()
        bench.world.add(FaultPlan.Stop(.powerCut, nth: call, afterEffect: true))
        bench.pass(.seconds(2))
        if bench.world.isOff { try bench.crash(.powerCut) }
        bench.pass(.seconds(2))
        #expect(bench.lines.map(\.fate) == ["article", "not-a-file"])
        #expect(bench.archived == [] && bench.refused.count == 1)
    }

    /// Whoever restores an original by hand into the inbox delivers it again; one with a line is never offered again.
    @Test func anOriginalWithALineIsNeverOfferedAgain() throws {
        let bench = try Bench()
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        for _ in 0..<3 { try bench.restart() }
        try bench.crash(.kill)
        bench.pass(.seconds(61))
        #expect(bench.lines.count == 1)
    }

    /// Killed between the taking and the line, again and again: one line.
    @Test func takenWithoutALine() throws {
        let bench = try Bench()
        bench.cycle()
        bench.act(.moveIn(bench.inbox("a.txt"), bench.fresh()))
        bench.world.add(FaultPlan.Failure([.append], nth: 1, errno: .ioError, stays: true))
        bench.pass(.seconds(5))
        #expect(bench.lines.isEmpty && bench.archived == ["000001/a.txt"])
        #expect(bench.world.sight("state/inbox/a.txt") == nil)
        try bench.crash(.kill)
        bench.pass(.seconds(1))
        #expect(bench.fates("a.txt") == ["article"] && bench.archived == ["000001/a.txt"])
        bench.expectFinished()
    }
}
