/// Finds all needles in the lines of a folded document, in far less than one step a byte.
///
/// Most needles begin or end a line: they are looked for there alone, by up to eight bytes. Of the others, those of
/// seven bytes and more are looked for at every fourth byte of the line: wherever one stands, four of its bytes begin at
/// such a place. Those of fifteen and more are looked for at every eighth byte, by eight bytes, which hardly anything
/// else has. Shorter ones are looked for at every byte, but only in lines as short as their rules ask.
/// More needles make the tables longer and the cost of a line hardly greater.
///
/// A class, so that asking it counts one reference and not one for each table.
final class Finder: Sendable {
    private let heads: GramTable
    private let tails: GramTable
    private let inner: GramTable
    private let short: GramTable
    /// Words of the longest line in which the short ones are looked for.
    private let shortWords: Int
    /// The needles' bytes one after another, and where each begins; one more than there are needles.
    private let bytes: [UInt8]
    private let starts: [Int32]

    /// Every so many bytes a line is looked at.
    private static let stride = 4
    /// Bytes of a needle that has four of them at one of these places wherever it stands.
    private static let strideBytes = stride + Needle.anchorBytes - 1
    /// The same of longer needles: places, bytes by which they are found, and their least bytes.
    private static let wideStride = 8
    private static let wideAnchor = 8
    private static let wideBytes = wideStride + wideAnchor - 1
    /// Most bytes of a needle by which it is found at an end of a line.
    private static let mostEdge = 8

    /// `words` says for each needle how many words a line may have, as its rule says.
    init(_ needles: [Needle], words: [Int]) {
        var heads: [GramTable.Gram] = []
        var tails: [GramTable.Gram] = []
        var inner: [GramTable.Gram] = []
        var short: [GramTable.Gram] = []
        var shortWords = 0
        var used: [UInt64: Int] = [:]
        for (index, needle) in needles.enumerated() {
            let text = needle.bytes
            func gram(_ place: Int, _ count: Int) -> GramTable.Gram {
                GramTable.Gram(
                    key: GramTable.number(text[place..<place + count]), needle: index, place: place,
                    head: text[place..<min(text.count, place + 8)])
            }
            let edge = min(text.count, Finder.mostEdge)
            if text.first == Needle.lineFeed {
                heads.append(gram(0, edge))
            } else if text.last == Needle.lineFeed {
                tails.append(gram(text.count - edge, edge))
            } else if text.count < Finder.strideBytes {
                short.append(gram(0, Needle.anchorBytes))
                shortWords = max(shortWords, words[index])
            } else {
                let isWide = text.count >= Finder.wideBytes
                let (stride, anchor) = isWide ? (Finder.wideStride, Finder.wideAnchor) : (Finder.stride, Needle.anchorBytes)
                let first = Finder.rarest(text, used, stride, anchor)
                for place in first..<first + stride {
                    let gram = gram(place, anchor)
                    used[gram.key, default: 0] += 1
                    inner.append(gram)
                }
            }
        }
        self.heads = GramTable(heads)
        self.tails = GramTable(tails)
        self.inner = GramTable(inner)
        self.short = GramTable(short)
        self.shortWords = shortWords
        bytes = needles.flatMap(\.bytes)
        var starts: [Int32] = [0]
        var end = 0
        for needle in needles {
            end += needle.bytes.count
            starts.append(Int32(truncatingIfNeeded: end))
        }
        self.starts = starts
    }

    /// A needle that stands in a line, and where it begins in the document's bytes.
    struct Hit {
        var needle: Int
        var line: Int
        var at: Int
    }

    /// More hits than most documents have.
    private static let usual = 64

    /// Every needle that stands in a line of the document: line by line, those at its start, at its end, then the
    /// others in their order.
    func hits(in script: FoldedScript, _ traits: [Traits]) -> [Hit] {
        let text = script.bytes.span
        var hits: [Hit] = []
        hits.reserveCapacity(Finder.usual)
        for line in 0..<min(script.starts.count, traits.count) {
            let start = script.starts[line]
            let end = script.end(line)
            edges(text, line, start, end, &hits)
            if !inner.isEmpty { sweepByFour(text, line, start, end, &hits) }
            if !short.isEmpty && traits[line].words <= shortWords { sweep(text, line, start, end, &hits) }
        }
        return hits
    }

    /// Needles at the start and the end of a line, which has a line feed before it and behind it.
    private func edges(_ text: Span<UInt8>, _ line: Int, _ start: Int, _ end: Int, _ hits: inout [Hit]) {
        let head = NearKernel.eight(text, at: start - 1)
        // Shorter only where the first line of all is.
        let behind = end + 1
        let tail = behind >= 8 ? Packed.load64(text, at: behind - 8) : NearKernel.eight(text, at: 0) << UInt64(64 - 8 * behind)
        for count in Needle.anchorBytes..<max(Needle.anchorBytes, min(Finder.mostEdge, behind) + 1) {
            let unused = UInt64(64 - 8 * count)
            let first = head & UInt64.max &>> unused
            if heads.filter.mayHold(first) { meetKey(heads, first, text, line, start - 1, &hits) }
            let last = tail &>> unused
            if tails.filter.mayHold(last) { meetKey(tails, last, text, line, behind - count, &hits) }
        }
    }

    /// The long ones within a line: two places of four bytes at once, and one of eight.
    private func sweepByFour(_ text: Span<UInt8>, _ line: Int, _ start: Int, _ end: Int, _ hits: inout [Hit]) {
        let filter = inner.filter
        var i = start
        while i &+ 8 <= end {
            let eight = Packed.load64(text, at: i)
            if filter.mayHold(eight) || filter.mayHold(eight & Finder.narrow) { meet(inner, eight, text, line, i, &hits) }
            if filter.mayHold(eight &>> 32) { meetKey(inner, eight &>> 32, text, line, i &+ Finder.stride, &hits) }
            i &+= 8
        }
        guard i &+ Needle.anchorBytes <= end else { return }
        let last = UInt64(Packed.load32(text, at: i))
        if filter.mayHold(last) { meetKey(inner, last, text, line, i, &hits) }
    }

    /// Of eight bytes the first four.
    private static let narrow: UInt64 = 0xFFFF_FFFF

    /// Needles that are found by four or eight of these bytes. Few places come here: kept out of the loops.
    @inline(never)
    private func meet(_ table: GramTable, _ eight: UInt64, _ text: Span<UInt8>, _ line: Int, _ i: Int, _ hits: inout [Hit]) {
        hold(table, table.first(eight & Finder.narrow), eight, text, line, i, &hits)
        hold(table, table.first(eight), eight, text, line, i, &hits)
    }

    /// The short ones within a line.
    private func sweep(_ text: Span<UInt8>, _ line: Int, _ start: Int, _ end: Int, _ hits: inout [Hit]) {
        let filter = short.filter
        var i = start
        // Of eight bytes loaded at once four begin at each of the first five.
        while i &+ 8 <= end {
            let eight = Packed.load64(text, at: i)
            for place in 0..<5 {
                let key = eight &>> UInt64(8 &* place) & Finder.narrow
                if filter.mayHold(key) { meetKey(short, key, text, line, i &+ place, &hits) }
            }
            i &+= 5
        }
        while i &+ Needle.anchorBytes <= end {
            let key = UInt64(Packed.load32(text, at: i))
            if filter.mayHold(key) { meetKey(short, key, text, line, i, &hits) }
            i &+= 1
        }
    }

    /// Needles that are found by these bytes.
    @inline(never)
    private func meetKey(_ table: GramTable, _ key: UInt64, _ text: Span<UInt8>, _ line: Int, _ i: Int, _ hits: inout [Hit]) {
        let first = table.first(key)
        if first >= 0 { hold(table, first, NearKernel.eight(text, at: i), text, line, i, &hits) }
    }

    /// Holds the needles from entry `first` on, which have the bytes at `i`, against the text, whose next eight are given.
    @inline(__always)
    private func hold(
        _ table: GramTable, _ first: Int32, _ eight: UInt64, _ text: Span<UInt8>, _ line: Int, _ i: Int, _ hits: inout [Hit]
    ) {
        if first < 0 { return }
        var next = first
        while let entry = table.entry(next) {
            next = entry.next
            guard entry.mayStand(eight) else { continue }
            let needle = Int(entry.needle)
            let at = i - Int(entry.place)
            let start = Int(starts[needle])
            if Finder.equal(bytes, start, Int(starts[needle + 1]) - start, text, at) {
                hits.append(Hit(needle: needle, line: line, at: at))
            }
        }
    }

    @inline(__always)
    private static func equal(_ bytes: [UInt8], _ start: Int, _ count: Int, _ text: Span<UInt8>, _ at: Int) -> Bool {
        guard at >= 0, at + count <= text.count else { return false }
        for k in 0..<count where text[at + k] != bytes[start + k] { return false }
        return true
    }

    /// Where the bytes begin that prose has most seldom and needles before use least, `anchor` of them at `stride` places.
    private static func rarest(_ bytes: [UInt8], _ used: [UInt64: Int], _ stride: Int, _ anchor: Int) -> Int {
        let costs = (0...bytes.count - anchor).map { place in
            let rarity = (place..<place + Needle.anchorBytes).reduce(0) { $0 + Finder.rarity[Int(bytes[$1])] }
            return (1 << (36 - rarity)) * (1 + used[GramTable.number(bytes[place..<place + anchor]), default: 0])
        }
        var cost = costs[..<stride].reduce(0, +)
        var (best, bestCost) = (0, cost)
        for end in stride..<max(stride, costs.count) {
            cost += costs[end] - costs[end - stride]
            if cost < bestCost { (best, bestCost) = (end - stride + 1, cost) }
        }
        return best
    }

    /// How seldom western prose has a byte: one in two to the power of this, roughly. At most 9.
    private static let rarity: [Int] = {
        var rarity = [Int](repeating: 8, count: 256)
        for (bytes, power) in [(" e", 3), ("taoinshr", 4), ("dlucm", 5), ("fgypwb", 6), ("vk", 7), ("xjqz", 9)] {
            for byte in bytes.utf8 { rarity[Int(byte)] = power }
        }
        return rarity
    }()
}
