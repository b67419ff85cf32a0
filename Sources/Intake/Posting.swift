internal import Prose

/// An article that has a candidate key.
struct Posting: RunValue, Hashable {
    let article: UInt32

    init(_ article: UInt32) { self.article = article }
}

extension Posting {
    static var size: Int { 4 }
    static var mostFound: Int { Similarity.frequent + 1 }

    init(_ bytes: Span<UInt8>, at index: Int) { article = Packed.load32(bytes, at: index) }

    func store(in bytes: inout MutableSpan<UInt8>, at index: Int) { Packed.store32(article, in: &bytes, at: index) }

    /// Drops, of a hash that more than `Similarity.frequent` articles have, all but the first one more than that: enough
    /// to know for ever that it is frequent.
    static func reduce(_ entries: inout RunEntries<Posting>) {
        var (start, kept) = (0, 0)
        while start < entries.count {
            let hash = KeySpace.hash(entries.keys[start])
            var end = start + 1
            while end < entries.count, KeySpace.hash(entries.keys[end]) == hash { end += 1 }
            let limit = end - start > mostFound ? lastKept(entries.values[start..<end]) : .max
            for index in start..<end where entries.values[index].article <= limit {
                entries.move(index, to: kept)
                kept += 1
            }
            start = end
        }
        entries.truncate(kept)
    }

    /// The last article to keep among too many that share a hash.
    private static func lastKept(_ postings: ArraySlice<Posting>) -> UInt32 {
        postings.map(\.article).sorted()[Similarity.frequent]
    }
}
