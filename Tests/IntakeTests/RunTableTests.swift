import Host
import Prose
import SimHost
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
        // 16 bytes an entry and a name for each block, and what was merged last.
        let dead = table.directory.dead.reduce(0) { $0 + $1.blocks.count }
        #expect(try index.size < total * 16 + (index.values.count + dead) * 9 + (most + dead) * 45_000)
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

    /// Keys that all crowd together, as somebody could make them, at either end of a block, and evenly spread ones: all are
    /// found, and no other, and all are read again.
    @Test(arguments: [1, 5, 6, 40, 3_000], [UInt64(0), (KeySpace.end - 3_000) << 24, 7_000 << 24])
    func crowdedKeys(count: Int, first: UInt64) {
        var random = InventedTexts(seed: 5)
        for isCrowded in [true, false] {
            var keys = (0..<count).map { isCrowded ? first + UInt64($0) << 24 : random.next() | 1 << 24 }
            keys.sort()
            var entries = RunEntries<Posting>()
            for (index, key) in keys.enumerated() { entries.append(key, Posting(UInt32(index + 1))) }
            var directory = RunDirectory()
            let run = directory.makeRun(for: UInt64(count), inBucketsOf: RunBlock<Posting>.capacity)
            let blocks = Dictionary(grouping: keys.indices) { KeySpace.block(of: KeySpace.hash(keys[$0]), run.blocks) }
            var again = RunEntries<Posting>()
            for (block, places) in blocks.sorted(by: { $0.key < $1.key }) {
                let name = BlockName(table: .keys, run: run.id, block: block)
                let bytes = RunBlock.bytes(entries, places[0]..<places[places.count - 1] + 1, of: name, in: run)
                #expect(RunBlock.append(bytes.span, of: name, in: run, 0..<KeySpace.end, to: &again), "block \(block)")
                for place in places {
                    #expect(found(KeySpace.hash(keys[place]), bytes, name, run).contains(Posting(UInt32(place + 1))))
                }
                #expect(found(KeySpace.hash(keys[places[0]]) ^ 1 << 20, bytes, name, run).isEmpty)
            }
            #expect(again.keys == keys && again.values == entries.values)
        }
    }

    private func found(_ hash: UInt64, _ bytes: [UInt8], _ name: BlockName, _ run: RunDirectory.Run) -> [Posting] {
        var found: [Posting] = []
        var bucket = RunBlock<Posting>.bucket(of: hash, run.buckets, run.blocks)
        while true {
            let look = RunBlock<Posting>.find(bytes.span, of: name, hash, in: bucket) { key, posting in
                #expect(KeySpace.hash(key) == hash)
                found.append(posting)
            }
            #expect(look != .damaged)
            if look != .goesOn { return found }
            bucket += 1
        }
    }

    /// Bytes that are no block are told, and reading stays within any others.
    @Test func noBlock() {
        var random = InventedTexts(seed: 6)
        let name = BlockName(table: .keys, run: 1, block: 0)
        let run = RunDirectory.Run(id: 1, blocks: 1, buckets: 1, entries: 0)
        for length in [0, 1, 47, 48, 49, 112, 48 + 640] {
            for bytes in [(0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }, [UInt8](repeating: 0, count: length)] {
                var entries = RunEntries<Posting>()
                #expect(!RunBlock.append(bytes.span, of: name, in: run, 0..<KeySpace.end, to: &entries), "\(length) bytes")
                for bucket in [0, 5, 9, 10, 1 << 20] {
                    #expect(RunBlock<Posting>.find(bytes.span, of: name, 5, in: bucket) { _, _ in } == .damaged)
                }
            }
        }
    }

    /// A bit that differs anywhere in a bucket, or a bucket of another place.
    @Test func everyBitOfABucketCounts() {
        var random = InventedTexts(seed: 7)
        var entries = RunEntries<Posting>()
        for article in 1...4 as ClosedRange<UInt32> { entries.append(random.next() >> 8 | UInt64(article) << 60, Posting(article)) }
        let run = RunDirectory.Run(id: 1, blocks: 1, buckets: 1, entries: 4)
        let name = BlockName(table: .keys, run: 1, block: 0)
        let bytes = RunBlock.bytes(entries, 0..<4, of: name, in: run)
        func isDamaged(_ bytes: [UInt8], _ name: BlockName) -> Bool {
            RunBlock<Posting>.find(bytes.span, of: name, 5, in: 0) { _, _ in } == .damaged
        }
        #expect(bytes.count == 112 && !isDamaged(bytes, name))
        for bit in 48 * 8..<bytes.count * 8 {
            var other = bytes
            other[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(isDamaged(other, name), "bit \(bit)")
        }
        let elsewhere = [(IndexTable.lines, 1, 0), (.keys, 2, 0), (.keys, 1, 1), (.keys, 0, 1), (.keys, 1, 1 << 22)] as [(IndexTable, UInt32, UInt32)]
        for (table, run, block) in elsewhere {
            #expect(isDamaged(bytes, BlockName(table: table, run: run, block: block)))
        }
    }

    /// Whatever becomes of what lies in the index, a table finds what it was told or says that it is damaged.
    @Test func damageIsTold() throws {
        let world = World(seed: 1)
        let told = SimIndexStore(world)
        var random = InventedTexts(seed: 8)
        let keys = KeySort.sort((0..<2_400).map { _ in random.next() })
        var table = try RunTable<Posting>(.keys, in: told)
        for part in 0..<3 {
            var entries = RunEntries<Posting>()
            for (index, key) in keys.enumerated() where index % 3 == part { entries.append(key, Posting(UInt32(index + 1))) }
            var writer = IndexWriter(told)
            table.add(entries, &writer)
            writer.append(IndexMeta.change(IndexMetaTests.checkpoint, covers: [.keys]))
            try writer.commit()
        }
        func answer(_ store: any IndexStore) throws -> [UInt64: UInt32] {
            var found: [UInt64: UInt32] = [:]
            try RunTable<Posting>(.keys, in: store).forEachEntry(keys) { found[$1] = $2.article }
            return found
        }
        let right = try answer(told)
        #expect(right.count == keys.count)
        var damages = SeededRandom(seed: 9)
        var toldOf = 0
        for _ in 0..<200 {
            let store = SimIndexStore(world)
            try store.commit(IndexTable.allCases.flatMap { table in told.entries(of: table).map { IndexChange(table, $0.key, $0.value) } })
            store.damage(1, in: .keys, &damages)
            do {
                let found = try answer(store)
                #expect(found == right)
            } catch let fault as Fault {
                #expect(fault.isDamagedIndex)
                toldOf += 1
            }
        }
        #expect(toldOf > 190, "only \(toldOf)")
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
        func read(_ directory: RunDirectory) -> RunDirectory? { RunDirectory(directory.bytes(for: .keys), of: .keys) }
        #expect(read(directory) == directory)
        let run = RunDirectory.Run(id: 3, blocks: 5, buckets: 9, entries: 1 << 33)
        directory.next = 9
        directory.last = 1234
        directory.levels[2].idle = [run, run]
        directory.dead = [RunDirectory.Dead(run: 3, blocks: 1..<5)]
        directory.levels[15].merge = RunDirectory.Merge(sources: [run, run, run], target: run, cursor: 4)
        #expect(read(directory) == directory)
        let bytes = directory.bytes(for: .keys)
        for length in bytes.indices { #expect(RunDirectory(Array(bytes.prefix(length)), of: .keys) == nil) }
        #expect(RunDirectory(bytes + [0], of: .keys) == nil)
        #expect(RunDirectory(bytes, of: .names) == nil)
        for bit in 0..<bytes.count * 8 {
            var other = bytes
            other[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(RunDirectory(other, of: .keys) == nil, "bit \(bit)")
        }
        directory.next = 3
        #expect(read(directory) == nil)
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
                #expect(overlay.find(chain, key, &found) == found.count)
                #expect(found.map(\.article).reversed() == expected[key.hash] ?? [])
            }
            let sorted = overlay.entries.sorted
            #expect(sorted.keys == sorted.keys.sorted() && sorted.count == 9000, "turn \(turn)")
            overlay.empty()
            #expect(overlay.count == 0)
        }
    }
}
