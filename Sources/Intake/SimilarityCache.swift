internal import Prose

/// Shingles of articles that were compared lately, so that many copies of one text do not read it each time.
/// Bounded by the hashes it holds; the oldest go first.
struct SimilarityCache: Sendable {
    private var shingles: [UInt32: Shingles] = [:]
    private var order: [UInt32] = []
    private var oldest = 0
    private var held = 0

    /// Hashes held at most: 4 MiB, some thousand articles.
    static let most = 1 << 19

    func find(_ article: UInt32) -> Shingles? { shingles[article] }

    /// Keeps the shingles of an article that is not in the cache; those of one that alone would fill a quarter are not.
    mutating func keep(_ article: UInt32, _ new: Shingles) {
        guard new.count <= Self.most / 4, shingles[article] == nil else { return }
        shingles[article] = new
        order.append(article)
        held += new.count
        while held > Self.most {
            held -= shingles.removeValue(forKey: order[oldest])?.count ?? 0
            oldest += 1
        }
        if oldest > order.count / 2 {
            order.removeFirst(oldest)
            oldest = 0
        }
    }
}
