internal import Host
internal import Prose

/// A table of the index that is kept in runs: looking up many keys at a time, and in order; adding a run; merging.
struct RunTable<Value: RunValue>: Sendable {
    let table: IndexTable
    let store: any IndexStore
    private(set) var directory: RunDirectory
    /// The directory as a writer was told it last; nil when the index has none.
    private var told: RunDirectory?

    typealias Run = RunDirectory.Run

    /// Entries that a merge advances by at least: the fewer merges are open, the fewer runs there are to search.
    private static var leastQuota: Int { 65_536 }
    /// Entries that are merged at a time, which are in memory a few times over.
    private static var step: Int { 65_536 }

    /// What the last commit left. A table without a directory is empty, and so is the index: every commit says which runs there are.
    init(_ table: IndexTable, in store: any IndexStore) throws(Fault) {
        self.table = table
        self.store = store
        var bytes: [UInt8]?
        let name = RunDirectory.name
        _ = try store.get(table, name.span) { bytes = Array(copying: $0) }
        told = bytes.flatMap { RunDirectory($0, of: table) }
        directory = told ?? RunDirectory()
        if told != nil { return }
        let isKept = try IndexMeta.checkpoint(in: store) != nil
        if isKept || bytes != nil { throw .damaged(table) }
    }

    /// Calls `body` with every entry that has the hash of a query: the place of the query, the key, the value.
    /// `queries` ascend by hash. Of a hash for which a run has a conclusive value smaller runs may be left out.
    func forEachEntry(_ queries: [UInt64], _ body: (_ query: Int, _ key: UInt64, _ value: Value) -> Void) throws(Fault) {
        if queries.isEmpty { return }
        var search = RunSearch<Value>(queries)
        for level in directory.levels.reversed() {
            if let merge = level.merge {
                let boundary = KeySpace.start(of: merge.cursor, merge.target.blocks)
                try look(in: merge.target, 0..<boundary, &search, body)
                for run in merge.sources { try look(in: run, boundary..<KeySpace.end, &search, body) }
            }
            for run in level.idle { try look(in: run, 0..<KeySpace.end, &search, body) }
        }
    }

    /// Looks for what lies in a part of the key space.
    private func look(
        in run: Run, _ hashes: Range<UInt64>, _ search: inout RunSearch<Value>, _ body: (Int, UInt64, Value) -> Void
    ) throws(Fault) {
        let end = search.first(from: hashes.upperBound)
        var next = search.first(from: hashes.lowerBound)
        while next < end {
            let blocks = search.begin(run, in: table, &next, before: end)
            var found = 0
            try store.visit(table, BlockName.keys(blocks), each: BlockName.keySize) { round, number, block in
                if round == 0 { found += 1 }
                return search.look(round, number, block, body)
            }
            if found < blocks.count || !search.isSound { throw .damaged(table) }
        }
        search.dropConcluded()
    }

    /// Calls `body` with all entries of the table, run after run.
    func forEachEntry(_ body: (_ key: UInt64, _ value: Value) -> Void) throws(Fault) {
        for level in directory.levels {
            for run in level.idle { try go(through: run, 0..<KeySpace.end, body) }
            guard let merge = level.merge else { continue }
            let boundary = KeySpace.start(of: merge.cursor, merge.target.blocks)
            try go(through: merge.target, 0..<boundary, body)
            for run in merge.sources { try go(through: run, boundary..<KeySpace.end, body) }
        }
    }

    private func go(through run: Run, _ hashes: Range<UInt64>, _ body: (UInt64, Value) -> Void) throws(Fault) {
        guard !hashes.isEmpty else { return }
        for block in KeySpace.block(of: hashes.lowerBound, run.blocks)...KeySpace.block(of: hashes.upperBound - 1, run.blocks) {
            var entries = RunEntries<Value>()
            try append(block, of: run, in: hashes, to: &entries)
            for (key, value) in zip(entries.keys, entries.values) { body(key, value) }
        }
    }

    private func append(
        _ block: UInt32, of run: Run, in hashes: Range<UInt64>, to entries: inout RunEntries<Value>
    ) throws(Fault) {
        var isSound = false
        let name = BlockName(table: table, run: run.id, block: block)
        let key = name.key
        _ = try store.get(table, key.span) { isSound = RunBlock.append($0, of: name, in: run, hashes, to: &entries) }
        if !isSound { throw .damaged(table) }
    }
}

// Writing. What is written cannot be read before it is committed.
extension RunTable {
    /// Goes on with the merges that are due, and removes what earlier ones have used up. A merge advances by four times the
    /// entries that are about to be `added`, so that it is over before half as many runs have come again, and by that much
    /// only, so that no commit takes long. `fan` runs of a level are merged into one: the more, the less often an entry is
    /// written again, and the more runs there are to search meanwhile.
    mutating func merge(_ fan: Int, adding added: Int, _ writer: inout IndexWriter) throws(Fault) {
        removeDead(&writer)
        // Downwards: a run that is whole now has its turn in the level above the next time, when it can be read.
        for level in directory.levels.indices.reversed() { try advance(level, fan, adding: added, &writer) }
        tell(&writer)
    }

    /// Adds a run of ascending entries, for the commit that says so. `last` is the number of the last article in the table,
    /// where it keeps one.
    mutating func add(_ entries: RunEntries<Value>, last: UInt32 = 0, _ writer: inout IndexWriter) {
        directory.last = max(directory.last, last)
        if !entries.isEmpty {
            var run = makeRun(for: UInt64(entries.count))
            write(entries, 0..<run.blocks, of: &run, &writer)
            directory.add(run)
        }
        tell(&writer)
    }

    private mutating func makeRun(for entries: UInt64) -> Run {
        directory.makeRun(for: entries, inBucketsOf: RunBlock<Value>.capacity)
    }

    private mutating func removeDead(_ writer: inout IndexWriter) {
        for dead in directory.dead {
            for block in dead.blocks {
                let name = BlockName(table: table, run: dead.run, block: block)
                writer.append(IndexChange(table, Array(copying: name.key.span), nil))
            }
        }
        directory.dead = []
    }

    /// Goes on with a level's merge, or begins one.
    private mutating func advance(_ level: Int, _ fan: Int, adding added: Int, _ writer: inout IndexWriter) throws(Fault) {
        if directory.levels[level].merge == nil {
            guard directory.levels[level].idle.count >= fan else { return }
            let sources = Array(directory.levels[level].idle.prefix(RunDirectory.mostMerged))
            directory.levels[level].idle.removeFirst(sources.count)
            let target = makeRun(for: sources.reduce(0) { $0 + $1.entries })
            directory.levels[level].merge = RunDirectory.Merge(sources: sources, target: target, cursor: 0)
        }
        // More when runs have piled up, as after a change of pace.
        let pressure = 1 + directory.levels[level].idle.count / fan
        var quota = max(Self.leastQuota, 4 * added) * pressure
        while quota > 0, var merge = directory.levels[level].merge {
            try advance(&merge, by: UInt64(min(quota, Self.step)), &writer)
            quota -= Self.step
            let isWhole = merge.cursor == merge.target.blocks
            directory.levels[level].merge = isWhole ? nil : merge
            if isWhole { directory.add(merge.target) }
            tell(&writer)
            try writer.commitIfLarge()
        }
    }

    /// Merges the next part of the key space, of about `quota` entries: writes its blocks of the target; those of the
    /// sources that lie before its end are dead. What must be read fits memory a few times over.
    private mutating func advance(
        _ merge: inout RunDirectory.Merge, by quota: UInt64, _ writer: inout IndexWriter
    ) throws(Fault) {
        let step = max(1, quota / KeySpace.entriesPerBlock)
        let end = UInt32(min(UInt64(merge.target.blocks), UInt64(merge.cursor) + step))
        let hashes = KeySpace.start(of: merge.cursor, merge.target.blocks)..<KeySpace.start(of: end, merge.target.blocks)
        var parts: [RunEntries<Value>] = []
        for source in merge.sources {
            parts.append(try entries(of: source, in: hashes))
            let dead = Self.blocks(of: source, endingIn: hashes)
            if !dead.isEmpty { directory.dead.append(RunDirectory.Dead(run: source.id, blocks: dead)) }
        }
        var merged = RunEntries.merged(parts)
        Value.reduce(&merged)
        write(merged, merge.cursor..<end, of: &merge.target, &writer)
        merge.cursor = end
    }

    private func entries(of run: Run, in hashes: Range<UInt64>) throws(Fault) -> RunEntries<Value> {
        var entries = RunEntries<Value>()
        for block in KeySpace.block(of: hashes.lowerBound, run.blocks)...KeySpace.block(of: hashes.upperBound - 1, run.blocks) {
            try append(block, of: run, in: hashes, to: &entries)
        }
        return entries
    }

    /// The blocks of a run whose part of the key space ends within a range that follows on one that was merged.
    private static func blocks(of run: Run, endingIn hashes: Range<UInt64>) -> Range<UInt32> {
        let end = hashes.upperBound == KeySpace.end ? run.blocks : KeySpace.block(of: hashes.upperBound, run.blocks)
        return KeySpace.block(of: hashes.lowerBound, run.blocks)..<end
    }

    /// Writes some blocks of a run, whose entries these are.
    private func write(
        _ entries: RunEntries<Value>, _ blocks: Range<UInt32>, of run: inout Run, _ writer: inout IndexWriter
    ) {
        var start = 0
        for block in blocks {
            var end = start
            while end < entries.count, KeySpace.block(of: KeySpace.hash(entries.keys[end]), run.blocks) == block { end += 1 }
            let name = BlockName(table: table, run: run.id, block: block)
            let bytes = RunBlock.bytes(entries, start..<end, of: name, in: run)
            writer.append(IndexChange(table, Array(copying: name.key.span), bytes))
            start = end
        }
        run.entries += UInt64(entries.count)
    }

    /// The directory belongs to the same commit as what it tells of.
    private mutating func tell(_ writer: inout IndexWriter) {
        guard directory != told else { return }
        told = directory
        writer.append(IndexChange(table, RunDirectory.name, directory.bytes(for: table)))
    }
}
