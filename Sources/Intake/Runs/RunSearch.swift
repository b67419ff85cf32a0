/// A search for many keys, run after run, from large ones to small ones.
struct RunSearch<Value: RunValue> {
    /// Hashes that are still looked for, ascending.
    private(set) var hashes: [UInt64]
    /// The query that each belongs to.
    private var queries: [UInt32]
    /// Which of them a conclusive value was found of, since they were dropped last.
    private var concluded: [Int] = []
    /// Room for those that pass the filter of a block.
    private var passed: [Int]

    /// `queries` ascend by hash.
    init(_ queries: [UInt64]) {
        hashes = queries.map { KeySpace.hash($0) }
        self.queries = Array(0..<UInt32(queries.count))
        passed = [Int](repeating: 0, count: queries.count)
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

    /// Looks for those in a range, which lie within the block's `part` of the key space. False for bytes that are no block.
    mutating func look(
        in block: Span<UInt8>, of part: Range<UInt64>, _ range: Range<Int>, _ body: (_ query: Int, _ key: UInt64, _ value: Value) -> Void
    ) -> Bool {
        RunBlock.search(block, hashes, range, in: part, &passed) { index, key, value in
            body(Int(queries[index]), key, value)
            if value.isConclusive { concluded.append(index) }
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
