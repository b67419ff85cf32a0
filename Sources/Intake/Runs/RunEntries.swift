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

    /// Moves an entry to an earlier place.
    mutating func move(_ index: Int, to place: Int) {
        if index == place { return }
        keys[place] = keys[index]
        values[place] = values[index]
    }

    /// Keeps the first entries alone.
    mutating func truncate(_ count: Int) {
        keys.removeLast(keys.count - count)
        values.removeLast(values.count - count)
    }

    /// All entries of ascending parts, ascending; equal ones in the order of the parts. Two and two are merged, again and
    /// again: cheaper than to look for the smallest of many heads at each entry.
    static func merged(_ parts: [RunEntries]) -> RunEntries {
        var parts = parts
        while parts.count > 1 {
            parts = stride(from: 0, to: parts.count, by: 2).map {
                $0 + 1 < parts.count ? merged(parts[$0], parts[$0 + 1]) : parts[$0]
            }
        }
        return parts.first ?? RunEntries()
    }

    private static func merged(_ left: RunEntries, _ right: RunEntries) -> RunEntries {
        guard let some = left.values.first else { return right }
        if right.isEmpty { return left }
        let count = left.count + right.count
        var mergedKeys = [UInt64](repeating: 0, count: count)
        var mergedValues = [Value](repeating: some, count: count)
        var keys = mergedKeys.mutableSpan
        var values = mergedValues.mutableSpan
        var (l, r) = (0, 0)
        while l < left.count, r < right.count {
            let isLeft = left.keys[l] <= right.keys[r]
            keys[l + r] = isLeft ? left.keys[l] : right.keys[r]
            values[l + r] = isLeft ? left.values[l] : right.values[r]
            l += isLeft ? 1 : 0
            r += isLeft ? 0 : 1
        }
        while l < left.count {
            (keys[l + r], values[l + r]) = (left.keys[l], left.values[l])
            l += 1
        }
        while r < right.count {
            (keys[l + r], values[l + r]) = (right.keys[r], right.values[r])
            r += 1
        }
        return RunEntries(keys: mergedKeys, values: mergedValues)
    }
}
