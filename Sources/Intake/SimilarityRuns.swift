internal import Host
internal import Prose

/// Candidate keys in the index: looking them up, many at a time and in order, and adding runs.
struct SimilarityRuns: Sendable {
    let store: any IndexStore
    private(set) var directory: SimilarityDirectory

    typealias Run = SimilarityDirectory.Run

    /// What the last commit left; a store without a directory is empty.
    init(store: any IndexStore) throws(Fault) {
        self.store = store
        var bytes: [UInt8]?
        let name = SimilarityDirectory.name
        _ = try store.get(.keys, name.span) { bytes = Array(copying: $0) }
        guard let bytes else {
            directory = SimilarityDirectory()
            return
        }
        guard let directory = SimilarityDirectory(bytes) else { throw .damagedKeys }
        self.directory = directory
    }

    /// The entries of sorted entries as changes to the index, together with a part of the merges that are due.
    /// From then on lookups expect them to be committed.
    mutating func add(_ entries: SimilarityEntries, last: UInt32) throws(Fault) -> [IndexChange] {
        var changes: [IndexChange] = []
        directory.last = max(directory.last, last)
        // What these changes write cannot be read before they are committed: it takes part in merges from then on.
        var arrivals: [Run] = []
        for level in directory.levels.indices {
            if let done = try advance(level, added: entries.count, &changes) { arrivals.append(done) }
        }
        if !entries.isEmpty {
            let run = Run(
                id: directory.next, blocks: KeySpace.blocks(for: UInt64(entries.count)), entries: UInt64(entries.count))
            directory.next += 1
            entries.writeBlocks(0..<run.blocks, of: run, to: &changes)
            arrivals.append(run)
        }
        for run in arrivals { directory.levels[SimilarityDirectory.level(of: run)].idle.append(run) }
        changes.append(IndexChange(.keys, SimilarityDirectory.name, directory.bytes))
        return changes
    }

    /// Goes on with a level's merge, or begins one. A merge advances by twice the entries that were added, so that
    /// it is over before as many runs have come again; and by that much only, so that no commit is large.
    /// Returns the new run when it is complete.
    private mutating func advance(
        _ level: Int, added: Int, _ changes: inout [IndexChange]
    ) throws(Fault) -> Run? {
        if directory.levels[level].merge == nil {
            guard directory.levels[level].idle.count >= SimilarityDirectory.fan else { return nil }
            let sources = Array(directory.levels[level].idle.prefix(SimilarityDirectory.fan))
            directory.levels[level].idle.removeFirst(sources.count)
            let entries = sources.reduce(0) { $0 + $1.entries }
            let target = Run(id: directory.next, blocks: KeySpace.blocks(for: entries), entries: 0)
            directory.next += 1
            directory.levels[level].merge = SimilarityDirectory.Merge(sources: sources, target: target, cursor: 0)
        }
        guard var merge = directory.levels[level].merge else { return nil }
        // More when runs have piled up, as after a change of pace.
        let pressure = 1 + directory.levels[level].idle.count / SimilarityDirectory.fan
        let quota = max(Self.leastQuota, 2 * added) * pressure
        try merge.advance(by: UInt64(quota), in: store, &changes)
        let isDone = merge.cursor == merge.target.blocks
        directory.levels[level].merge = isDone ? nil : merge
        return isDone ? merge.target : nil
    }

    /// Entries that a merge advances by at least, 768 kB: the fewer merges are open, the fewer runs there are to search.
    private static let leastQuota = 65_536

    /// Calls `body` with every entry that has the hash of a query: the place of the query, the key, the article.
    /// `queries` ascend by hash. For one hash at most one more than `Similarity.frequent` of each run.
    func forEachEntry(
        _ queries: [CandidateKey], _ body: (_ query: Int, _ key: CandidateKey, _ article: UInt32) -> Void
    ) throws(Fault) {
        for level in directory.levels {
            for run in level.idle { try look(in: run, queries, queries.indices, body) }
            guard let merge = level.merge else { continue }
            let boundary = KeySpace.start(of: merge.cursor, merge.target.blocks)
            let merged = Self.firstIndex(queries, from: boundary)
            try look(in: merge.target, queries, 0..<merged, body)
            for run in merge.sources { try look(in: run, queries, merged..<queries.count, body) }
        }
    }

    private func look(
        in run: Run, _ queries: [CandidateKey], _ range: Range<Int>, _ body: (Int, CandidateKey, UInt32) -> Void
    ) throws(Fault) {
        var index = range.lowerBound
        var isDamaged = false
        while index < range.upperBound {
            let block = KeySpace.block(of: queries[index].hash, run.blocks)
            let end = KeySpace.start(of: block + 1, run.blocks)
            let first = index
            while index < range.upperBound, queries[index].hash < end { index += 1 }
            let name = SimilarityDirectory.name(run, block)
            _ = try store.get(.keys, name.span) { bytes in
                let hashes = KeySpace.start(of: block, run.blocks)..<end
                isDamaged = !SimilarityBlock.search(bytes, queries, first..<index, in: hashes, body)
            }
            if isDamaged { throw .damagedKeys }
        }
    }

    private static func firstIndex(_ queries: [CandidateKey], from hash: UInt64) -> Int {
        var (low, high) = (0, queries.count)
        while low < high {
            let middle = (low + high) / 2
            if queries[middle].hash < hash { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Array where Element == UInt8 {
    init(copying bytes: Span<UInt8>) {
        self.init(capacity: bytes.count) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
    }
}
