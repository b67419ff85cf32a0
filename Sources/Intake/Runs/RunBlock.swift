internal import Prose

/// A block of a run as it lies in the index:
///
///     keys     8 bytes each, ascending
///     values   `Value.size` bytes each
///     filter   1 byte for each entry
///
/// Numbers are little end first. The filter has eight bits for each entry, which stand for equal parts of the block's key
/// space, in order; a bit is 1 when an entry lies in its part. Most keys that are sought are in no run, and seven of eight
/// of them meet a 0: one access to memory that waits for nothing, instead of a search.
///
/// Whatever the bytes are, reading stays within them.
enum RunBlock<Value: RunValue> {
    private static var entrySize: Int { 9 + Value.size }

    /// The bytes of the entries in a range of ascending ones, all within `hashes`.
    static func bytes(_ entries: RunEntries<Value>, _ range: Range<Int>, in hashes: Range<UInt64>) -> [UInt8] {
        let shape = Shape(count: range.count, hashes)
        var bytes = [UInt8](repeating: 0, count: range.count * entrySize)
        var out = bytes.mutableSpan
        for (index, entry) in range.enumerated() {
            let key = entries.keys[entry]
            Packed.store64(key, in: &out, at: index * 8)
            entries.values[entry].store(in: &out, at: shape.values + index * Value.size)
            let part = shape.part(of: KeySpace.hash(key))
            out[shape.filter + part >> 3] |= 1 << UInt8(part & 7)
        }
        return bytes
    }

    /// Calls `body` with the entries that have one of the hashes in a range, which ascend and lie within the block's part of
    /// the key space: the place of the hash, the key, the value; at most `Value.mostFound` for each. `passed` is room for
    /// those that pass the filter. A key is sought where an even spread would put it, then as far off as the key found there
    /// tells, and from there step by step. False for bytes that are no block.
    static func search(
        _ bytes: Span<UInt8>, _ hashes: [UInt64], _ range: Range<Int>, in part: Range<UInt64>, _ passed: inout [Int],
        _ body: (Int, UInt64, Value) -> Void
    ) -> Bool {
        guard let count = count(bytes) else { return false }
        if count == 0 { return true }
        let shape = Shape(count: count, part)
        let passing = filter(bytes, shape, hashes, range, &passed)
        var floor = 0
        for index in passed[..<passing] {
            let hash = hashes[index]
            let target = hash << 24
            var place = shape.place(of: hash)
            place = min(count, max(floor, place &+ shape.distance(from: KeySpace.hash(key(bytes, place)), to: hash)))
            while place > floor, key(bytes, place &- 1) >= target { place &-= 1 }
            while place < count, key(bytes, place) < target { place &+= 1 }
            floor = place
            var found = 0
            while place < count, found < Value.mostFound {
                let key = key(bytes, place)
                if KeySpace.hash(key) != hash { break }
                body(index, key, Value(bytes, at: shape.values &+ place &* Value.size))
                place &+= 1
                found &+= 1
            }
        }
        return true
    }

    /// Puts those of the hashes in a range that pass the filter to the front of `passed`; how many they are.
    static func filter(_ bytes: Span<UInt8>, _ shape: Shape, _ hashes: [UInt64], _ range: Range<Int>, _ passed: inout [Int]) -> Int {
        var count = 0
        for index in range {
            // No branch: one access to memory need not wait for another.
            let part = shape.part(of: hashes[index])
            passed[count] = index
            count &+= Int(bytes[shape.filter &+ part &>> 3] &>> UInt8(truncatingIfNeeded: part & 7) & 1)
        }
        return count
    }

    /// Appends the entries whose hashes lie in a range; false for bytes that are no block or do not ascend.
    static func append(_ bytes: Span<UInt8>, in hashes: Range<UInt64>, to entries: inout RunEntries<Value>) -> Bool {
        guard let count = count(bytes) else { return false }
        var previous: UInt64 = 0
        for index in 0..<count {
            let key = key(bytes, index)
            if key < previous { return false }
            previous = key
            guard hashes.contains(KeySpace.hash(key)) else { continue }
            entries.append(key, Value(bytes, at: count * 8 + index * Value.size))
        }
        return true
    }

    /// Entries of a block; nil for a length that is none of a block.
    private static func count(_ bytes: Span<UInt8>) -> Int? {
        bytes.count % entrySize == 0 ? bytes.count / entrySize : nil
    }

    private static func key(_ bytes: Span<UInt8>, _ index: Int) -> UInt64 { Packed.load64(bytes, at: index &* 8) }

    /// Where things stand in a block of so many entries.
    struct Shape {
        /// Where values and filter begin.
        let values, filter: Int
        private let count: Int
        private let start: UInt64
        /// Parts of the filter for each hash, times 2⁴⁰.
        private let slope: UInt64
        /// Entries for each hash.
        private let density: Double
        /// Entries up to which a filter has eight parts for each: more are there only when somebody made keys that crowd
        /// together, and products with a hash must stay below 2⁶⁴.
        private static var mostParted: Int { 1 << 20 }

        /// Hashes must lie within the range that is given.
        init(count: Int, _ hashes: Range<UInt64>) {
            self.count = count
            values = count * 8
            filter = count * (8 + Value.size)
            start = hashes.lowerBound
            let width = hashes.upperBound - hashes.lowerBound
            slope = (UInt64(min(count, Self.mostParted)) << 43) / width
            density = Double(count) / Double(width)
        }

        @inline(__always)
        func part(of hash: UInt64) -> Int { Int(truncatingIfNeeded: ((hash &- start) &* slope) &>> 40) }

        /// Where an even spread puts a hash.
        @inline(__always)
        func place(of hash: UInt64) -> Int { min(count &- 1, part(of: hash) &>> 3) }

        @inline(__always)
        func distance(from hash: UInt64, to other: UInt64) -> Int {
            Int(Double(Int64(bitPattern: other) - Int64(bitPattern: hash)) * density)
        }
    }
}
