import Host
import Ledger
import Prose
import SimHost
import Testing

@testable import Intake

/// `winnow replay`: the deliveries of one store again, into another.
@Suite struct ReplayTests {
    private static let binary: [UInt8] = [0x7F, 0, 0, 0, 0, 0, 1]

    private struct Answer: Equatable {
        /// Delivery numbers of the old store.
        var unread: [Int] = []
        var changed: [Int] = []
    }

    /// The seams of the new state, which has an index of its own.
    private func seams(beside bench: Bench) -> Seams {
        let seams = bench.seams
        return Seams(
            volume: seams.volume, watcher: seams.watcher, time: seams.time, index: SimIndexStore(bench.world), workers: seams.workers,
            notifier: seams.notifier, reporter: seams.reporter, crashes: seams.crashes)
    }

    /// Replays `/state` into `/again`.
    private func replay(_ bench: Bench, _ change: (inout Settings) -> Void = { _ in }) throws -> (answer: Answer, lines: [Record]) {
        var new = bench.settings.moved(to: "/again")
        change(&new)
        var replay = try Replay(seams: seams(beside: bench), from: bench.settings, into: new, rules: RuleSet([]))
        var answer = Answer()
        var told: [Record] = []
        for record in bench.lines {
            switch try replay.add(record, { told.append($0) }) {
            case .queued: break
            case .unread: answer.unread.append(record.seq)
            case .changed: answer.changed.append(record.seq)
            }
        }
        try replay.finish { told.append($0) }
        let lines = bench.lines(below: "again/store")
        #expect(told == lines)
        return (answer, lines)
    }

    /// Articles, a repeat and a rejection, through the inbox and by `ingest`; then an hour goes by.
    private func usedBench() throws -> Bench {
        let bench = try Bench()
        bench.proves = false
        bench.act(.makeFolder(bench.inbox("wire")), .makeFolder("files"))
        let first = bench.drop("wire/a.txt")
        bench.pass(.seconds(2))
        bench.drop("b.txt")
        bench.act(.copyIn(bench.inbox("again.txt"), first), .copyIn(bench.inbox("bad.bin"), ReplayTests.binary))
        bench.pass(.seconds(5))
        bench.stop()
        bench.act(.copyIn("files/c.txt", bench.fresh()))
        var ingest = try Ingest(seams: bench.seams, settings: bench.settings, rules: RuleSet([]))
        _ = try ingest.add("c.txt", in: try bench.volume.openFolder(at: "/files"), path: Array("/files/c.txt".utf8), source: "herald") { _ in }
        try ingest.finish { _ in }
        bench.world.turn(by: .seconds(3_600))
        return bench
    }

    /// With the same rules the new store is the old one, to the byte and the second. A batch that holds more than one of
    /// the old ones would put its articles first, as every commit does.
    @Test(arguments: [1, 2])
    func theSameRulesGiveTheSameStore(batch: Int) throws {
        let bench = try usedBench()
        let before = bench.world.sights(below: "state").map(\.path)
        let (answer, lines) = try replay(bench) { $0.batchFiles = batch }
        #expect(answer == Answer())
        #expect(lines.map(\.fate) == ["article", "article", "bytes", "binary", "article"])
        #expect(lines == bench.lines && Set(lines.map(\.added)).count > 1)
        #expect(lines.map(\.source) == ["wire", "inbox", "inbox", nil, "herald"])
        #expect(bench.world.sights(below: "state").map(\.path) == before)
    }

    /// The new store serves the old archive: nothing in it is taken for a file without a line.
    @Test func theNewStoreInThePlaceOfTheOld() throws {
        let bench = try usedBench()
        let (_, lines) = try replay(bench)
        bench.act(.rename(from: "state/store", to: "old"), .rename(from: "again/store", to: "state/store"))
        bench.index.vanish()
        try bench.start()
        bench.pass(.seconds(1))
        #expect(bench.lines == lines)
        bench.drop("wire/a.txt")
        bench.pass(.seconds(2))
        #expect(bench.lines.count == lines.count + 1 && bench.lines.last?.delivery.original == "000002/wire/a.txt")
    }

    @Test func goneAndChangedOriginalsAreLeftOut() throws {
        let bench = try usedBench()
        bench.act(.remove("state/archive/000001/b.txt"), .copyIn("files/c.txt", Texts.article(77)))
        let (answer, lines) = try replay(bench)
        #expect(answer == Answer(unread: [2], changed: [5]))
        #expect(lines.map(\.delivery.file) == ["wire/a.txt", "again.txt", "bad.bin"].map { Array($0.utf8) })
        #expect(lines.map(\.seq) == [1, 2, 3])
        bench.act(.remove("files/c.txt"))
        bench.act(.rename(from: "again", to: "before"))
        #expect(try replay(bench).answer == Answer(unread: [2, 5]))
    }

    @Test func rejectionsAreTriedAgain() throws {
        let bench = try Bench { $0.maxFileSize = 100 }
        bench.proves = false
        bench.drop("big.txt")
        bench.act(.special(bench.inbox("pipe"), .fifo, target: []))
        bench.pass(.seconds(2))
        bench.stop()
        #expect(Set(bench.lines.map(\.fate)) == ["too-large", "not-a-file"])
        // What was no file has no bytes to try: its rejection stays, whether it is still there or not.
        bench.act(.remove("state/rejected/000001/pipe"))
        let (answer, lines) = try replay(bench) { $0.maxFileSize = 10_000 }
        #expect(answer == Answer())
        #expect(lines.map(\.fate) == ["article", "not-a-file"])
        #expect(lines.map(\.delivery) == bench.lines.sorted { $0.delivery.file < $1.delivery.file }.map(\.delivery))
    }

    /// The program may still crash on it, and a replay has nobody to set it aside.
    @Test func poisonStaysPoison() throws {
        let bench = try Bench()
        bench.proves = false
        bench.drop("a.txt")
        bench.pass(.seconds(2))
        bench.stop()
        var record = try #require(bench.lines.first)
        record.outcome = .rejected(Rejection(.poison, detail: "It crashed."))
        var new = bench.settings.moved(to: "/again")
        new.learn = false
        var replay = try Replay(seams: seams(beside: bench), from: bench.settings, into: new, rules: RuleSet([]))
        bench.act(.remove("state/archive/000001/a.txt"))
        var told: [Record] = []
        guard case .queued = try replay.add(record, { told.append($0) }) else { Issue.record("it is not taken"); return }
        try replay.finish { told.append($0) }
        #expect(told == [record])
    }

    @Test func aFolderThatHoldsSomethingIsRefused() throws {
        let bench = try usedBench()
        bench.act(.makeFolder("again"))
        bench.act(.copyIn("again/note", [65]))
        #expect(throws: StartProblem.notEmpty("/again")) { try replay(bench) }
        bench.act(.remove("again/note"))
        #expect(try replay(bench).lines.count == 5)
        #expect(throws: StartProblem.notEmpty("/again")) { try replay(bench) }
    }
}

extension [UInt8] {
    fileprivate static func < (a: [UInt8], b: [UInt8]) -> Bool { a.lexicographicallyPrecedes(b) }
}
