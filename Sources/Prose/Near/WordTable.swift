/// Which scalars belong to words, and what they become in lower case: `wordRanges` and `lowerRuns` unfolded for lookups.
/// About 30 kB, built once at first use in some tens of microseconds.
struct WordTable: Sendable {
    static let shared = WordTable()

    /// One bit a scalar below `bitLimit`. Above it lie only the variation selectors, which are marks.
    private let bits: [UInt64]
    /// Lower case of the scalars below `directLimit`: Latin, Greek, Cyrillic, Armenian.
    private let direct: [UInt16]
    /// For each page of 256 scalars: whether any of them changes in lower case.
    private let changes: [Bool]

    private static let bitLimit: UInt32 = 0x34000
    private static let directLimit: UInt32 = 0x0590
    private static let pageLimit: UInt32 = 0x20000
    private static let selectors: ClosedRange<UInt32> = 0xE0100...0xE01EF

    private init() {
        var bits = [UInt64](repeating: 0, count: Int(Self.bitLimit / 64))
        for pair in stride(from: 0, to: wordRanges.count, by: 2) where wordRanges[pair] < Self.bitLimit {
            Self.set(&bits, from: wordRanges[pair], through: wordRanges[pair + 1])
        }
        var direct = (0..<UInt16(Self.directLimit)).map { $0 }
        var changes = [Bool](repeating: false, count: Int(Self.pageLimit / 256))
        for run in lowerRuns {
            for scalar in stride(from: run.first, through: run.last, by: Int(run.stride)) {
                changes[Int(scalar / 256)] = true
                if scalar < Self.directLimit {
                    direct[Int(scalar)] = UInt16(truncatingIfNeeded: Int32(scalar) + run.delta)
                }
            }
        }
        self.bits = bits
        self.direct = direct
        self.changes = changes
    }

    /// Sets the bits of an inclusive range, 64 at a time.
    private static func set(_ bits: inout [UInt64], from first: UInt32, through last: UInt32) {
        let (low, high) = (Int(first / 64), Int(last / 64))
        let head = UInt64.max << UInt64(first % 64)
        let tail = UInt64.max >> UInt64(63 - last % 64)
        if low == high {
            bits[low] |= head & tail
            return
        }
        bits[low] |= head
        for index in (low + 1)..<max(low + 1, high) { bits[index] = .max }
        bits[high] |= tail
    }

    /// Whether a scalar from U+0080 is a letter, a number or a mark.
    func isWord(_ scalar: UInt32) -> Bool {
        if scalar < Self.bitLimit { return bits[Int(scalar / 64)] >> UInt64(scalar % 64) & 1 == 1 }
        return Self.selectors.contains(scalar)
    }

    /// The simple lower case of a scalar from U+0080.
    func lower(_ scalar: UInt32) -> UInt32 {
        if scalar < Self.directLimit { return UInt32(direct[Int(scalar)]) }
        guard scalar < Self.pageLimit, changes[Int(scalar / 256)] else { return scalar }
        var low = 0
        var high = lowerRuns.count
        while low < high {
            let middle = (low + high) / 2
            if lowerRuns[middle].last < scalar { low = middle + 1 } else { high = middle }
        }
        guard low < lowerRuns.count else { return scalar }
        let run = lowerRuns[low]
        guard scalar >= run.first, (scalar - run.first) % run.stride == 0 else { return scalar }
        return UInt32(bitPattern: Int32(bitPattern: scalar) + run.delta)
    }
}
