internal import Host

/// A search for many keys, run after run, from large ones to small ones.
///
/// In a large index nearly every look at a block waits for memory, and what it waits for is known in advance. So it goes
/// through several blocks in steps, one step of all of them before the next: within a step no access depends on another,
/// and the processor has as many of them under way as it can.
struct RunSearch<Value: RunValue> {
    /// Hashes that are still looked for, ascending.
    private(set) var hashes: [UInt64]
    /// The query that each belongs to.
    private var queries: [UInt32]
    /// Which of them a conclusive value was found of, since they were dropped last.
    private var concluded: [Int] = []
    /// The blocks of a run that are gone through together: the hashes that lie in each.
    private var visits: [Range<Int>] = []
    private var run = RunDirectory.Run(id: 0, blocks: 1, buckets: 1, entries: 0)
    /// Room for a probe of each of their hashes; how many there are.
    private var probes: [Probe] = []
    private var probeCount = 0

    /// Blocks gone through at a time: as many as the processor has accesses under way, several times over.
    static var blocksAtOnce: Int { 64 }

    /// A hash that is looked for, the visit in which it is, and the bucket that is looked into next.
    private struct Probe {
        var hash: Int32
        var visit: Int32
        var bucket: Int32
    }

    /// `queries` ascend by hash.
    init(_ queries: [UInt64]) {
        hashes = queries.map { KeySpace.hash($0) }
        self.queries = Array(0..<UInt32(queries.count))
    }

    /// The first that is not below `hash`.
    func first(from hash: UInt64) -> Int {
        var (low, high) = (0, hashes.count)
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] < hash { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The blocks of a run that the hashes from `next` up to `end` are looked for in, as many as are gone through together.
    mutating func visit(_ run: RunDirectory.Run, _ next: inout Int, before end: Int) -> [UInt32] {
        visits.removeAll(keepingCapacity: true)
        self.run = run
        var blocks: [UInt32] = []
        while next < end, blocks.count < Self.blocksAtOnce {
            let block = KeySpace.block(of: hashes[next], run.blocks)
            let first = next
            while next < end, KeySpace.block(of: hashes[next], run.blocks) == block { next += 1 }
            blocks.append(block)
            visits.append(first..<next)
        }
        return blocks
    }

    /// Looks into the blocks that `visit` named; absent ones are empty. False for bytes that are no block.
    mutating func look(in blocks: IndexValues, _ body: (_ query: Int, _ key: UInt64, _ value: Value) -> Void) -> Bool {
        guard begin(blocks) else { return false }
        while probeCount > 0 {
            touch(blocks)
            find(blocks, body)
        }
        return true
    }

    /// A probe for each hash, with the bucket where it has its place.
    private mutating func begin(_ blocks: IndexValues) -> Bool {
        probeCount = 0
        let room = (visits.last?.upperBound ?? 0) - (visits.first?.lowerBound ?? 0)
        while probes.count < room { probes.append(Probe(hash: 0, visit: 0, bucket: 0)) }
        for (number, visit) in visits.enumerated() {
            guard let isBlock = blocks.read(number, { RunBlock<Value>.isBlock($0) }) else { continue }
            if !isBlock { return false }
            for index in visit {
                let bucket = RunBlock<Value>.bucket(of: hashes[index], run.buckets, run.blocks)
                probes[probeCount] = Probe(hash: Int32(index), visit: Int32(number), bucket: Int32(bucket))
                probeCount += 1
            }
        }
        return true
    }

    /// Keeps the probes whose bucket has entries. As little as can be is done between one access to memory and the next, and
    /// without a branch: none of them waits for what comes of another.
    private mutating func touch(_ blocks: IndexValues) {
        var kept = 0
        for probe in probes[..<probeCount] {
            probes[kept] = probe
            kept &+= blocks.read(Int(probe.visit)) { RunBlock<Value>.hasEntries($0, Int(probe.bucket)) ? 1 : 0 } ?? 0
        }
        probeCount = kept
    }

    /// Tells what is in the buckets, and keeps the probes that go on to the next one.
    private mutating func find(_ blocks: IndexValues, _ body: (_ query: Int, _ key: UInt64, _ value: Value) -> Void) {
        var kept = 0
        for probe in probes[..<probeCount] {
            let index = Int(probe.hash)
            let (hash, query) = (hashes[index], Int(queries[index]))
            let goesOn = blocks.read(Int(probe.visit)) { bytes in
                RunBlock<Value>.find(bytes, hash, in: Int(probe.bucket)) { key, value in
                    body(query, key, value)
                    if value.isConclusive { concluded.append(index) }
                }
            }
            if goesOn == true {
                probes[kept] = Probe(hash: probe.hash, visit: probe.visit, bucket: probe.bucket + 1)
                kept += 1
            }
        }
        probeCount = kept
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
