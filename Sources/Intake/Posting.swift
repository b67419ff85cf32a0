internal import Prose

/// An article that has a candidate key.
struct Posting: RunValue, Hashable {
    /// 0 for `many`.
    let article: UInt32

    init(_ article: UInt32) { self.article = article }

    /// Stands for all entries of a hash that more than `Similarity.frequent` articles have.
    static let many = Posting(0)
}

extension Posting {
    static var size: Int { 4 }
    var isConclusive: Bool { self == .many }

    init(_ bytes: Span<UInt8>, at index: Int) { article = Packed.load32(bytes, at: index) }

    func store(in bytes: inout MutableSpan<UInt8>, at index: Int) { bytes.store(article, at: index) }

    /// Puts `many` in the place of the entries of a hash that is frequent, which tell nothing more and would be gone through
    /// in every run.
    static func reduce(_ entries: inout RunEntries<Posting>) {
        var (start, kept) = (0, 0)
        while start < entries.count {
            let hash = KeySpace.hash(entries.keys[start])
            var end = start + 1
            // Most stand alone.
            if kept == start, end < entries.count, KeySpace.hash(entries.keys[end]) != hash {
                (start, kept) = (end, end)
                continue
            }
            while end < entries.count, KeySpace.hash(entries.keys[end]) == hash { end += 1 }
            if end - start > Similarity.frequent || end - start > 1 && entries.values[start..<end].contains(.many) {
                entries.keys[kept] = entries.keys[start]
                entries.values[kept] = .many
                kept += 1
            } else {
                for index in start..<end {
                    entries.move(index, to: kept)
                    kept += 1
                }
            }
            start = end
        }
        entries.truncate(kept)
    }
}
