/// Finds all needles in one pass over a folded document. Each needle is looked for by four of its bytes; a table of bits
/// says in one step whether any needle has the four bytes at hand. So the cost is that of the document, and more
/// needles only make the table fuller: 6,000 fill one bit in a hundred of it.
struct Finder: Sendable {
    private var bits: [UInt64]
    private let shift: UInt32
    /// Open addressing from four bytes to the first needle with them, then through `next`.
    private var slots: [Int32]
    private var next: [Int32]
    private let anchors: [UInt32]
    /// The needles' bytes one after another, where each begins, and where in it its anchor lies.
    private let needleBytes: [UInt8]
    private let needleStarts: [Int32]
    private let anchorPlaces: [Int32]

    /// Bits and slots per needle, both rounded up to a power of two.
    private static let bitsPerNeedle = 128
    private static let largestTable = 1 << 20

    init(_ needles: inout [Needle]) {
        var size = 1 << 12
        while size < needles.count * Finder.bitsPerNeedle && size < Finder.largestTable { size *= 2 }
        shift = UInt32(32 - size.trailingZeroBitCount)
        bits = [UInt64](repeating: 0, count: size / 64)
        var capacity = 64
        while capacity < needles.count * 2 { capacity *= 2 }
        slots = [Int32](repeating: -1, count: capacity)
        next = []
        var used: [UInt32: Int] = [:]
        var anchors: [UInt32] = []
        for index in needles.indices {
            needles[index].anchor = Finder.rarest(needles[index].bytes, used)
            let gram = Finder.gram(needles[index].bytes, needles[index].anchor)
            used[gram, default: 0] += 1
            anchors.append(gram)
        }
        self.anchors = anchors
        var flat: [UInt8] = []
        var starts: [Int32] = []
        for needle in needles {
            starts.append(Int32(truncatingIfNeeded: flat.count))
            flat.append(contentsOf: needle.bytes)
        }
        starts.append(Int32(truncatingIfNeeded: flat.count))
        needleBytes = flat
        needleStarts = starts
        anchorPlaces = needles.map { Int32(truncatingIfNeeded: $0.anchor) }
        for index in needles.indices { insert(index) }
    }

    private mutating func insert(_ index: Int) {
        let gram = anchors[index]
        let bit = Int(Finder.mix(gram) >> shift)
        bits[bit >> 6] |= 1 << UInt64(bit & 63)
        var slot = Int(Finder.mix(gram)) & (slots.count - 1)
        while slots[slot] >= 0 && anchors[Int(slots[slot])] != gram { slot = (slot + 1) & (slots.count - 1) }
        next.append(slots[slot])
        slots[slot] = Int32(truncatingIfNeeded: index)
    }

    /// Calls `found` with each needle that stands in `text` and where it begins, in the order of the anchors.
    func run(_ text: Span<UInt8>, _ found: (_ needle: Int, _ at: Int) -> Void) {
        guard !anchors.isEmpty, text.count >= Needle.anchorBytes else { return }
        let bits = bits.span
        let slots = slots.span
        let anchors = anchors.span
        let next = next.span
        let bytes = needleBytes.span
        let starts = needleStarts.span
        let places = anchorPlaces.span
        let shift = shift
        var gram = UInt32(text[0]) << 16 | UInt32(text[1]) << 8 | UInt32(text[2])
        for i in 3..<text.count {
            gram = gram << 8 | UInt32(text[i])
            let mixed = Finder.mix(gram)
            let bit = Int(truncatingIfNeeded: mixed >> shift)
            if bits[bit >> 6] & (1 << UInt64(truncatingIfNeeded: bit & 63)) == 0 { continue }
            var slot = Int(truncatingIfNeeded: mixed) & (slots.count - 1)
            while slots[slot] >= 0 && anchors[Int(slots[slot])] != gram { slot = (slot + 1) & (slots.count - 1) }
            var needle = Int(slots[slot])
            while needle >= 0 {
                let start = Int(starts[needle])
                let at = i - 3 - Int(places[needle])
                if Finder.equal(bytes, start, Int(starts[needle + 1]) - start, text, at) { found(needle, at) }
                needle = Int(next[needle])
            }
        }
    }

    @inline(__always)
    private static func equal(_ bytes: Span<UInt8>, _ start: Int, _ count: Int, _ text: Span<UInt8>, _ at: Int) -> Bool {
        guard at >= 0, at + count <= text.count else { return false }
        for k in 0..<count where text[at + k] != bytes[start + k] { return false }
        return true
    }

    /// The four bytes that the fewest needles before use, preferring those that prose has seldom.
    private static func rarest(_ bytes: [UInt8], _ used: [UInt32: Int]) -> Int {
        var best = 0
        var bestCost = Int.max
        for i in 0...(bytes.count - Needle.anchorBytes) {
            var cost = 8 * used[gram(bytes, i), default: 0]
            for k in i..<i + Needle.anchorBytes where common.contains(bytes[k]) { cost += 1 }
            if cost < bestCost {
                best = i
                bestCost = cost
            }
        }
        return best
    }

    /// The space and the letters that make up most of western text.
    private static let common = Array(" etaoinsr".utf8)

    private static func gram(_ bytes: [UInt8], _ i: Int) -> UInt32 {
        UInt32(bytes[i]) << 24 | UInt32(bytes[i + 1]) << 16 | UInt32(bytes[i + 2]) << 8 | UInt32(bytes[i + 3])
    }

    /// Multiplicative hashing (Knuth, TAOCP 3, 6.4); the high bits are the good ones.
    @inline(__always)
    private static func mix(_ gram: UInt32) -> UInt32 { gram &* 2_654_435_769 }
}
