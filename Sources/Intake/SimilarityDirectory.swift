internal import Host
internal import SystemPackage

/// What the index holds of candidate keys, and under which names. The one value that is read at start.
///
/// Table `.keys` of the index:
///
///     00                             the directory
///     01 run:u32be block:u32be       a block of a run; absent when it would be empty
///
/// A run is a sorted sequence of entries, (key, article). It is written once, in order, and never changed: that costs
/// a page for some 300 entries, where a tree of single keys would dirty one page for each. Runs of like size are merged
/// into one (a log-structured merge, O'Neil and others, 1996), so that a million articles lie in some twenty.
/// Since keys are spread evenly, the block of a key is a multiplication: block = hash · blocks / 2⁴⁰.
///
/// A block: the keys of its entries, ascending, 8 bytes each, then their articles, 4 bytes each; little end first.
///
/// The directory, numbers little end first:
///
///     format:u32 next:u32 last:u32 levels:u32, then for each level:
///     idle:u32, the idle runs, sources:u32, the runs being merged; when there are any: target run, cursor:u32
///     a run: id:u32 blocks:u32 entries:u64
struct SimilarityDirectory: Equatable, Sendable {
    /// A sorted sequence of entries in blocks.
    struct Run: Equatable, Sendable {
        var id: UInt32
        var blocks: UInt32
        /// Of a run being written: those so far.
        var entries: UInt64
    }

    /// Several runs becoming one, a slice of the key space at every commit. Keys below the cursor's block are already
    /// in the target and no longer in the sources.
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

    /// From small runs to large ones; see `level(of:)`.
    var levels = [Level](repeating: Level(), count: Self.levelCount)
    /// The id of the next run: they grow, so that blocks are written in the order of their names.
    var next: UInt32 = 1
    /// The last article whose keys were inserted, 0 for none.
    var last: UInt32 = 0

    /// Runs of one level that become one of the next.
    static let fan = 4
    /// 1,024 · 4¹⁵ entries are more than articles have numbers for.
    static let levelCount = 16
    private static let format: UInt32 = 1
    /// Runs in one list of a directory that is believed: merges keep the lists near `fan`.
    private static let mostRuns = 4096

    static let name: [UInt8] = [0]

    static func name(_ run: Run, _ block: UInt32) -> [UInt8] {
        [1] + bigEndian(run.id) + bigEndian(block)
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }

    /// The level of a run: one for each fourfold, from 1,024 entries up.
    static func level(of run: Run) -> Int {
        let scale = run.entries >> 10
        return min(levelCount - 1, (UInt64.bitWidth - scale.leadingZeroBitCount) / 2)
    }
}

// MARK: Bytes

extension SimilarityDirectory {
    var bytes: [UInt8] {
        var values = [Self.format, next, last, UInt32(levels.count)]
        func add(_ run: Run) {
            values += [run.id, run.blocks, UInt32(truncatingIfNeeded: run.entries), UInt32(run.entries >> 32)]
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
        return values.flatMap { value in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) } }
    }

    /// Nil for bytes that this program did not write.
    init?(_ bytes: [UInt8]) {
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
        guard reader.isAtEnd else { return nil }
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        var isAtEnd: Bool { place == bytes.count }

        mutating func next() -> UInt32? {
            guard bytes.count - place >= 4 else { return nil }
            defer { place += 4 }
            return (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
        }

        mutating func run(below next: UInt32) -> Run? {
            guard let id = self.next(), id < next, let blocks = self.next(), blocks > 0, blocks < KeySpace.mostBlocks,
                let low = self.next(), let high = self.next()
            else { return nil }
            return Run(id: id, blocks: blocks, entries: UInt64(high) << 32 | UInt64(low))
        }

        mutating func runs(below next: UInt32) -> [Run]? {
            guard let count = self.next(), count <= mostRuns else { return nil }
            var runs: [Run] = []
            for _ in 0..<count {
                guard let run = run(below: next) else { return nil }
                runs.append(run)
            }
            return runs
        }
    }
}

/// The space of key hashes, 0 ..< 2⁴⁰, and its division into blocks.
enum KeySpace {
    static let end: UInt64 = 1 << 40
    /// Blocks of a run: products with a hash stay below 2⁶⁴.
    static let mostBlocks: UInt32 = 1 << 23
    /// Entries in a block on average: 31 kB, which with the usual spread fits eight pages.
    static let entriesPerBlock: UInt64 = 2600

    static func blocks(for entries: UInt64) -> UInt32 {
        UInt32(min(UInt64(mostBlocks) - 1, entries / entriesPerBlock + 1))
    }

    static func block(of hash: UInt64, _ blocks: UInt32) -> UInt32 {
        UInt32((hash * UInt64(blocks)) >> 40)
    }

    /// The first hash of a block; for the number of blocks itself, the end of the space.
    static func start(of block: UInt32, _ blocks: UInt32) -> UInt64 {
        ((UInt64(block) << 40) + UInt64(blocks) - 1) / UInt64(blocks)
    }
}

extension Fault {
    /// A value in the index that this program did not write. The index is derived: the remedy is to rebuild it.
    static var damagedKeys: Fault { Fault(.index, .badMessage, "the candidate keys") }
}
