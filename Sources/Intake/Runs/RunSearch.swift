internal import Host

/// A search for many keys, run after run, from large ones to small ones.
///
/// In a large index nearly every look at a block waits for memory, and what it waits for is known in advance. So several
/// blocks are gone through in rounds, one round of all of them before the next: in one it has a look at each bucket, which
/// fetches it, in the next it reads what is there. Within a round no access depends on another, and the processor has as many
/// of them under way as it can.
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
    /// What was fetched comes together here, so that no compiler leaves it out.
    private var touched: UInt8 = 0
    /// False once a block was not what was written.
    private(set) var isSound = true

    /// Blocks gone through at a time: as many as the processor has accesses under way, several times over.
    static var blocksAtOnce: Int { 64 }

    /// A hash that is looked for, the block where it would be, and the bucket that is looked into next.
    private struct Probe {
        var hash: Int32
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
                if blocks.count == Self.blocksAtOnce { break }
                blocks.append(BlockName(table: table, run: run.id, block: block))
            }
            let bucket = RunBlock<Value>.bucket(of: hashes[next], run.buckets, run.blocks)
            let probe = Probe(hash: Int32(next), block: Int32(blocks.count - 1), bucket: Int32(bucket))
            if probeCount < probes.count { probes[probeCount] = probe } else { probes.append(probe) }
            probeCount += 1
            next += 1
        }
        return blocks
    }

    /// Looks into a block, the `number`th of those that `begin` named. True when another round is wanted.
    mutating func look(
        _ round: Int, _ number: Int, _ block: Span<UInt8>, _ body: (_ query: Int, _ key: UInt64, _ value: Value) -> Void
    ) -> Bool {
        if round != self.round { (probeCount, read, kept, self.round) = (kept, 0, 0, round) }
        while read < probeCount, probes[read].block < number { read += 1 }
        let before = kept
        if round & 1 == 0 { touch(number, block) } else { find(number, block, body) }
        return isSound && kept > before
    }

    /// Fetches the buckets. As little as can be is done between one access to memory and the next: none of them waits for what
    /// comes of another.
    private mutating func touch(_ number: Int, _ block: Span<UInt8>) {
        while read < probeCount, probes[read].block == number {
            let probe = probes[read]
            probes[kept] = probe
            kept &+= 1
            if let last = RunBlock<Value>.touch(block, Int(probe.bucket)) { touched ^= last } else { isSound = false }
            read &+= 1
        }
    }

    /// Tells what is in the buckets, and keeps the probes that go on to the next one.
    private mutating func find(_ number: Int, _ block: Span<UInt8>, _ body: (Int, UInt64, Value) -> Void) {
        while read < probeCount, probes[read].block == number {
            let probe = probes[read]
            let index = Int(probe.hash)
            let query = Int(queries[index])
            let look = RunBlock<Value>.find(block, of: blocks[number], hashes[index], in: Int(probe.bucket)) { key, value in
                body(query, key, value)
                if value.isConclusive { concluded.append(index) }
            }
            switch look {
            case .done: break
            case .goesOn:
                probes[kept] = Probe(hash: probe.hash, block: probe.block, bucket: probe.bucket + 1)
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
