import Host
import Ledger
import SimHost
import SystemPackage
import Testing

@testable import Intake

/// Duplicates by bytes, by text, and near, over batches and within one, under every policy.
@Suite struct DuplicateTests {
    /// 1: one file a batch; 512: all in one batch.
    private static let batches = [1, 2, 512]

    private func bench(_ batch: Int, _ change: (inout Settings) -> Void = { _ in }) throws -> Bench {
        let bench = try Bench(starts: false) {
            $0.batchFiles = batch
            change(&$0)
        }
        return bench
    }

    /// Drops files in this order, each a little later than the one before, and stores them.
    private func store(_ files: [(name: RelativePath, text: String)], in bench: Bench) throws {
        for file in files {
            bench.act(.copyIn(bench.inbox(file.name), Array(file.text.utf8)))
            bench.world.turn(by: .milliseconds(100))
        }
        bench.world.turn(by: .seconds(1))
        if bench.engine == nil { try bench.start() }
        bench.drain()
    }

    private func article(_ number: Int, sentences: Int = 12, headline: Int? = nil) -> String {
        Texts.headline(headline ?? number) + "\n\n" + Texts.body(number, sentences: sentences) + "\n"
    }

    @Test(arguments: batches)
    func bytesAndText(batch: Int) throws {
        let bench = try bench(batch)
        let text = article(1)
        try store(
            [
                ("1.txt", text), ("2.txt", text), ("3.txt", text.replacing("\n", with: "\r\n")), ("4.txt", article(2)),
                ("5.txt", text.replacing("\n", with: "\r\n")),
            ], in: bench)
        #expect(["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"].map { bench.fates(.of($0)) } == [["article"], ["bytes"], ["text"], ["article"], ["bytes"]])
        let id = try #require(bench.lines(.articles).first?.id)
        #expect(bench.lines(.duplicates).allSatisfy { $0.duplicateOf == id && $0.id == id })
        #expect(bench.archived.count == 5)
        bench.expectFinished()
    }

    /// The same text under another headline: its own title stays, its text is not kept again.
    @Test func anotherHeadline() throws {
        let bench = try bench(512)
        try store([("1.txt", article(1)), ("2.txt", article(1, headline: 9))], in: bench)
        let line = try #require(bench.lines(.duplicates).first)
        #expect(line.fate == "text" && line.content?.title == Texts.headline(9) && line.content?.text == [])
    }

    @Test(arguments: batches)
    func near(batch: Int) throws {
        let bench = try bench(batch)
        let other = Texts.headline(1) + "\n\n" + Texts.body(1, sentences: 11) + "\n"
        try store([("1.txt", article(1)), ("2.txt", other), ("3.txt", article(2)), ("4.txt", other)], in: bench)
        #expect(["1.txt", "2.txt", "3.txt", "4.txt"].map { bench.fates(.of($0)) } == [["article"], ["near"], ["article"], ["bytes"]])
        let first = try #require(bench.lines(.articles).first)
        let line = try #require(bench.lines(.duplicates).first)
        guard case .near(let content, let near) = line.outcome else { return }
        #expect(near.of == first.id && near.relation == .near && near.jaccard >= 0.8 && near.containment == 1)
        #expect(!content.text.isEmpty && content.id != first.id)
        #expect(bench.lines(.duplicates).allSatisfy { $0.duplicateOf == first.id })
    }

    /// A long text and a third of it, in either order.
    @Test(arguments: batches, [false, true])
    func contained(batch: Int, longFirst: Bool) throws {
        let bench = try bench(batch)
        let long = article(1, sentences: 30)
        let short = Texts.headline(5) + "\n\n" + Texts.body(1, sentences: 10) + "\n"
        let (first, second) = longFirst ? (long, short) : (short, long)
        try store([("1.txt", first), ("2.txt", second)], in: bench)
        let line = try #require(bench.lines(.duplicates).first)
        #expect(line.fate == "near")
        guard case .near(_, let near) = line.outcome else { return }
        #expect(near.relation == (longFirst ? .contained : .contains))
        #expect(near.jaccard < 0.5 && near.containment == 1)
    }

    /// `of` is never itself a duplicate.
    @Test(arguments: batches)
    func aChainLeadsToItsFirst(batch: Int) throws {
        let bench = try bench(batch)
        let texts = (0..<4).map { Texts.headline(1) + "\n\n" + Texts.body(1, sentences: 20 - $0) + "\n" }
        try store(texts.enumerated().map { (name: .of("\($0).txt"), text: $1) }, in: bench)
        #expect(bench.lines.map(\.fate) == ["article", "near", "near", "near"])
        let id = bench.lines.first?.id
        #expect(bench.lines(.duplicates).allSatisfy { $0.duplicateOf == id })
    }

    @Test(arguments: batches)
    func policyMark(batch: Int) throws {
        let bench = try bench(batch) { $0.nearPolicy = .mark }
        let other = Texts.headline(1) + "\n\n" + Texts.body(1, sentences: 11) + "\n"
        try store([("1.txt", article(1)), ("2.txt", other), ("3.txt", other)], in: bench)
        #expect(bench.lines.map(\.fate) == ["article", "article", "bytes"])
        let lines = bench.lines
        #expect(lines[1].duplicateOf == lines[0].id && lines[2].duplicateOf == lines[1].id)
    }

    @Test(arguments: batches)
    func policyOff(batch: Int) throws {
        let bench = try bench(batch) { $0.nearPolicy = .off }
        let other = Texts.headline(1) + "\n\n" + Texts.body(1, sentences: 11) + "\n"
        try store([("1.txt", article(1)), ("2.txt", other), ("3.txt", article(1))], in: bench)
        #expect(bench.lines.map(\.fate).sorted() == ["article", "article", "bytes"])
        #expect(bench.lines.allSatisfy { $0.seq == 3 || $0.duplicateOf == nil })
    }

    /// One batch or many, interrupted or not: the same answers.
    @Test func theBatchMakesNoDifference() throws {
        var answers: [[String]] = []
        for batch in [1, 3, 512] {
            let bench = try bench(batch)
            var files: [(name: RelativePath, text: String)] = []
            for number in 0..<24 {
                files.append((name: .of("\(number).txt"), text: article(number % 7, sentences: 12 - number % 5, headline: number % 3)))
            }
            try store(files, in: bench)
            answers.append((0..<24).map { bench.fates(.of("\($0).txt")).joined() })
        }
        #expect(answers[0] == answers[1] && answers[0] == answers[2])
    }

    /// Inside a commit articles come first, then duplicates, then rejected, and the numbers have no gap.
    @Test func theOrderOfACommit() throws {
        let bench = try bench(512)
        let text = article(1)
        bench.act(.special(bench.inbox("0"), .fifo, target: []))
        try store([("1.txt", text), ("2.txt", text), ("3.txt", article(2))], in: bench)
        #expect(bench.lines.map(\.seq) == [1, 2, 3, 4])
        #expect(bench.lines.map(\.stream) == [.articles, .articles, .duplicates, .rejected])
    }

    /// Duplicates are known for ever: over restarts, crashes, and a rotation of the streams.
    @Test(arguments: [nil, .kill, .powerCut] as [Crash?])
    func uniqueOverRestartsAndRotations(crash: Crash?) throws {
        let bench = try Bench { $0.rotateSize = 2_000 }
        for round in 0..<4 {
            for number in 0..<6 {
                bench.act(.moveIn(bench.inbox(.of("\(round)-\(number).txt")), Texts.article(number)))
            }
            bench.act(.moveIn(bench.inbox(.of("new-\(round).txt")), Texts.article(100 + round)))
            bench.drain()
            bench.pass(.seconds(2))
            if let crash { try bench.crash(crash) } else { try bench.restart() }
        }
        bench.drain()
        #expect(bench.lines(.articles).count == 10 && bench.lines(.duplicates).count == 18)
        #expect(bench.lines.map(\.seq) == Array(1...28))
        #expect(bench.files(below: "state/store").contains("articles-000001.jsonl"))
        bench.expectFinished()
    }

    /// Whatever became of the index, the answers are the same.
    @Test(arguments: ["gone", "meta", "names", "places", "keys", "lines"])
    func theIndexIsLostOrDamaged(what: String) throws {
        let bench = try Bench()
        bench.act(.moveIn(bench.inbox("1.txt"), Array(article(1).utf8)), .moveIn(bench.inbox("2.txt"), Array(article(2).utf8)))
        bench.drain()
        bench.stop()
        let tables: [String: IndexTable] = [
            "meta": .meta, "names": .names, "places": .places, "keys": .keys, "lines": .lines,
        ]
        var random = SeededRandom(seed: 3)
        if let table = tables[what] { bench.index.damage(2, in: table, &random) } else { bench.index.vanish() }
        if ["names", "places", "keys", "lines"].contains(what) { bench.index.damage(2, in: .meta, &random) }
        try bench.start()
        let other = Texts.headline(1) + "\n\n" + Texts.body(1, sentences: 11) + "\n"
        bench.act(.moveIn(bench.inbox("3.txt"), Array(article(1).utf8)), .moveIn(bench.inbox("4.txt"), Array(other.utf8)))
        bench.act(.moveIn(bench.inbox("5.txt"), Array(article(2).replacing("\n", with: "\r\n").utf8)))
        bench.drain()
        #expect(["3.txt", "4.txt", "5.txt"].map { bench.fates(.of($0)) } == [["bytes"], ["near"], ["text"]])
        #expect(bench.reporter.events(.damaged).isEmpty)
    }

    /// The index is a function of the streams.
    @Test func anIndexMadeAnewIsTheSame() throws {
        let bench = try Bench()
        for number in 0..<30 {
            bench.act(.moveIn(bench.inbox(.of("\(number).txt")), Array(article(number % 11, sentences: 12 - number % 4).utf8)))
        }
        bench.drain()
        try bench.restart()
        bench.stop()
        let before = try IndexContents(of: bench.index)
        bench.index.vanish()
        #expect(try IndexContents(of: bench.index) != before)
        try bench.start()
        bench.stop()
        #expect(try IndexContents(of: bench.index) == before)
    }

    /// What the index's own library trusts is damaged, and whoever uses it crashes: at the second start it is made anew, whatever
    /// was going on, and no file is blamed.
    @Test(arguments: [true, false])
    func theIndexCrashesWhoeverUsesIt(inUse: Bool) throws {
        let bench = try Bench()
        bench.act(.moveIn(bench.inbox("1.txt"), Array(article(1).utf8)))
        bench.drain()
        if inUse { bench.pass(.seconds(61)) } else { bench.stop() }
        bench.index.makeTreacherous()
        bench.act(.moveIn(bench.inbox("2.txt"), Array(article(1).utf8)), .moveIn(bench.inbox("3.txt"), Array(article(2).utf8)))
        if !inUse { try? bench.start() }
        #expect(try bench.supervise(.seconds(10)) == 1)
        #expect(bench.fates("2.txt") == ["bytes"] && bench.fates("3.txt") == ["article"])
        #expect(bench.reporter.events(.crashed).count == 1)
        #expect(bench.reporter.events(.index).map(\.message) == ["Rebuilt the index from the store: it was damaged"])
        #expect(bench.world.crashNote == nil)
        bench.expectFinished()
    }

    /// The index cannot be read any more while it is in use: rebuilt, and on with the work.
    @Test(arguments: 1...3)
    func theIndexBreaksInUse(nth: Int) throws {
        let bench = try Bench()
        bench.act(.moveIn(bench.inbox("1.txt"), Array(article(1).utf8)))
        bench.drain()
        bench.pass(.seconds(61))
        bench.world.add(FaultPlan.Failure([.index], nth: nth, errno: .badMessage))
        bench.act(.moveIn(bench.inbox("2.txt"), Array(article(1).utf8)))
        bench.pass(.seconds(70))
        #expect(bench.world.firedFaults == 1)
        #expect(bench.fates("2.txt") == ["bytes"])
        #expect(bench.reporter.events(.index).map(\.message) == ["Rebuilt the index from the store: it was damaged"])
        #expect(bench.engine?.progress.isTaking == true)
    }
}
