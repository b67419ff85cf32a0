import Host
import Ledger
import Prose
import SimHost
import SystemPackage
import Testing

@testable import Intake

/// `winnow ingest`: files that stay where they are, into the same store.
@Suite struct IngestTests {
    private struct Answer: Equatable {
        var known = 0
        var queued = 0
        var failed = 0
        var fates: [String] = []
    }

    /// Runs it once over names in `/files`.
    private func ingest(_ names: [RelativePath], _ bench: Bench, source: String? = nil) throws -> Answer {
        var ingest = try Ingest(seams: bench.seams, settings: bench.settings, rules: RuleSet([]))
        var answer = Answer()
        var records: [Record] = []
        let folder = try bench.volume.openFolder(at: "/files")
        for name in names {
            switch try ingest.add(name, in: folder, path: Array("/files/".utf8) + name.bytes, source: source, { records.append($0) }) {
            case .known: answer.known += 1
            case .queued: answer.queued += 1
            case .failed: answer.failed += 1
            }
        }
        try ingest.finish { records.append($0) }
        answer.fates = records.map(\.fate)
        return answer
    }

    private func bench(_ change: (inout Settings) -> Void = { _ in }) throws -> Bench {
        let bench = try Bench(starts: false, change)
        bench.proves = false
        bench.act(.makeFolder("files"))
        return bench
    }

    @Test func filesStayWhereTheyAre() throws {
        let bench = try bench()
        let text = bench.fresh()
        bench.act(.copyIn("files/a.txt", text), .copyIn("files/b.txt", text), .copyIn("files/c.txt", [0x7F, 0, 0, 0, 0, 0, 1]))
        #expect(try ingest(["a.txt", "b.txt", "c.txt"], bench) == Answer(queued: 3, fates: ["article", "bytes", "binary"]))
        let line = try #require(bench.lines.first)
        #expect(line.delivery.file == Array("/files/a.txt".utf8) && line.delivery.original == nil && line.source == "inbox")
        #expect(bench.files(below: "files").count == 3 && bench.archived == [] && bench.refused == [])
    }

    @Test func theSourceIsWhatWasGiven() throws {
        let bench = try bench()
        bench.act(.copyIn("files/a.txt", bench.fresh()))
        _ = try ingest(["a.txt"], bench, source: "herald")
        #expect(bench.lines.first?.source == "herald")
    }

    /// Run again it passes over what it recorded, also what it rejected, until the bytes change.
    @Test(arguments: [false, true])
    func itCanBeRunAgain(indexLost: Bool) throws {
        let bench = try bench()
        bench.act(.copyIn("files/a.txt", bench.fresh()), .copyIn("files/b.txt", [0x7F, 0, 0, 0, 0, 0, 1]), .copyIn("files/c.txt", []))
        #expect(try ingest(["a.txt", "b.txt", "c.txt"], bench).queued == 3)
        if indexLost { bench.index.vanish() }
        #expect(try ingest(["a.txt", "b.txt", "c.txt"], bench) == Answer(known: 3))
        bench.act(.copyIn("files/a.txt", bench.fresh()))
        #expect(try ingest(["a.txt", "b.txt"], bench) == Answer(known: 1, queued: 1, fates: ["article"]))
        #expect(bench.lines.map(\.seq) == [1, 2, 3, 4])
    }

    /// The same bytes under another path are a repeat, not known.
    @Test func anotherPathIsAnotherDelivery() throws {
        let bench = try bench()
        let text = bench.fresh()
        bench.act(.copyIn("files/a.txt", text), .copyIn("files/b.txt", text))
        _ = try ingest(["a.txt"], bench)
        #expect(try ingest(["b.txt"], bench) == Answer(queued: 1, fates: ["bytes"]))
        #expect(try ingest(["a.txt", "b.txt"], bench) == Answer(known: 2))
    }

    @Test func whatIsNoFileOrTooLarge() throws {
        let bench = try bench { $0.maxFileSize = 100 }
        bench.act(.special("files/fifo", .fifo, target: []), .special("files/link", .symbolicLink, target: [0x61]))
        bench.act(.copyIn("files/big.txt", bench.fresh()), .copyIn("files/closed.txt", [65]), .chmod("files/closed.txt", .none))
        let answer = try ingest(["fifo", "link", "big.txt", "closed.txt", "missing.txt"], bench)
        #expect(answer == Answer(queued: 3, failed: 2, fates: ["not-a-file", "not-a-file", "too-large"]))
        #expect(try ingest(["big.txt"], bench).known == 1)
    }

    @Test func standardInput() throws {
        let bench = try bench {
            $0.maxFileSize = 1_000
            // So that the lines come in the order of the texts.
            $0.batchFiles = 1
        }
        var ingest = try Ingest(seams: bench.seams, settings: bench.settings, rules: RuleSet([]))
        var fates: [String] = []
        let text = Texts.article(1)
        for bytes in [text, text, [], [UInt8](repeating: 0x61, count: 1_001)] {
            try ingest.add(bytes, path: Array("-".utf8), source: nil) { fates.append($0.fate) }
        }
        try ingest.finish { fates.append($0.fate) }
        #expect(fates == ["article", "bytes", "empty", "too-large"])
        #expect(bench.lines.allSatisfy { $0.delivery.file == Array("-".utf8) })
    }

    @Test(arguments: [1, 3, 512])
    func batches(size: Int) throws {
        let bench = try bench { $0.batchFiles = size }
        for number in 0..<20 { bench.act(.copyIn(.of("files/\(number)"), Texts.article(number % 15))) }
        let answer = try ingest((0..<20).map { .of("\($0)") }, bench)
        #expect(answer.fates.count(where: { $0 == "article" }) == 15 && answer.fates.count(where: { $0 == "bytes" }) == 5)
        #expect(bench.lines.map(\.seq) == Array(1...20))
    }

    /// The index turns out to be damaged at any call: it is made anew, and every file has its line once.
    @Test(arguments: [1, 4, 512])
    func theIndexBreaksInUse(size: Int) throws {
        var right: [[UInt8]: String] = [:]
        for nth in 0... {
            let bench = try bench { $0.batchFiles = size }
            for number in 0..<13 { bench.act(.copyIn(.of("files/\(number)"), Texts.article(number % 8))) }
            _ = try self.ingest(["12"], bench)
            var ingest = try Ingest(seams: bench.seams, settings: bench.settings, rules: RuleSet([]))
            if nth > 0 { bench.world.add(FaultPlan.Failure([.index], nth: nth, errno: .badMessage)) }
            var told = 0
            let folder = try bench.volume.openFolder(at: "/files")
            for number in 0..<12 {
                _ = try ingest.add(.of("\(number)"), in: folder, path: Array("/files/\(number)".utf8), source: nil) { _ in told += 1 }
            }
            try ingest.finish { _ in told += 1 }
            let fates = Dictionary(uniqueKeysWithValues: bench.lines.map { ($0.delivery.file, $0.fate) })
            #expect(told == 12 && fates.count == 13 && bench.lines.map(\.seq) == Array(1...13))
            if nth == 0 { right = fates } else { #expect(fates == right, "call \(nth)") }
            #expect(bench.reporter.events(.index).count == bench.world.firedFaults)
            if nth > 0, bench.world.firedFaults == 0 { return #expect(nth > 5) }
        }
    }

    /// A crash by the index at one run is no reason for a crash at the next.
    @Test func theIndexCrashesWhoeverUsesIt() throws {
        let bench = try bench()
        bench.act(.copyIn("files/a.txt", bench.fresh()), .copyIn("files/b.txt", bench.fresh()))
        _ = try ingest(["a.txt"], bench)
        bench.index.makeTreacherous()
        #expect(throws: StartProblem.self) { try ingest(["b.txt"], bench) }
        #expect(bench.world.isOff && bench.world.crashNote == .nothing)
        bench.world.reboot()
        #expect(try ingest(["a.txt", "b.txt"], bench) == Answer(known: 1, queued: 1, fates: ["article"]))
        #expect(bench.world.crashNote == nil)
    }

    /// The daemon and `ingest` share a store, and know each other's articles.
    @Test func beforeAndAfterTheDaemon() throws {
        let bench = try bench()
        let text = bench.fresh()
        bench.act(.copyIn("files/a.txt", text))
        _ = try ingest(["a.txt"], bench)
        try bench.start()
        bench.act(.moveIn(bench.inbox("a.txt"), text))
        bench.pass(.seconds(1))
        #expect(bench.lines.map(\.fate) == ["article", "bytes"])
        #expect(throws: StartProblem.locked("/state/store", by: 4242)) { try ingest(["a.txt"], bench) }
        bench.stop()
        #expect(try ingest(["a.txt"], bench).known == 1)
    }

    /// The next start has none of them to read again: there are no originals that they could speak of.
    @Test func whatWasIngestedIsNotReadAgain() throws {
        let bench = try bench()
        bench.act(.copyIn("files/a.txt", bench.fresh()))
        _ = try ingest(["a.txt"], bench)
        let checkpoint = try #require(try IndexMeta.checkpoint(in: bench.seams.index))
        #expect(checkpoint.durable.nextSeq == 2 && checkpoint.from == checkpoint.durable.ends)
    }

    @Test func theStoreIsMissingWhileTheArchiveHoldsFiles() throws {
        let bench = try bench()
        try bench.start()
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        bench.stop()
        bench.act(.rename(from: "state/store", to: "away"))
        #expect(throws: StartProblem.storeMissing("/state/store")) { try ingest([], bench) }
    }
}
