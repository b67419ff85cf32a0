/// Which needles have certain bytes, at most eight of them (none is zero, so that fewer are told from more): open
/// addressing, with one bit for each key in front of it, by which nearly all that is not there is told in one step.
struct GramTable: Sendable {
    let filter: Filter
    private var slots: [Slot]
    private let slotShift: UInt64
    private var entries: [Entry] = []

    /// One bit for each key.
    struct Filter: Sendable {
        private var bits: [UInt64]
        private let mask: UInt64

        /// Bits for each key, rounded up to a power of two: one in a hundred is a false alarm.
        private static let bitsPerKey = 64
        private static let leastBits = 4096

        fileprivate init(_ keys: [UInt64]) {
            let size = GramTable.power(atLeast: max(keys.count * Filter.bitsPerKey, Filter.leastBits))
            mask = UInt64(size / 64 - 1)
            bits = [UInt64](repeating: 0, count: size / 64)
            for key in keys {
                let (word, bit) = place(of: key)
                bits[word] |= 1 &<< bit
            }
        }

        /// False when a key is none for certain.
        @inline(__always)
        func mayHold(_ key: UInt64) -> Bool {
            let (word, bit) = place(of: key)
            return bits[word] & 1 &<< bit != 0
        }

        /// The upper bits are the good ones: six of them for the bit, those below for the word, by shifts that are the same
        /// for every table, which is fast.
        @inline(__always)
        private func place(of key: UInt64) -> (word: Int, bit: UInt64) {
            let mixed = GramTable.mix(key)
            return (Int(truncatingIfNeeded: mixed &>> 32 & mask), mixed &>> 58)
        }
    }

    /// One place of one needle that has these bytes.
    struct Entry: Sendable {
        var needle: Int32
        /// Where in the needle they stand.
        var place: Int32
        /// The next entry with the same bytes; -1 for none.
        var next: Int32
        /// The needle from there on, up to eight bytes, and ones for each of them.
        var head: UInt64
        var keep: UInt64

        /// False when the needle does not stand where the text goes on with these eight bytes.
        @inline(__always)
        func mayStand(_ eight: UInt64) -> Bool { (eight ^ head) & keep == 0 }
    }

    /// A key and its first entry; -1 where no key is.
    private struct Slot: Sendable {
        var key: UInt64 = 0
        var first: Int32 = -1
    }

    /// What a needle is found by.
    struct Gram {
        var key: UInt64
        var needle: Int
        var place: Int
        /// Up to eight bytes of the needle from there on.
        var head: ArraySlice<UInt8>
    }

    init(_ grams: [Gram]) {
        let size = GramTable.power(atLeast: max(grams.count * 2, 16))
        filter = Filter(grams.map(\.key))
        slotShift = UInt64(64 - size.trailingZeroBitCount)
        slots = [Slot](repeating: Slot(), count: size)
        entries.reserveCapacity(grams.count)
        // Backwards, so that each chain is in the order given.
        for gram in grams.reversed() {
            let slot = slot(of: gram.key)
            entries.append(
                Entry(
                    needle: Int32(truncatingIfNeeded: gram.needle), place: Int32(truncatingIfNeeded: gram.place),
                    next: slots[slot].first, head: GramTable.number(gram.head),
                    keep: UInt64.max >> UInt64(64 - 8 * gram.head.count)))
            slots[slot] = Slot(key: gram.key, first: Int32(truncatingIfNeeded: entries.count - 1))
        }
    }

    /// Up to eight bytes as a number, little end first.
    static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }

    fileprivate static func power(atLeast least: Int) -> Int {
        var power = 1
        while power < least { power *= 2 }
        return power
    }

    var isEmpty: Bool { entries.isEmpty }

    /// Index of the first entry that has these bytes; -1 when there is none.
    func first(_ key: UInt64) -> Int32 { slots[slot(of: key)].first }

    /// Nil at the end of a chain.
    func entry(_ index: Int32) -> Entry? { index < 0 ? nil : entries[Int(index)] }

    /// The slot of a key, or the free one where it would be.
    private func slot(of key: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: GramTable.mix(key) &>> slotShift)
        while slots[slot].first >= 0 && slots[slot].key != key { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    /// Multiplicative hashing (Knuth, TAOCP 3, 6.4), by 2⁶⁴ over the golden ratio; the high bits are the good ones.
    @inline(__always)
    fileprivate static func mix(_ key: UInt64) -> UInt64 { key &* 0x9E37_79B9_7F4A_7C15 }
}
