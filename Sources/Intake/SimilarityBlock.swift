internal import Host
internal import Prose

/// Entries in memory, ascending by key.
struct SimilarityEntries: Sendable {
    var keys: [UInt64] = []
    var articles: [UInt32] = []

    var count: Int { keys.count }
    var isEmpty: Bool { keys.isEmpty }

    /// Drops, of a hash that more than `Similarity.frequent` articles have, all but the first one more than that: enough
    /// to know for ever that it is frequent.
    mutating func dropFrequent() {
        var kept = 0
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count, keys[end] >> 24 == keys[start] >> 24 { end += 1 }
            let limit = end - start > Similarity.frequent + 1 ? lastKept(start..<end) : .max
            for index in start..<end where articles[index] <= limit {
                (keys[kept], articles[kept]) = (keys[index], articles[index])
                kept += 1
            }
            start = end
        }
        keys.removeLast(keys.count - kept)
        articles.removeLast(articles.count - kept)
    }

    /// The last article to keep among too many that share a hash.
    private func lastKept(_ group: Range<Int>) -> UInt32 { articles[group].sorted()[Similarity.frequent] }

    /// Appends the changes that write some blocks of a run, of which these are the entries.
    func writeBlocks(_ blocks: Range<UInt32>, of run: SimilarityDirectory.Run, to changes: inout [IndexChange]) {
        var start = 0
        for block in blocks {
            let limit = KeySpace.start(of: block + 1, run.blocks)
            var end = start
            while end < keys.count, keys[end] >> 24 < limit { end += 1 }
            if end > start {
                let bytes = Packed.bytes(keys[start..<end], articles[start..<end])
                changes.append(IndexChange(.keys, SimilarityDirectory.name(run, block), bytes))
            }
            start = end
        }
    }
}

/// Reads a block of a run as it lies in the index. Whatever its bytes are, reading stays within them.
enum SimilarityBlock {
    /// Bytes of an entry: key and article.
    private static let entrySize = 12

    /// Entries of a block; nil for a length that is none of a block.
    static func count(_ bytes: Span<UInt8>) -> Int? {
        bytes.count % entrySize == 0 ? bytes.count / entrySize : nil
    }

    private static func key(_ bytes: Span<UInt8>, _ index: Int) -> UInt64 { Packed.load64(bytes, at: index &* 8) }

    private static func article(_ bytes: Span<UInt8>, _ index: Int, of count: Int) -> UInt32 {
        Packed.load32(bytes, at: count &* 8 &+ index &* 4)
    }

    /// Calls `body` with the entries that have the hash of one of the queries in a range, all of them within the
    /// block's part of the key space. A key is sought where an even spread would put it, then as far off as the key
    /// found there tells, and from there step by step. False for bytes that are no block.
    static func search(
        _ bytes: Span<UInt8>, _ queries: [CandidateKey], _ range: Range<Int>, in hashes: Range<UInt64>,
        _ body: (Int, CandidateKey, UInt32) -> Void
    ) -> Bool {
        guard let count = count(bytes) else { return false }
        if count == 0 { return true }
        let slope = Double(count) / Double(hashes.upperBound - hashes.lowerBound)
        var floor = 0
        for query in range {
            let hash = queries[query].hash
            let target = hash << 24
            var place = min(count - 1, Int(Double(hash - hashes.lowerBound) * slope))
            let offset = Double(Int64(hash) - Int64(key(bytes, place) >> 24)) * slope
            place = min(count, max(floor, place + Int(offset)))
            while place > floor, key(bytes, place &- 1) >= target { place &-= 1 }
            while place < count, key(bytes, place) < target { place &+= 1 }
            floor = place
            var found = 0
            while place < count, found <= Similarity.frequent {
                let bits = key(bytes, place)
                if bits >> 24 != hash { break }
                body(query, CandidateKey(bits: bits), article(bytes, place, of: count))
                place &+= 1
                found &+= 1
            }
        }
        return true
    }

    /// Appends the entries whose hashes lie in a range; false for bytes that are no block or do not ascend.
    static func append(_ bytes: Span<UInt8>, in hashes: Range<UInt64>, to entries: inout SimilarityEntries) -> Bool {
        guard let count = count(bytes) else { return false }
        var previous: UInt64 = 0
        for index in 0..<count {
            let bits = key(bytes, index)
            if bits < previous { return false }
            previous = bits
            guard hashes.contains(bits >> 24) else { continue }
            entries.keys.append(bits)
            entries.articles.append(article(bytes, index, of: count))
        }
        return true
    }
}
