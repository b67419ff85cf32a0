import Host
import Prose
import Testing

@testable import Intake

@Suite struct SimilarityRunsTests {
    private struct Entry: Hashable {
        var key: UInt64
        var article: UInt32
    }

    /// Commits of all sizes: every entry is found, once, whatever merges are under way; runs stay few, and what was
    /// merged leaves the index.
    @Test func everythingIsFound() throws {
        var random = InventedTexts(seed: 1)
        let index = SimilarityIndex()
        var runs = try SimilarityRuns(store: index)
        var model: [UInt64: Set<Entry>] = [:]
        var total = 0
        var most = 0
        for round in 0..<260 {
            var keys: [UInt64] = []
            let size = round % 40 == 7 ? 12_000 : random.below(900)
            for _ in 0..<size { keys.append(random.next()) }
            let articles = [UInt32](repeating: UInt32(round + 1), count: size)
            let sorted = KeySort.sort(keys, with: articles)
            for key in keys where random.below(40) == 0 {
                model[key >> 24, default: []].insert(Entry(key: key, article: UInt32(round + 1)))
            }
            total += size
            try index.commit(try runs.add(SimilarityEntries(keys: sorted.keys, articles: sorted.values), last: UInt32(round + 1)))
            most = max(most, runs.directory.levels.reduce(0) { $0 + $1.idle.count + ($1.merge?.sources.count ?? 0) })
            if round % 20 == 0 || round == 259 { try check(runs, model) }
            if round % 50 == 0 { runs = try SimilarityRuns(store: index) }
        }
        #expect(runs.directory.last == 260)
        #expect(most <= 24, "\(most) runs")
        #expect(index.values.count > 5)
        // 12 bytes an entry and a name for each block; of what is merged away at most a block of each source is left.
        #expect(try index.size < total * 12 + index.values.count * 9 + most * 40_000)
    }

    private func check(_ runs: SimilarityRuns, _ model: [UInt64: Set<Entry>]) throws {
        let queries = model.keys.sorted().map { CandidateKey(bits: $0 << 24) }
        var found: [UInt64: [Entry]] = [:]
        try runs.forEachEntry(queries) { query, key, article in
            found[queries[query].hash, default: []].append(Entry(key: key.bits, article: article))
        }
        #expect(found.mapValues { Set($0) } == model)
        #expect(found.allSatisfy { $0.value.count == model[$0.key]?.count })
    }

    /// Of a frequent key the first articles are kept, one more than needed to know that it is frequent.
    @Test func frequentKeys() throws {
        let index = SimilarityIndex()
        var runs = try SimilarityRuns(store: index)
        let key: UInt64 = 77 << 30
        for commit in 0..<30 {
            // The text of later articles sorts before that of earlier ones.
            let articles = (0..<10).map { UInt32(commit * 10 + $0 + 1) }
            let keys = articles.map { key | UInt64(1000 - $0) }
            let (sorted, carried) = KeySort.sort(keys, with: articles)
            var entries = SimilarityEntries(keys: sorted, articles: carried)
            entries.dropFrequent()
            try index.commit(try runs.add(entries, last: articles[9]))
        }
        // Merge until nothing is due.
        for _ in 0..<20 { try index.commit(try runs.add(SimilarityEntries(), last: 0)) }
        var found: [UInt32] = []
        try runs.forEachEntry([CandidateKey(bits: key)]) { found.append($2) }
        #expect(found.count > Similarity.frequent)
        #expect(Set(found).isSuperset(of: 1...UInt32(Similarity.frequent + 1)))
        #expect(found.count <= (Similarity.frequent + 1) * 4)
    }

    @Test func dropFrequent() {
        var entries = SimilarityEntries()
        for index in 0..<50 {
            entries.keys.append(5 << 24 | UInt64(index))
            entries.articles.append(UInt32(50 - index))
        }
        entries.keys.insert(4 << 24, at: 0)
        entries.articles.insert(9, at: 0)
        entries.keys.append(6 << 24)
        entries.articles.append(99)
        entries.dropFrequent()
        #expect(entries.articles == [9] + (1...33).reversed() + [99])
        #expect(entries.keys == entries.keys.sorted())
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
        var directory = SimilarityDirectory()
        #expect(SimilarityDirectory(directory.bytes) == directory)
        let run = SimilarityDirectory.Run(id: 3, blocks: 5, entries: 1 << 33)
        directory.next = 9
        directory.last = 1234
        directory.levels[2].idle = [run, run]
        directory.levels[15].merge = SimilarityDirectory.Merge(sources: [run, run, run], target: run, cursor: 4)
        #expect(SimilarityDirectory(directory.bytes) == directory)
        for length in directory.bytes.indices { #expect(SimilarityDirectory(Array(directory.bytes.prefix(length))) == nil) }
        #expect(SimilarityDirectory(directory.bytes + [0]) == nil)
        directory.next = 3
        #expect(SimilarityDirectory(directory.bytes) == nil)
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
            let drained = overlay.drain()
            #expect(drained.keys == drained.keys.sorted() && drained.count == 9000, "turn \(turn)")
            #expect(overlay.count == 0)
        }
    }
}
