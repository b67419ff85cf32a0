import Host
import Ledger
import SimHost
import SystemPackage
import Testing

@testable import Intake

/// What is no article, or no file: refused with a reason, or waiting with one, while the rest flows.
@Suite struct HostileTests {
    @Test(arguments: [.fifo, .socket, .device, .symbolicLink] as [FileStatus.Kind])
    func whatIsNoRegularFile(kind: FileStatus.Kind) throws {
        let bench = try Bench()
        bench.cycle()
        bench.act(.special(bench.inbox("odd"), kind, target: Array("/state/store/articles.jsonl".utf8)))
        bench.act(.moveIn(bench.inbox("a.txt"), bench.fresh()))
        bench.pass(.seconds(1))
        #expect(bench.fates("odd") == ["not-a-file"] && bench.fates("a.txt") == ["article"])
        #expect(bench.refused == ["000001/odd"])
        let line = try #require(bench.lines(.rejected).first)
        #expect(line.delivery.sha256 == nil)
        guard case .rejected(let rejection) = line.outcome else { return }
        #expect(rejection.detail.hasSuffix("Deliver the article itself."))
    }

    /// Links into the inbox, out of it, to a folder, to themselves: none is followed.
    @Test(arguments: ["a.txt", "/outside", "/outside/x.txt", "loop", "/state/inbox", "nowhere"])
    func symbolicLinks(target: String) throws {
        let bench = try Bench()
        bench.act(.makeFolder("outside"), .copyIn("outside/x.txt", bench.fresh()))
        bench.act(.special(bench.inbox("loop"), .symbolicLink, target: Array(target.utf8)))
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        #expect(bench.fates("loop") == ["not-a-file"] && bench.fates("a.txt") == ["article"])
        #expect(bench.world.sight("outside/x.txt") != nil && bench.lines.count == 2)
    }

    /// A folder of the inbox is swapped for a link out of it between the look and the taking: nothing outside is touched.
    @Test(arguments: 1...25)
    func aFolderSwappedForALink(call: Int) throws {
        let bench = try Bench()
        bench.act(.makeFolder("outside"), .copyIn("outside/x.txt", bench.fresh()), .makeFolder(bench.inbox("a")))
        bench.cycle()
        bench.act(.moveIn(bench.inbox("a/x.txt"), bench.fresh()))
        bench.world.act(
            atCall: call,
            [
                .rename(from: bench.inbox("a"), to: "away"),
                .special(bench.inbox("a"), .symbolicLink, target: Array("/outside".utf8)),
            ])
        bench.pass(.seconds(3))
        bench.pass(.seconds(3))
        #expect(bench.world.sight("outside/x.txt") != nil)
        #expect(bench.fates("a") == ["not-a-file"])
    }

    /// Unreadable: waits, for its right; with it, it is taken at once.
    @Test func unreadableThenAllowed() throws {
        let bench = try Bench()
        bench.act(.copyIn(bench.inbox("a.txt"), bench.fresh()), .chmod(bench.inbox("a.txt"), .none))
        bench.pass(.seconds(100))
        #expect(bench.lines.isEmpty && bench.waits("a.txt") == .unreadable)
        #expect(bench.reporter.events(.waiting).count == 1)
        bench.act(.chmod(bench.inbox("a.txt"), .all))
        bench.pass(.milliseconds(300))
        #expect(bench.fates("a.txt") == ["article"])
    }

    @Test func unreadableForEver() throws {
        let bench = try Bench { $0.patience = .seconds(90) }
        bench.act(.copyIn(bench.inbox("a.txt"), bench.fresh()), .chmod(bench.inbox("a.txt"), .none))
        bench.pass(.seconds(89))
        #expect(bench.lines.isEmpty)
        bench.pass(.seconds(2))
        #expect(bench.fates("a.txt") == ["unreadable"] && bench.refused == ["000001/a.txt"])
        #expect(bench.lines.first?.delivery.sha256 == nil)
    }

    private static let binary: [UInt8] = [0x7F, 0x45, 0x4C, 0x46] + [UInt8](repeating: 0, count: 400)

    @Test(arguments: [
        (binary, ["binary"]), (Array("  \n\t\n".utf8), ["empty", "no-text"]), ([0x0A], ["empty", "no-text"]),
        ([UInt8](repeating: 0x0A, count: 200_000), ["empty", "no-text"]),
    ] as [([UInt8], [String])])
    func notAnArticle(bytes: [UInt8], reasons: [String]) throws {
        let bench = try Bench()
        bench.act(.moveIn(bench.inbox("junk.txt"), bytes))
        bench.act(.moveIn(bench.inbox("a.txt"), bench.fresh()))
        bench.pass(.seconds(1))
        #expect(bench.fates("junk.txt").count == 1 && reasons.contains(bench.fates("junk.txt").first ?? ""))
        #expect(bench.fates("a.txt") == ["article"])
        #expect(bench.lines(.rejected).first?.delivery.sha256 == Hashing.digest(of: bytes))
        bench.expectFinished()
    }

    /// Identical bytes that were rejected are rejected again; they are no duplicate of anything.
    @Test func aRejectedFileAgain() throws {
        let bench = try Bench()
        for name in ["a.txt", "b.txt", "a.txt"] as [RelativePath] {
            bench.act(.moveIn(bench.inbox(name), Self.binary))
            bench.pass(.seconds(1))
        }
        #expect(bench.lines.map(\.fate) == ["binary", "binary", "binary"])
        #expect(bench.refused.count == 3)
    }

    /// Read errors of one file do not hold up the others.
    @Test func aFileThatTheDiskCannotRead() throws {
        let bench = try Bench { $0.patience = .seconds(20) }
        bench.cycle()
        bench.act(.moveIn(bench.inbox("a.txt"), bench.fresh()))
        bench.world.add(FaultPlan.Failure([.read], nth: 1, errno: .ioError, stays: false))
        bench.act(.moveIn(bench.inbox("b.txt"), bench.fresh()))
        bench.pass(.seconds(70))
        #expect(bench.fates("b.txt") == ["article"])
        #expect(bench.fates("a.txt") == ["article"] || bench.fates("a.txt") == ["unreadable"])
    }

    @Test(arguments: [false, true])
    func manyOddThingsAtOnce(inOneBatch: Bool) throws {
        let bench = try Bench { $0.batchFiles = inOneBatch ? 512 : 1 }
        bench.act(.special(bench.inbox("fifo"), .fifo, target: []), .special(bench.inbox("link"), .symbolicLink, target: [0x61]))
        bench.act(.copyIn(bench.inbox("junk"), Self.binary), .copyIn(bench.inbox("empty"), []))
        bench.act(.copyIn(bench.inbox("closed"), bench.fresh()), .chmod(bench.inbox("closed"), .none))
        for number in 0..<10 { bench.drop(.of("\(number).txt")) }
        bench.pass(.seconds(2))
        #expect(bench.lines(.articles).count == 10)
        #expect(bench.lines(.rejected).map(\.fate).sorted() == ["binary", "not-a-file", "not-a-file"])
        #expect(bench.engine?.left.map(\.path).sorted() == ["closed", "empty"])
        let progress = try #require(bench.engine?.progress)
        #expect(progress.totals.total + progress.waiting == 15)
        #expect(progress.stored == Tally(articles: 10, rejected: 3))
    }

    /// Drops = articles + duplicates + rejected + waiting, at every moment that something is told.
    @Test func theFourNumbersAddUp() throws {
        let bench = try Bench { $0.batchFiles = 3 }
        for number in 0..<20 { bench.drop(.of("\(number).txt")) }
        bench.act(.copyIn(bench.inbox("empty"), []))
        bench.cycle()
        for _ in 0..<40 {
            let progress = try #require(bench.engine?.progress)
            #expect(progress.totals.total + progress.waiting == 21)
            bench.pass(.milliseconds(30))
        }
        #expect(bench.lines.count == 20)
    }
}

/// Where leases cannot tell, or may not be asked: only time judges.
@Suite struct CompletenessWithoutLeasesTests {
    enum Why: CaseIterable { case device, filesystem, setting, owner }

    private func bench(_ why: Why) throws -> Bench {
        var device = Device()
        if why == .device { device.knowsLeases = false }
        if why == .filesystem { device.traits = FilesystemTraits(name: "nfs", leasesTell: false, watchesTell: true) }
        let bench = try Bench(device: device) { if why == .setting { $0.complete = .quiet } }
        if why == .owner { bench.world.setUser(1_000) }
        bench.cycle()
        return bench
    }

    /// Also what was renamed in must stay unchanged for `settle`.
    @Test(arguments: Why.allCases)
    func renamedIn(why: Why) throws {
        let bench = try bench(why)
        bench.act(.moveIn(bench.inbox("a.txt"), bench.fresh()))
        bench.pass(.milliseconds(200))
        #expect(bench.lines.isEmpty)
        bench.pass(.milliseconds(400))
        #expect(bench.fates("a.txt") == ["article"])
    }

    @Test(arguments: Why.allCases)
    func writtenSlowly(why: Why) throws {
        let bench = try bench(why)
        let text = bench.fresh()
        bench.act(.open(writer: 1, bench.inbox("a.txt"), truncating: true))
        for byte in stride(from: 0, to: text.count, by: 50) {
            bench.act(.write(writer: 1, Array(text[byte..<min(byte + 50, text.count)])))
            bench.pass(.milliseconds(200))
        }
        #expect(bench.lines.isEmpty)
        bench.act(.close(writer: 1))
        bench.pass(.milliseconds(600))
        #expect(bench.lines.map(\.delivery.bytes) == [text.count])
    }

    @Test(arguments: Why.allCases, [-86_400, 86_400])
    func whateverTheWallClockDoes(why: Why, jump: Int64) throws {
        let bench = try bench(why)
        bench.act(.moveIn(bench.inbox("a.txt"), bench.fresh()))
        bench.cycle()
        bench.world.jump(by: .seconds(jump))
        bench.drop("b.txt")
        bench.pass(.seconds(1))
        #expect(bench.fates("a.txt") == ["article"] && bench.fates("b.txt") == ["article"])
    }

    /// Where watching tells nothing, folders are listed.
    @Test func whereNothingTells() throws {
        let device = Device(traits: FilesystemTraits(name: "nfs", leasesTell: false, watchesTell: false))
        let bench = try Bench(device: device)
        bench.cycle()
        #expect(bench.world.watched == 0)
        bench.drop("a.txt")
        bench.pass(.seconds(61))
        #expect(bench.fates("a.txt") == ["article"])
    }
}
