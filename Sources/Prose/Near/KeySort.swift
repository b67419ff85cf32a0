/// Sorting of many keys with what belongs to them, as an index needs it.
public enum KeySort {
    /// A bucket with more than this is left to the standard sort.
    private static let crowded: UInt32 = 32
    /// Most bits of a key that choose its bucket: 65,536 counters are 256 kB, which the cache still holds.
    private static let mostBits = 16

    /// Sorts numbers that are spread evenly by their upper bits, together with what belongs to them; equal ones keep
    /// their order. Linear, but for numbers that crowd together.
    public static func sort(_ keys: [UInt64], with values: [UInt32]) -> (keys: [UInt64], values: [UInt32]) {
        precondition(keys.count == values.count && keys.count < UInt32.max)
        let bits = min(mostBits, Int.bitWidth - keys.count.leadingZeroBitCount)
        if bits == 0 { return (keys, values) }
        let shift = UInt64(64 - bits)
        var places = [UInt32](repeating: 0, count: 1 << bits)
        for key in keys { places[Int(key &>> shift)] += 1 }
        var sum: UInt32 = 0
        var most: UInt32 = 0
        for bucket in places.indices {
            let count = places[bucket]
            places[bucket] = sum
            sum += count
            most = max(most, count)
        }
        var sorted = [UInt64](repeating: 0, count: keys.count)
        var sortedValues = [UInt32](repeating: 0, count: keys.count)
        for index in keys.indices {
            let bucket = Int(keys[index] &>> shift)
            let place = Int(places[bucket])
            places[bucket] += 1
            sorted[place] = keys[index]
            sortedValues[place] = values[index]
        }
        if most > crowded { sortCrowded(&sorted, &sortedValues, ends: places) }
        for index in sorted.indices.dropFirst() {
            let (key, value) = (sorted[index], sortedValues[index])
            var place = index
            while place > 0, sorted[place - 1] > key {
                sorted[place] = sorted[place - 1]
                sortedValues[place] = sortedValues[place - 1]
                place -= 1
            }
            sorted[place] = key
            sortedValues[place] = value
        }
        return (sorted, sortedValues)
    }

    /// Sorts the buckets that insertion would be slow on.
    private static func sortCrowded(_ keys: inout [UInt64], _ values: inout [UInt32], ends: [UInt32]) {
        var start = 0
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
}
