import Host
import Prose
import Testing

@testable import Intake

@Suite struct RunTableTests {
    private struct Entry: Hashable {
        var key: UInt64
        var article: UInt32
    }

    private let index = SimilarityIndex()

    private func table() throws -> RunTable<Posting> { try RunTable(.keys, in: index) }

    /// One telling of the index.
    private func tell(
        _ table: inout RunTable<Posting>, _ keys: [UInt64], _ articles: [UInt32], fan: Int = RunDirectory.fan
    ) throws {
        let sorted = KeySort.sort(keys, with: articles)
        var entries = RunEntries(keys: sorted.keys, values: sorted.values.map(Posting.init))
        Posting.reduce(&entries)
        var writer = IndexWriter(index)
        try table.merge(fan, adding: entries.count, &writer)
        table.add(entries, last: articles.max() ?? 0, &writer)
        try writer.commit()
    }

    /// Commits of all sizes: every entry is found, once, whatever merges are under way; runs stay few, and what was
    /// merged leaves the index. Whoever still reads by the directory from before finds what was there then.
    @Test(arguments: [(RunDirectory.fan, 24), (RunDirectory.wideFan, 60)])
    func everythingIsFound(fan: Int, mostRuns: Int) throws {
        var random = InventedTexts(seed: 1)
        var table = try table()
        var model: [UInt64: Set<Entry>] = [:]
        var total = 0
        var most = 0
        for round in 0..<260 {
            var keys: [UInt64] = []
            let size = round % 40 == 7 ? 12_000 : random.below(900)
            for _ in 0..<size { keys.append(random.next()) }
            let (before, modelBefore) = (table, model)
            for key in keys where random.below(40) == 0 {
                model[key >> 24, default: []].insert(Entry(key: key, article: UInt32(round + 1)))
            }
            total += size
            try tell(&table, keys, [UInt32](repeating: UInt32(round + 1), count: size), fan: fan)
            most = max(most, table.directory.levels.reduce(0) { $0 + $1.idle.count + ($1.merge?.sources.count ?? 0) })
            if round % 20 == 0 || round == 259 {
                try check(before, modelBefore)
                try check(table, model)
            }
            if round % 50 == 0 { table = try self.table() }
        }
        #expect(table.directory.last == 260)
        #expect(most <= mostRuns, "\(most) runs")
        #expect(index.values.count > 5)
        // 13 bytes an entry and a name for each block, and what was merged last.
        let dead = table.directory.dead.reduce(0) { $0 + $1.blocks.count }
        #expect(try index.size < total * 13 + (index.values.count + dead) * 9 + (most + dead) * 45_000)
        var entries = 0
        try table.forEachEntry { _, _ in entries += 1 }
        #expect(entries == total)
        for _ in 0..<40 { try tell(&table, [], []) }
        #expect(table.directory.dead.isEmpty)
        let blocks = table.directory.levels.reduce(0) { $0 + $1.idle.reduce(0) { $0 + Int($1.blocks) } }
        #expect(index.values.count <= blocks + 1, "nothing is left of what was merged")
    }

    private func check(_ table: RunTable<Posting>, _ model: [UInt64: Set<Entry>]) throws {
        let queries = model.keys.sorted().map { $0 << 24 }
        var found: [UInt64: [Entry]] = [:]
        try table.forEachEntry(queries) { query, key, posting in
            found[KeySpace.hash(queries[query]), default: []].append(Entry(key: key, article: posting.article))
        }
        #expect(found.mapValues { Set($0) } == model)
        #expect(found.allSatisfy { $0.value.count == model[$0.key]?.count })
    }

    /// A key that is frequent stays so, whatever else is merged, and one entry tells it.
    @Test func frequentKeys() throws {
        var table = try table()
        let key: UInt64 = 77 << 30
        for commit in 0..<30 {
            let articles = (0..<10).map { UInt32(commit * 10 + $0 + 1) }
            try tell(&table, articles.map { key | UInt64(1000 - $0) }, articles)
        }
        // Merge until nothing is due.
        for _ in 0..<20 { try tell(&table, [], []) }
        var found: [Posting] = []
        try table.forEachEntry([key]) { found.append($2) }
        #expect(found.contains(.many))
        #expect(found.count <= 4 * 10)
    }

    /// A search goes on without the keys that a large run says to be frequent, and finds the others as before.
    @Test func noMoreIsSoughtOfAFrequentKey() throws {
        var table = try table()
        let keys = (1...40).map { UInt64($0) << 40 }
        let frequent = keys.filter { $0 >> 40 % 3 == 0 }
        try tell(&table, frequent.flatMap { Array(repeating: $0, count: 40) } + keys, (0..<UInt32(frequent.count * 40 + 40)).map { $0 + 1 })
        try tell(&table, keys, keys.map { _ in 9_999 })
        var found: [UInt64: [Posting]] = [:]
        try table.forEachEntry(keys) { query, key, posting in
            #expect(KeySpace.hash(key) == KeySpace.hash(keys[query]))
            found[keys[query], default: []].append(posting)
        }
        #expect(found.count == 40)
        for key in keys { #expect(found[key]?.count == (frequent.contains(key) ? 1 : 2)) }
    }

    @Test func oneEntryStandsForAFrequentKey() {
        var entries = RunEntries<Posting>()
        entries.append(4 << 24, Posting(9))
        for index in 0...Similarity.frequent { entries.append(5 << 24 | UInt64(index), Posting(UInt32(50 - index))) }
        for index in 1...Similarity.frequent { entries.append(6 << 24 | UInt64(index), Posting(UInt32(index))) }
        entries.append(7 << 24, Posting(3))
        entries.append(7 << 24 | 5, .many)
        entries.append(8 << 24, .many)
        Posting.reduce(&entries)
        let few = (1...Similarity.frequent).map { UInt32($0) }
        #expect(entries.values == ([9, 0] + few + [0, 0]).map(Posting.init))
        #expect(entries.keys == entries.keys.sorted())
    }

    /// Keys that all crowd together, as somebody could make them: found all the same.
    @Test(arguments: [1, 40, 3_000, 1_100_000])
    func crowdedKeys(count: Int) {
        var entries = RunEntries<Posting>()
        for index in 0..<count { entries.append(UInt64(7_000 + index) << 24, Posting(UInt32(index))) }
        let bytes = RunBlock.bytes(entries, 0..<count, in: 0..<KeySpace.end)
        let sought = stride(from: 0, to: count, by: max(1, count / 50)).map { KeySpace.hash(entries.keys[$0]) } + [KeySpace.end - 1]
        var (found, passed) = ([UInt32](), sought.map { _ in 0 })
        let isBlock = RunBlock<Posting>.search(bytes.span, sought, 0..<sought.count, in: 0..<KeySpace.end, &passed) { query, key, posting in
            #expect(KeySpace.hash(key) == sought[query])
            found.append(posting.article)
        }
        #expect(isBlock && found == sought.dropLast().map { UInt32($0) - 7_000 })
    }

    /// Of keys that are not there few pass the filter.
    @Test func theFilterStopsMost() {
        var random = InventedTexts(seed: 3)
        let keys = (0..<2600).map { _ in random.next() }.sorted()
        let entries = RunEntries(keys: keys, values: keys.map { _ in Posting(1) })
        let bytes = RunBlock.bytes(entries, 0..<2600, in: 0..<KeySpace.end)
        let shape = RunBlock<Posting>.Shape(count: 2600, 0..<KeySpace.end)
        var passed = [Int](repeating: 0, count: 2600)
        let present = keys.map { KeySpace.hash($0) }
        #expect(RunBlock<Posting>.filter(bytes.span, shape, present, present.indices, &passed) == 2600)
        let sought = (0..<1000).map { _ in KeySpace.hash(random.next()) }.sorted()
        #expect(RunBlock<Posting>.filter(bytes.span, shape, sought, sought.indices, &passed) < 200, "1 of 8 is expected")
    }

    @Test(arguments: [1, 2, 3, 7, 1000, 8_388_607] as [UInt32])
    func keySpace(_ blocks: UInt32) {
        for block in [0, 1, blocks / 2, blocks - 1] where block < blocks {
            let (start, end) = (KeySpace.start(of: block, blocks), KeySpace.start(of: block + 1, blocks))
            #expect(start < end)
            #expect(KeySpace.block(of: start, blocks) == block)
            #expect(KeySpace.block(of: end - 1, blocks) == block)
        }
        #expect(KeySpace.start(of: blocks, blocks) == KeySpace.end)
    }

    @Test func directory() {
        var directory = RunDirectory()
        #expect(RunDirectory(directory.bytes) == directory)
        let run = RunDirectory.Run(id: 3, blocks: 5, entries: 1 << 33)
        directory.next = 9
        directory.last = 1234
        directory.levels[2].idle = [run, run]
        directory.dead = [RunDirectory.Dead(run: 3, blocks: 1..<5)]
        directory.levels[15].merge = RunDirectory.Merge(sources: [run, run, run], target: run, cursor: 4)
        #expect(RunDirectory(directory.bytes) == directory)
        for length in directory.bytes.indices { #expect(RunDirectory(Array(directory.bytes.prefix(length))) == nil) }
        #expect(RunDirectory(directory.bytes + [0]) == nil)
        directory.next = 3
        #expect(RunDirectory(directory.bytes) == nil)
    }

    /// The overlay holds what it was given, by hash, and drains in order.
    @Test func overlay() {
        var random = InventedTexts(seed: 2)
        var overlay = SimilarityOverlay()
        for turn in 0..<2 {
            var expected: [UInt64: [UInt32]] = [:]
            for article in UInt32(1)...9000 {
                let hash = random.below(4) == 0 ? UInt64(random.below(500)) : random.next() >> 24
                overlay.insert(CandidateKey(bits: hash << 24), article)
                expected[hash, default: []].append(article)
            }
            let hashes = expected.keys.map { CandidateKey(bits: $0 << 24) } + [CandidateKey(bits: 1 << 63)]
            var chains: [UInt32] = []
            overlay.chains(hashes, &chains)
            for (key, chain) in zip(hashes, chains) {
                var found: [(key: CandidateKey, article: UInt32)] = []
                overlay.find(chain, &found)
                #expect(found.map(\.article).reversed() == expected[key.hash] ?? [])
            }
            let sorted = overlay.entries.sorted
            #expect(sorted.keys == sorted.keys.sorted() && sorted.count == 9000, "turn \(turn)")
            overlay.empty()
            #expect(overlay.count == 0)
        }
    }
}
