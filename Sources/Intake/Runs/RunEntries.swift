/// Entries of a table of runs in memory, ascending by key.
struct RunEntries<Value: RunValue>: Sendable {
    var keys: [UInt64] = []
    var values: [Value] = []

    var count: Int { keys.count }
    var isEmpty: Bool { keys.isEmpty }

    mutating func append(_ key: UInt64, _ value: Value) {
        keys.append(key)
        values.append(value)
    }

    /// Keeps the entries at the places for which `isKept` holds, which is asked in their order.
    mutating func filter(_ isKept: (Int) -> Bool) {
        var kept = 0
        for index in keys.indices where isKept(index) {
            (keys[kept], values[kept]) = (keys[index], values[index])
            kept += 1
        }
        keys.removeLast(keys.count - kept)
        values.removeLast(values.count - kept)
    }

    /// All entries of ascending parts, ascending. Parts are few: the smallest head is found by looking at each.
    static func merged(_ parts: [RunEntries]) -> RunEntries {
        var result = RunEntries()
        let count = parts.reduce(0) { $0 + $1.count }
        result.keys.reserveCapacity(count)
        result.values.reserveCapacity(count)
        var heads = [Int](repeating: 0, count: parts.count)
        for _ in 0..<count {
            var best = -1
            var least = UInt64.max
            for part in parts.indices where heads[part] < parts[part].count {
                let key = parts[part].keys[heads[part]]
                if best < 0 || key < least { (best, least) = (part, key) }
            }
            result.append(least, parts[best].values[heads[best]])
            heads[best] += 1
        }
        return result
    }
}
