internal import Host
internal import SystemPackage

/// Which runs a table of the index has, and under which names. The one value of it that is read at start.
///
/// Such a table:
///
///     00                             the directory
///     01 run:u32be block:u32be       a block of a run; what belongs to none is removed
///
/// A run is a sorted sequence of entries, key and value. It is written once, in order, and never changed: that costs
/// a page for some 270 entries, where a tree of single keys would dirty one page for each. Runs of like size are merged
/// into one (a log-structured merge, O'Neil and others, 1996), so that the keys of a million articles lie in some twenty.
/// Since keys are spread evenly, the block of a key is a multiplication: block = hash · blocks / 2⁴⁰.
///
/// What a merge has used up stays until the index is told the next time: whoever goes on reading by the directory from
/// before finds all that it names.
///
/// The directory, numbers little end first:
///
///     format:u32 next:u32 last:u32 levels:u32, then for each level:
///     idle:u32, the idle runs, sources:u32, the runs being merged; when there are any: target run, cursor:u32
///     at the end dead:u32, and for each: run:u32 first block:u32 end block:u32, and a check:u32 of all of it and of the table
///     a run: id:u32 blocks:u32 buckets:u32 entries:u64
struct RunDirectory: Equatable, Sendable {
    /// A sorted sequence of entries in blocks.
    struct Run: Equatable, Sendable {
        var id: UInt32
        var blocks: UInt32
        /// Buckets of each block (`RunBlock`).
        var buckets: UInt32
        /// Of a run being written: those so far.
        var entries: UInt64
    }

    /// Several runs becoming one, a slice of the key space at a time. Keys below the cursor's block are in the target.
    struct Merge: Equatable, Sendable {
        var sources: [Run]
        var target: Run
        /// The first block of the target that is not written.
        var cursor: UInt32
    }

    struct Level: Equatable, Sendable {
        var idle: [Run] = []
        var merge: Merge?
    }

    /// Blocks that were merged, and are to be removed.
    struct Dead: Equatable, Sendable {
        var run: UInt32
        var blocks: Range<UInt32>
    }

    /// From small runs to large ones; see `level(of:)`.
    var levels = [Level](repeating: Level(), count: Self.levelCount)
    var dead: [Dead] = []
    /// The id of the next run: they grow, so that blocks are written in the order of their names.
    var next: UInt32 = 1
    /// The last article whose keys were inserted, 0 for none.
    var last: UInt32 = 0

    /// Runs of one level that become one of the next.
    static let fan = 4
    /// The same while nobody searches: an index that is made anew.
    static let wideFan = 16
    /// Runs merged at a time at most, when they have piled up.
    static let mostMerged = 16
    /// 1,024 · 4¹⁵ entries are more than articles have numbers for.
    static let levelCount = 16
    /// Entries for each 100 that there is room for: fewer take more pages, with more of them many stand behind their bucket.
    private static let load: UInt64 = 85
    private static let format: UInt32 = 4
    /// Runs in one list of a directory that is believed: merges keep the lists near `wideFan`.
    private static let mostRuns = 4096

    static let name: [UInt8] = [0]

    /// The level of a run: one for each fourfold, from 1,024 entries up.
    static func level(of run: Run) -> Int {
        let scale = run.entries >> 10
        return min(levelCount - 1, (UInt64.bitWidth - scale.leadingZeroBitCount) / 2)
    }

    /// A run for so many entries, which nothing knows of yet, in buckets that have room for `capacity` each.
    mutating func makeRun(for entries: UInt64, inBucketsOf capacity: Int) -> Run {
        defer { next += 1 }
        let blocks = KeySpace.blocks(for: entries)
        let buckets = entries * 100 / (UInt64(blocks) * UInt64(capacity) * Self.load) + 1
        return Run(id: next, blocks: blocks, buckets: UInt32(buckets), entries: 0)
    }

    /// A run that is whole.
    mutating func add(_ run: Run) { levels[Self.level(of: run)].idle.append(run) }
}

// MARK: Bytes

extension RunDirectory {
    func bytes(for table: IndexTable) -> [UInt8] {
        var values = [Self.format, next, last, UInt32(levels.count)]
        func add(_ run: Run) {
            values += [run.id, run.blocks, run.buckets, UInt32(truncatingIfNeeded: run.entries), UInt32(run.entries >> 32)]
        }
        for level in levels {
            values.append(UInt32(level.idle.count))
            level.idle.forEach(add)
            values.append(UInt32(level.merge?.sources.count ?? 0))
            guard let merge = level.merge else { continue }
            merge.sources.forEach(add)
            add(merge.target)
            values.append(merge.cursor)
        }
        values.append(UInt32(dead.count))
        for dead in dead { values += [dead.run, dead.blocks.lowerBound, dead.blocks.upperBound] }
        values.append(Self.check(values, table))
        return values.flatMap { value in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) } }
    }

    private static func check(_ values: [UInt32], _ table: IndexTable) -> UInt32 {
        var sum = SpreadSum()
        sum.add(UInt64(table.rawValue))
        for value in values { sum.add(UInt64(value)) }
        return UInt32(truncatingIfNeeded: sum.value >> 32)
    }

    /// Nil for bytes that this program did not write, or wrote for another table.
    init?(_ bytes: [UInt8], of table: IndexTable) {
        var reader = Reader(bytes: bytes)
        guard reader.next() == Self.format, let next = reader.next(), let last = reader.next(),
            reader.next() == UInt32(Self.levelCount)
        else { return nil }
        self.next = next
        self.last = last
        for index in levels.indices {
            guard let idle = reader.runs(below: next), let sources = reader.runs(below: next) else { return nil }
            levels[index].idle = idle
            if sources.isEmpty { continue }
            guard let target = reader.run(below: next), let cursor = reader.next(), cursor < target.blocks else { return nil }
            levels[index].merge = Merge(sources: sources, target: target, cursor: cursor)
        }
        guard let dead = reader.dead(below: next) else { return nil }
        self.dead = dead
        // With the check, and nothing behind it.
        if self.bytes(for: table) != bytes { return nil }
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        mutating func next() -> UInt32? {
            guard bytes.count - place >= 4 else { return nil }
            defer { place += 4 }
            return (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
        }

        mutating func run(below next: UInt32) -> Run? {
            guard let id = self.next(), id < next, let blocks = self.next(), blocks > 0, blocks < KeySpace.mostBlocks,
                let buckets = self.next(), (1..<KeySpace.mostBuckets).contains(buckets), let low = self.next(), let high = self.next()
            else { return nil }
            return Run(id: id, blocks: blocks, buckets: buckets, entries: UInt64(high) << 32 | UInt64(low))
        }

        mutating func runs(below next: UInt32) -> [Run]? { list { $0.run(below: next) } }

        mutating func dead(below next: UInt32) -> [Dead]? {
            list { reader in
                guard let run = reader.next(), run < next, let first = reader.next(), let end = reader.next(), first <= end,
                    end < KeySpace.mostBlocks
                else { return nil }
                return Dead(run: run, blocks: first..<end)
            }
        }

        private mutating func list<Element>(_ element: (inout Reader) -> Element?) -> [Element]? {
            guard let count = self.next(), count <= mostRuns else { return nil }
            var list: [Element] = []
            for _ in 0..<count {
                guard let next = element(&self) else { return nil }
                list.append(next)
            }
            return list
        }
    }
}

extension Fault {
    /// A value in the index that this program did not write. The index is derived: the remedy is to rebuild it.
    static func damaged(_ table: IndexTable) -> Fault { Fault(.index, .badMessage, "(table \(table))") }
}
