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

    /// Two merges under way at a time, of the first halves and of the second ones: in each an entry waits for the one before it.
    private static func merged(_ left: RunEntries, _ right: RunEntries) -> RunEntries {
        guard let some = left.values.first else { return right }
        if right.isEmpty { return left }
        let count = left.count + right.count
        var mergedKeys = [UInt64](repeating: 0, count: count)
        var mergedValues = [Value](repeating: some, count: count)
        let (a, b) = (left.keys.span, right.keys.span)
        let (aValues, bValues) = (left.values.span, right.values.span)
        var keys = mergedKeys.mutableSpan
        var values = mergedValues.mutableSpan
        var first = Merging(first: count / 2, of: a, b)
        var second = Merging(a: first.aEnd, aEnd: a.count, b: first.bEnd, bEnd: b.count)
        while first.hasBoth, second.hasBoth {
            first.step(a, aValues, b, bValues, &keys, &values)
            second.step(a, aValues, b, bValues, &keys, &values)
        }
        first.finish(a, aValues, b, bValues, &keys, &values)
        second.finish(a, aValues, b, bValues, &keys, &values)
        return RunEntries(keys: mergedKeys, values: mergedValues)
    }
}

/// A merge under way of a part of one ascending list, `a`, and a part of another. Of equal keys those of `a` come first.
private struct Merging {
    var a: Int
    let aEnd: Int
    var b: Int
    let bEnd: Int

    init(a: Int, aEnd: Int, b: Int, bEnd: Int) {
        (self.a, self.aEnd, self.b, self.bEnd) = (a, aEnd, b, bEnd)
    }

    /// The parts that the first `count` keys of two lists come from.
    init(first count: Int, of a: Span<UInt64>, _ b: Span<UInt64>) {
        let end = (max(0, count - b.count)..<min(count, a.count)).partition { a[$0] <= b[count - 1 - $0] }
        self.init(a: 0, aEnd: end, b: 0, bEnd: count - end)
    }

    var hasBoth: Bool { a < aEnd && b < bEnd }

    /// Moves the entry that comes next. Which one that is no processor could foresee: there is no branch on it.
    @inline(__always)
    mutating func step<Value>(
        _ aKeys: Span<UInt64>, _ aValues: Span<Value>, _ bKeys: Span<UInt64>, _ bValues: Span<Value>,
        _ keys: inout MutableSpan<UInt64>, _ values: inout MutableSpan<Value>
    ) {
        let (key, other) = (aKeys[a], bKeys[b])
        let isOfA = key <= other
        keys[a &+ b] = isOfA ? key : other
        let (value, otherValue) = (aValues[a], bValues[b])
        values[a &+ b] = isOfA ? value : otherValue
        a &+= isOfA ? 1 : 0
        b &+= isOfA ? 0 : 1
    }

    mutating func finish<Value>(
        _ aKeys: Span<UInt64>, _ aValues: Span<Value>, _ bKeys: Span<UInt64>, _ bValues: Span<Value>,
        _ keys: inout MutableSpan<UInt64>, _ values: inout MutableSpan<Value>
    ) {
        while hasBoth { step(aKeys, aValues, bKeys, bValues, &keys, &values) }
        while a < aEnd {
            (keys[a + b], values[a + b]) = (aKeys[a], aValues[a])
            a += 1
        }
        while b < bEnd {
            (keys[a + b], values[a + b]) = (bKeys[b], bValues[b])
            b += 1
        }
    }
}
