import Host
import Ledger
import SimHost
import Testing

@testable import Intake

/// Every way a file can arrive, and when it is taken.
@Suite struct ArrivalTests {
    @Test func aFileThatLiesThereAtTheStart() throws {
        let bench = try Bench(starts: false)
        bench.drop("a.txt")
        bench.world.turn(by: .seconds(5))
        try bench.start()
        bench.cycle()
        #expect(bench.fates("a.txt") == ["article"])
        #expect(bench.archived == ["000001/a.txt"] && bench.inboxFiles == [])
        bench.expectFinished()
    }

    /// `cp`: unchanged for `settle` after the close, and not a cycle longer.
    @Test func copiedIn() throws {
        let bench = try Bench()
        bench.cycle()
        bench.drop("a.txt")
        bench.cycle()
        #expect(bench.lines.isEmpty && bench.waits("a.txt") == .settling)
        bench.pass(.milliseconds(240))
        #expect(bench.lines.isEmpty)
        bench.pass(.milliseconds(15))
        #expect(bench.fates("a.txt") == ["article"])
    }

    @Test func toolsThatOpenTwiceDeliverOnce() throws {
        let bench = try Bench()
        bench.cycle()
        bench.act(.open(writer: 1, bench.inbox("a.txt"), truncating: true), .close(writer: 1))
        bench.pass(.milliseconds(200))
        let text = bench.fresh()
        bench.act(.open(writer: 1, bench.inbox("a.txt"), truncating: false), .write(writer: 1, text), .close(writer: 1))
        bench.pass(.milliseconds(200))
        #expect(bench.lines.isEmpty)
        bench.pass(.milliseconds(100))
        #expect(bench.lines.map(\.delivery.bytes) == [text.count])
    }

    /// Complete when it appears: taken in the next cycle.
    @Test func renamedIn() throws {
        let bench = try Bench()
        bench.cycle()
        bench.act(.moveIn(bench.inbox("a.txt"), bench.fresh()))
        bench.cycle()
        #expect(bench.fates("a.txt") == ["article"])
    }

    @Test func hardLinkedIn() throws {
        let bench = try Bench()
        bench.cycle()
        bench.act(.copyIn("outside.txt", bench.fresh()))
        bench.world.turn(by: .seconds(1))
        bench.act(.hardLink(from: "outside.txt", to: bench.inbox("a.txt")))
        bench.cycle()
        #expect(bench.fates("a.txt") == ["article"])
        #expect(bench.world.sight("outside.txt") != nil)
    }

    /// Two names of one file are two deliveries.
    @Test func twoLinksOfOneFile() throws {
        let bench = try Bench()
        bench.drop("a.txt")
        bench.act(.hardLink(from: bench.inbox("a.txt"), to: bench.inbox("b.txt")))
        bench.pass(.seconds(1))
        #expect(bench.fates("a.txt") == ["article"] && bench.fates("b.txt") == ["bytes"])
        #expect(bench.archived == ["000001/a.txt", "000001/b.txt"])
    }

    /// O_TMPFILE and linkat: the only event is about a name that never was; the safety net finds it.
    @Test func linkedFromNowhere() throws {
        let bench = try Bench()
        bench.cycle()
        bench.act(.linkIn(bench.inbox("a.txt"), bench.fresh()))
        bench.pass(bench.settings.rescan + .seconds(1))
        #expect(bench.fates("a.txt") == ["article"])
    }

    @Test func renamedInWhileItsWriterStillWrites() throws {
        let bench = try Bench()
        bench.cycle()
        let text = bench.fresh()
        bench.act(
            .open(writer: 1, "outside.txt", truncating: true), .write(writer: 1, Array(text.prefix(100))),
            .rename(from: "outside.txt", to: bench.inbox("a.txt")))
        bench.pass(.seconds(3))
        #expect(bench.lines.isEmpty && bench.waits("a.txt") == .beingWritten)
        bench.act(.write(writer: 1, Array(text.dropFirst(100))), .close(writer: 1))
        bench.pass(.seconds(6))
        #expect(bench.lines.map(\.delivery.bytes) == [text.count])
    }

    /// A writer that pauses for minutes is waited for, and is not a refusal.
    @Test func slowWriter() throws {
        let bench = try Bench()
        let text = bench.fresh()
        bench.act(.open(writer: 1, bench.inbox("a.txt"), truncating: true))
        for start in stride(from: 0, to: text.count, by: 64) {
            bench.act(.write(writer: 1, Array(text[start..<min(start + 64, text.count)])))
            bench.pass(.seconds(200))
            #expect(bench.lines.isEmpty)
        }
        #expect(bench.waits("a.txt") == .beingWritten)
        bench.act(.close(writer: 1))
        bench.pass(.seconds(6))
        #expect(bench.lines.map(\.delivery.bytes) == [text.count])
    }

    @Test func twoWritersOneAfterAnother() throws {
        let bench = try Bench()
        let (one, two) = (bench.fresh(), bench.fresh())
        bench.act(.open(writer: 1, bench.inbox("a.txt"), truncating: true), .write(writer: 1, one))
        bench.act(.open(writer: 2, bench.inbox("a.txt"), truncating: false), .close(writer: 1))
        bench.pass(.seconds(2))
        #expect(bench.lines.isEmpty)
        bench.act(.write(writer: 2, two), .close(writer: 2))
        bench.pass(.seconds(6))
        #expect(bench.lines.map(\.delivery.bytes) == [one.count + two.count])
    }

    /// Stores through a mapping send no event; the last look before the taking sees that somebody has it open.
    @Test func changedWithoutAnEvent() throws {
        let bench = try Bench()
        let text = bench.fresh()
        bench.act(.open(writer: 1, bench.inbox("a.txt"), truncating: true), .write(writer: 1, text))
        bench.pass(.seconds(2))
        bench.act(.overwrite(writer: 1, at: 4, Array("xxx".utf8)))
        bench.pass(.seconds(20))
        #expect(bench.lines.isEmpty)
        bench.act(.close(writer: 1))
        bench.pass(.seconds(6))
        #expect(bench.fates("a.txt") == ["article"])
    }

    /// Three renames over one name before it is looked at: one file is there, and it is delivered.
    @Test func replacedThreeTimesBeforeItIsRead() throws {
        let bench = try Bench()
        bench.cycle()
        var last: [UInt8] = []
        for _ in 0..<3 {
            last = bench.fresh()
            bench.act(.moveIn(bench.inbox("a.txt"), last))
        }
        bench.pass(.seconds(1))
        #expect(bench.lines.map(\.delivery.sha256) == [Hashing.digest(of: last)])
    }

    /// From the arrival of a file until its line is written and its original synced, with nothing else to do.
    private static let taking = Duration.seconds(3)

    /// How many calls that takes: at each of them somebody interferes. A call more, and it would be another test.
    private static let calls: Int = {
        guard let bench = try? Bench() else { return 0 }
        bench.cycle()
        bench.act(.moveIn(bench.inbox("a.txt"), bench.fresh()))
        let before = bench.world.calls
        bench.pass(taking)
        return bench.world.calls - before
    }()

    @Test func theTakingIsSeenAsAWhole() {
        #expect(ArrivalTests.calls >= 20)
    }

    /// A new file takes the name between the look and the move: both are whole deliveries, or only the new one is.
    @Test(arguments: 1...ArrivalTests.calls)
    func replacedWhileItIsTaken(call: Int) throws {
        let bench = try Bench(seed: UInt64(call))
        bench.cycle()
        let (old, new) = (bench.fresh(), bench.fresh())
        bench.act(.moveIn(bench.inbox("a.txt"), old))
        bench.world.act(atCall: call, [.moveIn(bench.inbox("a.txt"), new)])
        bench.pass(ArrivalTests.taking)
        bench.pass(.seconds(3))
        let digests = bench.lines.map(\.delivery.sha256)
        #expect(digests.last == Hashing.digest(of: new))
        #expect(digests.count <= 2 && Set(digests).count == digests.count)
        bench.expectFinished()
    }

    /// A writer comes while the file is taken: it writes to the inbox name, and nothing of it is lost.
    @Test(arguments: 1...ArrivalTests.calls)
    func writtenWhileItIsTaken(call: Int) throws {
        let bench = try Bench(seed: UInt64(call))
        bench.cycle()
        bench.act(.moveIn(bench.inbox("a.txt"), bench.fresh()))
        bench.world.act(
            atCall: call,
            [
                .open(writer: 1, bench.inbox("a.txt"), truncating: false), .write(writer: 1, bench.fresh()),
                .close(writer: 1),
            ])
        bench.pass(ArrivalTests.taking)
        bench.pass(.seconds(6))
        #expect(bench.world.waitingWriters == 0)
        bench.expectFinished()
        let original = bench.world.sight("state/archive/000001/a.txt")
        #expect(bench.lines.first?.delivery.bytes == original?.bytes.count || bench.lines.count == 2)
    }

    @Test func theSameNameAgainAndAgain() throws {
        let bench = try Bench()
        bench.cycle()
        for _ in 0..<5 {
            bench.act(.moveIn(bench.inbox("a.txt"), bench.fresh()))
            bench.pass(.milliseconds(50))
        }
        #expect(bench.fates("a.txt") == ["article", "article", "article", "article", "article"])
        #expect(bench.archived == (1...5).map { "00000\($0)/a.txt" })
        #expect(Set(bench.lines.map(\.delivery.original)).count == 5)
        bench.expectFinished()
    }

    /// Time, name and bytes the same: a new delivery all the same.
    @Test func theSameFileAgain() throws {
        let bench = try Bench()
        let text = bench.fresh()
        for _ in 0..<3 {
            bench.act(.moveIn(bench.inbox("a.txt"), text))
            bench.pass(.seconds(1))
        }
        #expect(bench.fates("a.txt") == ["article", "bytes", "bytes"])
        #expect(bench.archived.count == 3)
    }

    @Test func touchedLater() throws {
        let bench = try Bench()
        bench.drop("a.txt")
        bench.pass(.milliseconds(200))
        bench.act(.touch(bench.inbox("a.txt")))
        bench.pass(.milliseconds(400))
        #expect(bench.fates("a.txt") == ["article"])
    }

    /// rsync, scp: written under a name that is left alone, then renamed.
    @Test(arguments: [".a.txt.x8Kq", "a.txt.filepart", "a.txt.part", "a.txt~"])
    func writtenUnderAnIgnoredNameThenRenamed(name: String) throws {
        let bench = try Bench()
        bench.act(.copyIn(bench.inbox(.of(name)), bench.fresh()))
        bench.pass(.seconds(70))
        #expect(bench.lines.isEmpty && bench.inboxFiles == [name])
        bench.act(.rename(from: bench.inbox(.of(name)), to: bench.inbox("a.txt")))
        bench.cycle()
        #expect(bench.fates("a.txt") == ["article"])
    }

    @Test func emptyThenFilled() throws {
        let bench = try Bench()
        bench.act(.copyIn(bench.inbox("a.txt"), []))
        bench.pass(.seconds(60))
        #expect(bench.lines.isEmpty && bench.waits("a.txt") == .empty)
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        #expect(bench.fates("a.txt") == ["article"])
    }

    @Test func emptyForEver() throws {
        let bench = try Bench { $0.patience = .seconds(30) }
        bench.act(.copyIn(bench.inbox("a.txt"), []))
        bench.pass(.seconds(29))
        #expect(bench.lines.isEmpty)
        bench.pass(.seconds(2))
        #expect(bench.fates("a.txt") == ["empty"])
        #expect(bench.refused == ["000001/a.txt"] && bench.archived == [])
        #expect(bench.lines.first?.delivery.sha256 == Hashing.digest(of: []))
    }

    /// A restart does not begin patience anew.
    @Test func patienceOutlivesARestart() throws {
        let bench = try Bench { $0.patience = .seconds(30) }
        bench.act(.copyIn(bench.inbox("a.txt"), []))
        bench.pass(.seconds(20))
        try bench.restart()
        bench.pass(.seconds(11))
        #expect(bench.fates("a.txt") == ["empty"])
    }

    @Test func vanishedBeforeItIsRead() throws {
        let bench = try Bench()
        bench.cycle()
        bench.drop("a.txt")
        bench.cycle()
        bench.act(.remove(bench.inbox("a.txt")))
        bench.pass(.seconds(1))
        #expect(bench.lines.isEmpty && bench.engine?.progress.vanished == 1)
        #expect(bench.engine?.progress.waiting == 0)
    }

    @Test func aFileThatIsSparseOrHuge() throws {
        let bench = try Bench { $0.maxFileSize = 1_000 }
        let bytes = [UInt8](repeating: 0, count: 1_001)
        bench.act(.copyIn(bench.inbox("big.txt"), bytes), .copyIn(bench.inbox("fits.txt"), Array(bench.fresh().prefix(1_000))))
        bench.pass(.seconds(1))
        #expect(bench.fates("big.txt") == ["too-large"] && bench.fates("fits.txt") == ["article"])
        #expect(bench.lines(.rejected).first?.delivery.sha256 == Hashing.digest(of: bytes))
        #expect(bench.refused == ["000001/big.txt"])
    }

    @Test(arguments: [[0x0A, 0x61], [0xFF, 0xFE, 0x62], [UInt8](repeating: 0x61, count: 255), Array("a\"b\\c.txt".utf8)] as [[UInt8]])
    func hostileNames(name: [UInt8]) throws {
        let bench = try Bench()
        let path = try #require(RelativePath(bytes: name))
        bench.drop(path)
        bench.pass(.seconds(1))
        #expect(bench.fates(path) == ["article"])
        #expect(bench.lines.first?.delivery.original == RelativePath.of("000001").appending(path))
        bench.expectFinished()
    }
}
