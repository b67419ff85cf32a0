/// Numbers by fingerprint of a line. Fingerprints are spread evenly already: an open table that hashes them no further is
/// several times as fast as a dictionary. What it multiplies them with is drawn by lot for each table, since whoever writes
/// lines could choose them so that their fingerprints crowd together.
struct PrintCounts: Sendable {
    private(set) var prints: [UInt64] = []
    private var counts: [Int] = []
    /// The place of a fingerprint in the lists plus one; 0 for a free slot. At most half of them are in use.
    private var slots: [UInt32]
    private let factor: UInt64
    /// Slots at first: room for the lines of some articles.
    private static let least = 256

    init() {
        slots = [UInt32](repeating: 0, count: PrintCounts.least)
        factor = UInt64.random(in: .min ... .max) | 1
    }

    /// Nil for one that has no number.
    subscript(print: UInt64) -> Int? {
        let entry = slots[slot(of: print)]
        return entry > 0 ? counts[Int(entry) - 1] : nil
    }

    /// Adds to the number of a fingerprint, which is 0 at first.
    mutating func add(_ count: Int, to print: UInt64) {
        var slot = slot(of: print)
        if slots[slot] == 0 {
            if (prints.count + 1) * 2 > slots.count {
                grow()
                slot = self.slot(of: print)
            }
            prints.append(print)
            counts.append(0)
            slots[slot] = UInt32(prints.count)
        }
        counts[Int(slots[slot]) - 1] += count
    }

    /// Each fingerprint as often as its number says.
    var repeated: [UInt64] {
        var repeated: [UInt64] = []
        repeated.reserveCapacity(prints.count * 2)
        for (print, count) in zip(prints, counts) {
            for _ in 0..<count { repeated.append(print) }
        }
        return repeated
    }

    mutating func removeAll() {
        if prints.isEmpty { return }
        prints.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
        for slot in slots.indices { slots[slot] = 0 }
    }

    /// Where a fingerprint is, or would be.
    private func slot(of print: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: (print &* factor) >> 32) & mask
        while slots[slot] > 0, prints[Int(slots[slot]) - 1] != print { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (index, print) in prints.enumerated() { slots[slot(of: print)] = UInt32(index + 1) }
    }
}
