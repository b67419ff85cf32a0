/// Which needles have certain bytes, at most eight of them (none is zero, so that fewer are told from more): open
/// addressing, with two bits for each key in front of it, by which nearly all that is not there is told in one step.
struct GramTable: Sendable {
    let filter: Filter
    private var slots: [Int32]
    private let slotShift: UInt64
    private var entries: [Entry] = []

    /// Two bits for each key, in one number.
    struct Filter: Sendable {
        private var bits: [UInt64]
        private let shift: UInt64

        /// Bits for each key, rounded up to a power of two: hardly one in a thousand is a false alarm.
        private static let bitsPerKey = 64
        private static let leastBits = 4096

        fileprivate init(_ keys: [UInt64]) {
            let size = GramTable.power(atLeast: max(keys.count * Filter.bitsPerKey, Filter.leastBits)) / 64
            shift = UInt64(64 - size.trailingZeroBitCount)
            bits = [UInt64](repeating: 0, count: size)
            for key in keys {
                let hash = GramTable.mix(key)
                bits[Int(hash >> shift)] |= 1 &<< (hash &>> 32) | 1 &<< (hash &>> 38)
            }
        }

        /// 0 when a key is none for certain, else 1.
        @inline(__always)
        func mayHold(_ key: UInt64) -> UInt64 {
            let hash = GramTable.mix(key)
            let word = bits[Int(truncatingIfNeeded: hash &>> shift)]
            return word &>> (hash &>> 32 & 63) & word &>> (hash &>> 38 & 63) & 1
        }
    }

    /// One place of one needle that has these bytes.
    struct Entry: Sendable {
        var key: UInt64
        var needle: Int32
        /// Where in the needle they stand.
        var place: Int32
        /// The next entry with the same bytes; -1 for none.
        var next: Int32
    }

    init(_ all: [(key: UInt64, needle: Int, place: Int)]) {
        let size = GramTable.power(atLeast: max(all.count * 2, 16))
        filter = Filter(all.map(\.key))
        slotShift = UInt64(64 - size.trailingZeroBitCount)
        slots = [Int32](repeating: -1, count: size)
        entries.reserveCapacity(all.count)
        // Backwards, so that each chain is in the order given.
        for entry in all.reversed() {
            let slot = slot(of: entry.key)
            entries.append(
                Entry(
                    key: entry.key, needle: Int32(truncatingIfNeeded: entry.needle),
                    place: Int32(truncatingIfNeeded: entry.place), next: slots[slot]))
            slots[slot] = Int32(truncatingIfNeeded: entries.count - 1)
        }
    }

    fileprivate static func power(atLeast least: Int) -> Int {
        var power = 1
        while power < least { power *= 2 }
        return power
    }

    var isEmpty: Bool { entries.isEmpty }

    /// Index of the first entry that has these bytes; -1 when there is none.
    func first(_ key: UInt64) -> Int32 { slots[slot(of: key)] }

    /// Nil at the end of a chain.
    func entry(_ index: Int32) -> Entry? { index < 0 ? nil : entries[Int(index)] }

    /// The slot of a key, or the free one where it would be.
    private func slot(of key: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: GramTable.mix(key) &>> slotShift)
        while slots[slot] >= 0 && entries[Int(slots[slot])].key != key { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    /// Multiplicative hashing (Knuth, TAOCP 3, 6.4), by 2⁶⁴ over the golden ratio; the high bits are the good ones.
    @inline(__always)
    fileprivate static func mix(_ key: UInt64) -> UInt64 { key &* 0x9E37_79B9_7F4A_7C15 }
}
