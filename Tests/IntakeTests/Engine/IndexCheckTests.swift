import Host
import Ledger
import Prose
import SimHost
import Testing

@testable import Intake

/// The index held against the lines: right after everything the engine does, and told when anything in it is not.
@Suite struct IndexCheckTests {
    /// Four articles, a repeat of bytes and one of text, a rejection, all in the index.
    private func stored(_ change: (inout Settings) -> Void = { _ in }) throws -> Bench {
        let bench = try Bench(change)
        for number in 1...3 { bench.drop(.of("\(number).txt")) }
        bench.pass(.seconds(1))
        bench.act(.copyIn(bench.inbox("again.txt"), Texts.article(1)), .copyIn(bench.inbox("spaced.txt"), Texts.article(2) + [10, 10]))
        bench.act(.copyIn(bench.inbox("picture"), [0, 1, 2, 0, 0, 7]))
        bench.drop("4.txt")
        bench.pass(.seconds(1))
        bench.stop()
        return bench
    }

    private func mistakes(_ bench: Bench) throws -> [String]? {
        guard var check = try IndexCheck.open(bench.index, settings: bench.settings, rules: try RuleSet([]), workers: SimWorkers(seed: 1))
        else { return nil }
        let reader = LedgerReader(try bench.volume.openFolder(at: "/state/store"))
        var lines = reader.allLines()
        while try lines.next() {
            guard let scan = lines.scan, let place = lines.place else { continue }
            try lines.withLine { (line) throws(Fault) in try check.take(scan, line, at: place) }
        }
        try check.finish()
        return check.mistakes
    }

    @Test func aGoodOne() throws {
        let bench = try stored()
        #expect(bench.lines.map(\.fate).sorted() == ["article", "article", "article", "article", "binary", "bytes", "text"])
        #expect(try mistakes(bench) == [])
        bench.index.vanish()
        #expect(try mistakes(bench) == nil)
        try bench.start()
        bench.stop()
        #expect(try mistakes(bench) == [])
    }

    /// What an index lacks because it was switched off is made up for when it is switched on.
    @Test(arguments: [true, false]) func switchedOn(near: Bool) throws {
        let bench = try Bench {
            if near { $0.nearPolicy = .off } else { $0.learn = false }
        }
        bench.drop("1.txt")
        bench.pass(.seconds(1))
        bench.stop()
        #expect(try mistakes(bench) == [])
        if near { bench.settings.nearPolicy = .separate } else { bench.settings.learn = true }
        #expect(try mistakes(bench) == nil)
        try bench.start()
        bench.stop()
        #expect(bench.reporter.events(.index).count == 1)
        #expect(try mistakes(bench) == [])
    }

    /// Tells the index other names than it has.
    private func rewrite(_ bench: Bench, _ change: (inout [(name: Name, seq: Int)]) -> Void) throws {
        var names: [(name: Name, seq: Int)] = []
        try ArticleIndex(store: bench.index).forEachName { names.append(($0, $1)) }
        change(&names)
        names.sort { $0.name.high < $1.name.high }
        let other = SimIndexStore(bench.world)
        var table = try RunTable<NameEntry>(.names, in: other)
        var writer = IndexWriter(other)
        table.add(RunEntries(keys: names.map(\.name.high), values: names.map { NameEntry($0.name, seq: $0.seq) }), &writer)
        try writer.commit()
        try replace(.names, of: bench, by: other)
    }

    private func replace(_ table: IndexTable, of bench: Bench, by other: SimIndexStore) throws {
        try bench.index.commit(bench.index.entries(of: table).map { IndexChange(table, $0.key, nil) })
        try bench.index.commit(other.entries(of: table).map { IndexChange(table, $0.key, $0.value) })
    }

    @Test(arguments: [(Name.Kind.text, "by its text"), (.file, "by its file")])
    func aMissingName(kind: Name.Kind, said: String) throws {
        for place in [0, 1] {
            let bench = try stored()
            try rewrite(bench) { names in
                let victims = names.indices.filter { names[$0].name.kind == kind }
                names.remove(at: victims[place])
            }
            let found = try mistakes(bench) ?? []
            #expect(found.contains { $0.contains(said) }, "\(found)")
        }
    }

    @Test func aMissingPlace() throws {
        for place in [0, 1] {
            let bench = try stored()
            try bench.index.commit([IndexChange(.places, bench.index.entries(of: .places)[place].key, nil)])
            let found = try mistakes(bench) ?? []
            #expect(found.contains { $0.contains("not where it says") }, "\(found)")
        }
    }

    @Test func missingKeys() throws {
        let bench = try stored()
        let other = SimIndexStore(bench.world)
        var similarity = try Similarity(store: other)
        var update = similarity.beginUpdate()
        var writer = IndexWriter(other)
        update.add(&writer)
        try writer.commit()
        try replace(.keys, of: bench, by: other)
        let found = try mistakes(bench) ?? []
        #expect(found.contains { $0.contains("all its keys") }, "\(found)")
    }

    /// Tables that cannot be read at all.
    @Test(arguments: [IndexTable.names, .keys, .lines, .learned])
    func aMissingBlock(table: IndexTable) throws {
        let bench = try stored()
        let entries = bench.index.entries(of: table)
        try bench.index.commit([IndexChange(table, entries[entries.count - 1].key, nil)])
        #expect(performing: { try mistakes(bench) }, throws: { ($0 as? Fault)?.isDamagedIndex == true })
    }

    @Test(arguments: [(Name.Kind.text, "texts"), (.file, "files")])
    func aNameTooMany(kind: Name.Kind, table: String) throws {
        let bench = try stored()
        try rewrite(bench) { $0.append((Name(Hashing.digest(of: [7]), kind), 1)) }
        #expect(try mistakes(bench)?.contains { $0.contains("its table of \(table)") } == true)
    }

    @Test func aPlaceTooMany() throws {
        let bench = try stored()
        let entry = bench.index.entries(of: .places)[0]
        try bench.index.commit([IndexChange(.places, entry.key.map { ~$0 }, entry.value)])
        #expect(try mistakes(bench)?.contains { $0.contains("its table of places") } == true)
    }

    @Test(arguments: [Name.Kind.text, .file])
    func aWrongName(kind: Name.Kind) throws {
        let bench = try stored()
        try rewrite(bench) { names in
            let two = names.indices.filter { names[$0].name.kind == kind }.prefix(2)
            (names[two[0]].seq, names[two[1]].seq) = (names[two[1]].seq, names[two[0]].seq)
        }
        #expect(try mistakes(bench)?.isEmpty == false)
    }

    @Test func aWrongPlace() throws {
        let bench = try stored()
        let entries = bench.index.entries(of: .places)
        try bench.index.commit([
            IndexChange(.places, entries[0].key, entries[1].value), IndexChange(.places, entries[1].key, entries[0].value),
        ])
        #expect(performing: { try mistakes(bench) }, throws: { ($0 as? Fault)?.isDamagedIndex == true })
    }

    private func storedLines(_ bench: Bench) throws -> [StoredLine] {
        var lines: [StoredLine] = []
        var reading = LedgerReader(try bench.volume.openFolder(at: "/state/store")).allLines()
        while try reading.next() {
            guard let scan = reading.scan, let place = reading.place else { continue }
            reading.withLine { line in lines.append(StoredLine(scan, line, at: place, isNew: true)) }
        }
        return lines
    }

    /// A daemon goes on while it is checked, and clears away what it has merged: nothing of that is a mistake.
    @Test func whileADaemonWrites() throws {
        let bench = try stored()
        guard var check = try IndexCheck.open(bench.index, settings: bench.settings, rules: try RuleSet([]), workers: SimWorkers(seed: 1))
        else { preconditionFailure("there is an index") }
        let lines = try storedLines(bench)
        try bench.start()
        for round in 0..<30 {
            bench.act(.moveIn(bench.inbox(.of("later-\(round).txt")), Texts.article(200 + round)))
            bench.pass(.seconds(62))
        }
        bench.stop()
        for line in lines { try check.take(line.scan, line.bytes.span, at: line.place) }
        try check.finish()
        #expect(check.mistakes == [])
    }

    /// Whatever becomes of what lies in the index, the lines are those that they would have been: nothing is stored twice, and
    /// what a line says of another, which stays for ever, is right.
    @Test(arguments: [Settings.NearPolicy.separate, .mark, .off]) func damage(policy: Settings.NearPolicy) throws {
        var random = SeededRandom(seed: 4)
        var rebuilt = 0
        var right: [Record.Outcome] = []
        for round in 0..<30 {
            let bench = try stored { $0.nearPolicy = policy }
            if round > 0 { bench.index.damage(1, in: random.pick(IndexTable.allCases) ?? .names, &random) }
            try bench.start()
            bench.act(.copyIn(bench.inbox("bytes.txt"), Texts.article(1)), .copyIn(bench.inbox("text.txt"), Texts.article(2) + [10, 10, 10]))
            bench.pass(.seconds(5))
            let outcomes = bench.lines.map(\.outcome)
            if round == 0 { right = outcomes } else { #expect(outcomes == right, "round \(round)") }
            rebuilt += bench.reporter.events(.index).count
        }
        #expect(right.count == 9)
        #expect(rebuilt > 10)
    }

    @Test func wrongTotals() throws {
        let bench = try stored()
        try bench.index.commit([IndexMeta.change(Tally(articles: 5, duplicates: 2, rejected: 1))])
        #expect(try mistakes(bench) == ["it counts 5 lines in articles, and there are 4"])
    }

    @Test func aRecurringLineThatWasNotCounted() throws {
        let bench = try Bench()
        for number in 1...2 { bench.act(.copyIn(bench.inbox(.of("\(number).txt")), bench.fresh() + Array("\nMore from the parish desk\n".utf8))) }
        bench.pass(.seconds(1))
        bench.stop()
        #expect(try mistakes(bench) == [])
        let other = SimIndexStore(bench.world)
        var learning = try Learning(store: other, isOn: true, nextSeq: 1)
        var update = learning.beginUpdate()
        var writer = IndexWriter(other)
        update.add(&writer)
        try writer.commit()
        try replace(.lines, of: bench, by: other)
        #expect(try mistakes(bench)?.contains { $0.contains("recurring lines") } == true)
    }
}
