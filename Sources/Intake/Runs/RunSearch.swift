internal import Host

/// A search for many keys, run after run, from large ones to small ones.
///
/// In a large index nearly every look at a block waits for memory, and what it waits for is known in advance. So several
/// blocks are gone through in rounds, one round of all of them before the next: in one it has a look at each bucket, which
/// fetches it, in the next it reads what is there. Within a round no access depends on another, and the processor has as many
/// of them under way as it can. Where the buckets that are wanted lie close together they are read at once.
struct RunSearch<Value: RunValue> {
    /// Hashes that are still looked for, ascending.
    private var hashes: [UInt64]
    /// The query that each belongs to.
    private var queries: [UInt32]
    /// Which of them a conclusive value was found of, since they were dropped last.
    private var concluded: [Int] = []
    /// The blocks that are gone through together.
    private var blocks: [BlockName] = []
    /// Room for a probe of each hash that is looked for in the blocks gone through together, in their order; how many there are.
    private var probes: [Probe] = []
    private var probeCount = 0
    /// Probes of this round that were read, and those of them that are kept for the next one.
    private var read = 0
    private var kept = 0
    private var round = 0
    /// Buckets for each probe of the blocks gone through together, from which on they are fetched before they are read: where
    /// they are closer, the processor sees by itself which ones come.
    private static var sparse: Int { 4 }
    private var isSparse = true
    /// What was fetched comes together here, so that no compiler leaves it out.
    private var touched: UInt8 = 0
    /// False once a block was not what was written.
    private(set) var isSound = true

    /// Blocks gone through at a time: as many as the processor has accesses under way, several times over.
    static var blocksAtOnce: Int { 64 }
    /// Probes of them from which on no block more is taken: what is gone through again and again stays in a near cache.
    private static var probesAtOnce: Int { 4_096 }

    /// A hash that is looked for and its place among them, the block where it would be, and the bucket that is looked into next.
    private struct Probe {
        var hash: UInt64
        var place: Int32
        var block: Int32
        var bucket: Int32
    }

    /// `queries` ascend by hash.
    init(_ queries: [UInt64]) {
        hashes = queries.map { KeySpace.hash($0) }
        self.queries = Array(0..<UInt32(queries.count))
    }

    /// The first that is not below `hash`.
    func first(from hash: UInt64) -> Int {
        hashes.indices.partition { hashes[$0] < hash }
    }

    /// The blocks of a run that the hashes from `next` up to `end` are looked for in, as many as are gone through together.
    mutating func begin(_ run: RunDirectory.Run, in table: IndexTable, _ next: inout Int, before end: Int) -> [BlockName] {
        (probeCount, read, kept, round) = (0, 0, 0, 0)
        blocks.removeAll(keepingCapacity: true)
        while next < end {
            let block = KeySpace.block(of: hashes[next], run.blocks)
            if block != blocks.last?.block {
                if blocks.count == Self.blocksAtOnce || probeCount >= Self.probesAtOnce { break }
                blocks.append(BlockName(table: table, run: run.id, block: block))
            }
            let bucket = RunBlock<Value>.bucket(of: hashes[next], run.buckets, run.blocks)
            let probe = Probe(hash: hashes[next], place: Int32(next), block: Int32(blocks.count - 1), bucket: Int32(bucket))
            if probeCount < probes.count { probes[probeCount] = probe } else { probes.append(probe) }
            probeCount += 1
            next += 1
        }
        isSparse = probeCount * Self.sparse < blocks.count * Int(run.buckets)
        return blocks
    }

    /// Looks into a block, the `number`th of those that `begin` named. True when another round is wanted.
    mutating func look(
        _ round: Int, _ number: Int, _ block: Span<UInt8>, _ body: (_ query: Int, _ key: UInt64, _ value: Value) -> Void
    ) -> Bool {
        if round != self.round { (probeCount, read, kept, self.round) = (kept, 0, 0, round) }
        while read < probeCount, probes[read].block < number { read += 1 }
        let before = kept
        if isSparse, round & 1 == 0 { touch(number, block) } else { find(number, block, body) }
        return isSound && kept > before
    }

    /// Fetches the buckets. As little as can be is done between one access to memory and the next: none of them waits for what
    /// comes of another. All probes are kept.
    private mutating func touch(_ number: Int, _ block: Span<UInt8>) {
        let probes = probes
        var next = read
        while next < probeCount, probes[next].block == number {
            if let last = RunBlock<Value>.touch(block, Int(probes[next].bucket)) { touched ^= last } else { isSound = false }
            next &+= 1
        }
        (read, kept) = (next, next)
    }

    /// Tells what is in the buckets, and keeps the probes that go on to the next one.
    private mutating func find(_ number: Int, _ block: Span<UInt8>, _ body: (Int, UInt64, Value) -> Void) {
        let name = blocks[number]
        while read < probeCount {
            let probe = probes[read]
            if probe.block != number { return }
            let look = RunBlock<Value>.find(block, of: name, probe.hash, in: Int(probe.bucket)) { key, value in
                let place = Int(probe.place)
                body(Int(queries[place]), key, value)
                if value.isConclusive { concluded.append(place) }
            }
            switch look {
            case .done: break
            case .goesOn:
                probes[kept] = probe
                probes[kept].bucket += 1
                kept += 1
            case .damaged: isSound = false
            }
            read += 1
        }
    }

    /// Looks no further for what is concluded, once that is much.
    mutating func dropConcluded() {
        guard concluded.count * 16 > hashes.count else { return }
        concluded.sort()
        var kept = 0
        var next = 0
        for index in hashes.indices {
            if next < concluded.count, concluded[next] == index {
                while next < concluded.count, concluded[next] == index { next += 1 }
                continue
            }
            hashes[kept] = hashes[index]
            queries[kept] = queries[index]
            kept += 1
        }
        hashes.removeLast(hashes.count - kept)
        queries.removeLast(queries.count - kept)
        concluded.removeAll(keepingCapacity: true)
    }
}
