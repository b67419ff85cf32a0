/// Sorting of many keys with what belongs to them, as an index needs it.
public enum KeySort {
    /// A bucket with more than this is left to the standard sort.
    private static let crowded: UInt32 = 32
    /// Bits of a key that choose its bucket at a time, at most: 4,096 counters are 16 kB, and what they count is 48 kB when
    /// it is one each, which the nearest caches hold.
    private static let mostBits = 12

    /// Sorts numbers that are spread evenly by their upper bits, together with what belongs to them; equal ones keep
    /// their order. Linear, but for numbers that crowd together.
    ///
    /// Numbers go into buckets by their upper bits, many of them into few first and each of these then by itself, so that
    /// what is written to at a time stays in the cache; what shares a bucket in the end is inserted in its place.
    public static func sort(_ keys: [UInt64], with values: [UInt32]) -> (keys: [UInt64], values: [UInt32]) {
        precondition(keys.count == values.count && keys.count < UInt32.max)
        let coarse = min(mostBits, bits(for: keys.count) - mostBits)
        if coarse <= 0 {
            var all = Sorted(count: keys.count)
            all.spread(keys.span, values.span, below: 0, from: 0)
            return all.finished()
        }
        var parts = Sorted(count: keys.count)
        parts.scatter(keys.span, values.span, bits: coarse, below: 0, from: 0)
        var all = Sorted(count: keys.count)
        var start = 0
        for end in parts.ends.lazy.map({ Int($0) }) {
            let part = start..<end
            all.spread(parts.keys.span.extracting(part), parts.values.span.extracting(part), below: coarse, from: start)
            start = end
        }
        return all.finished()
    }

    /// Sorts numbers that are spread evenly by their upper bits.
    public static func sort(_ keys: [UInt64]) -> [UInt64] {
        sort(keys, with: [UInt32](repeating: 0, count: keys.count)).keys
    }

    /// Sorts them, and says of each where it was.
    public static func order(_ keys: [UInt64]) -> (keys: [UInt64], places: [UInt32]) {
        let (keys, places) = sort(keys, with: Array(0..<UInt32(keys.count)))
        return (keys, places)
    }

    private static func bits(for count: Int) -> Int { Int.bitWidth - count.leadingZeroBitCount }

    /// Puts numbers where they belong by the bits that two shifts leave of them, and tells where the buckets end, for which
    /// `ends` has a 0 each; the numbers in the fullest one.
    private static func scatter(
        _ source: Span<UInt64>, _ sourceValues: Span<UInt32>, shifts: (left: UInt64, right: UInt64), from start: Int,
        _ keys: inout [UInt64], _ values: inout [UInt32], _ ends: inout [UInt32]
    ) -> UInt32 {
        var places = ends.mutableSpan
        var keys = keys.mutableSpan
        var values = values.mutableSpan
        for index in source.indices { places[Int(truncatingIfNeeded: (source[index] &<< shifts.left) >> shifts.right)] += 1 }
        var sum = UInt32(start)
        var most: UInt32 = 0
        for bucket in places.indices {
            let count = places[bucket]
            places[bucket] = sum
            sum += count
            most = max(most, count)
        }
        for index in source.indices {
            let bucket = Int(truncatingIfNeeded: (source[index] &<< shifts.left) >> shifts.right)
            let place = Int(places[bucket])
            places[bucket] += 1
            keys[place] = source[index]
            values[place] = sourceValues[index]
        }
        return most
    }

    /// Keys and values on their way to their places.
    private struct Sorted {
        private(set) var keys: [UInt64]
        private(set) var values: [UInt32]
        /// Where the buckets of the last `scatter` end.
        private(set) var ends: [UInt32] = []

        init(count: Int) {
            keys = [UInt64](repeating: 0, count: count)
            values = [UInt32](repeating: 0, count: count)
        }

        /// Puts numbers into about as many buckets as they are, and sorts the buckets that insertion would be slow on.
        mutating func spread(_ source: Span<UInt64>, _ sourceValues: Span<UInt32>, below: Int, from start: Int) {
            let most = scatter(source, sourceValues, bits: min(mostBits, KeySort.bits(for: source.count)), below: below, from: start)
            if most > crowded { sortCrowded(from: start) }
        }

        /// Puts numbers into buckets by some of their bits, those behind the first `below`; what comes before `start` stays.
        /// The numbers in the fullest one.
        @discardableResult
        mutating func scatter(
            _ source: Span<UInt64>, _ sourceValues: Span<UInt32>, bits: Int, below: Int, from start: Int
        ) -> UInt32 {
            ends.removeAll(keepingCapacity: true)
            for _ in 0..<1 << bits { ends.append(0) }
            return KeySort.scatter(
                source, sourceValues, shifts: (UInt64(below), UInt64(64 - bits)), from: start, &keys, &values, &ends)
        }

        private mutating func sortCrowded(from first: Int) {
            var start = first
            for end in ends.lazy.map({ Int($0) }) {
                if end - start > crowded {
                    let order = (start..<end).sorted { (keys[$0], $0) < (keys[$1], $1) }
                    let (ordered, orderedValues) = (order.map { keys[$0] }, order.map { values[$0] })
                    keys.replaceSubrange(start..<end, with: ordered)
                    values.replaceSubrange(start..<end, with: orderedValues)
                }
                start = end
            }
        }

        /// All are in their buckets: what is not in order there is put in its place.
        consuming func finished() -> (keys: [UInt64], values: [UInt32]) {
            var (sorted, sortedValues) = (keys, values)
            keys = []
            values = []
            var keySpan = sorted.mutableSpan
            var valueSpan = sortedValues.mutableSpan
            for index in keySpan.indices.dropFirst() where keySpan[index - 1] > keySpan[index] {
                let (key, value) = (keySpan[index], valueSpan[index])
                var place = index
                while place > 0, keySpan[place - 1] > key {
                    keySpan[place] = keySpan[place - 1]
                    valueSpan[place] = valueSpan[place - 1]
                    place -= 1
                }
                keySpan[place] = key
                valueSpan[place] = value
            }
            return (sorted, sortedValues)
        }
    }
}
