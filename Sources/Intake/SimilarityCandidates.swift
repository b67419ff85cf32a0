internal import Prose

/// From shared keys to the articles worth comparing, best first. A function of what was inserted alone.
struct SimilarityCandidates {
    private var evidence: [(article: UInt32, size: Int, agrees: Bool)] = []
    /// Keys passed over because too many articles have them.
    private var frequent = 0

    /// Most articles compared with a new one.
    static let most = 32
    /// Most of them that share but a single key: chance finds those, and the more the larger the store.
    static let mostSingle = 8

    /// Takes in the entries that tell something beside a key, out of the `count` that share its hash.
    mutating func add(_ key: CandidateKey, _ entries: [(key: CandidateKey, article: UInt32)], of count: Int) {
        if count > Similarity.frequent {
            frequent += 1
            return
        }
        for entry in entries { evidence.append((entry.article, entry.key.size, key.agrees(with: entry.key))) }
    }

    struct Candidate {
        let article: UInt32
        /// Keys that count.
        let shared: Int
        /// By how much of what is expected of a pair at the thresholds is there.
        let rank: Double
    }

    /// The articles to compare with a text of `size` distinct shingles.
    mutating func ranked(size: Int, _ thresholds: NearThresholds) -> [Candidate] {
        evidence.sort { $0.article < $1.article }
        var candidates: [Candidate] = []
        var start = 0
        while start < evidence.count {
            var end = start
            var agreeing = 0
            while end < evidence.count, evidence[end].article == evidence[start].article {
                agreeing += evidence[end].agrees ? 1 : 0
                end += 1
            }
            let article = evidence[start].article
            if let rule = CandidateRule(size, evidence[start].size, thresholds) {
                let shared = rule.mustAgree ? agreeing : end - start
                if shared >= max(1, rule.needed - frequent) {
                    candidates.append(Candidate(article: article, shared: shared, rank: Double(shared) / rule.expected))
                }
            }
            start = end
        }
        candidates.sort { $0.rank != $1.rank ? $0.rank > $1.rank : $0.article < $1.article }
        return Self.bounded(candidates)
    }

    private static func bounded(_ candidates: [Candidate]) -> [Candidate] {
        var single = 0
        var kept: [Candidate] = []
        for candidate in candidates where kept.count < most {
            if candidate.shared == 1 {
                single += 1
                if single > mostSingle { continue }
            }
            kept.append(candidate)
        }
        return kept
    }
}
