/// How many keys two texts must share before it is worth comparing them.
///
/// The numbers come from trials on real articles, of which parts were cut out, replaced or edited all over until J was
/// 0.5 or C was 0.76: of 2,000 such pairs of each size at most 2 shared fewer keys than asked here (the worst being a
/// text of 50 shingles, contained, with an edit every 17 words); on 17,008 articles no pair was lost of 527, and 0.34
/// articles were compared for each new one, of some 4 that share a key.
public struct CandidateRule: Sendable, Equatable {
    /// Shared keys needed, at least 1.
    public let needed: Int
    /// Whether only keys count that agree in what is next to them. Texts below 50 shingles are too short for that.
    public let mustAgree: Bool
    /// Keys that a pair just at the thresholds shares on average: by this candidates are ranked.
    public let expected: Double

    /// The rule for a pair by the distinct shingles of each, known within some per cent; nil when these alone rule out
    /// that the two are near.
    public init?(_ a: Int, _ b: Int, _ thresholds: NearThresholds) {
        let (shorter, longer) = (Double(min(a, b)), Double(max(a, b)))
        var overlap = Double.infinity
        if shorter >= thresholds.jaccard * longer * Self.tolerance {
            overlap = thresholds.jaccard / (1 + thresholds.jaccard) * (shorter + longer)
        }
        mustAgree = min(a, b) >= NearThresholds.leastContained
        if mustAgree { overlap = min(overlap, thresholds.containment * shorter) }
        guard overlap.isFinite, shorter >= 1 else { return nil }
        overlap = min(overlap, shorter)
        // A long text has but its smallest keys: of what two share those are left that both would have kept.
        let kept = min(1, Double(CandidateKeys.most) / (longer * CandidateKeys.density))
        expected = max(1, overlap * CandidateKeys.density * kept)
        let share = Int(overlap * CandidateKeys.density * kept * Self.leastShare)
        needed = max(share, mustAgree ? 1 : Int(min(2, overlap.rounded(.up))))
    }

    /// How far the sizes may be off.
    private static let tolerance = 0.85
    /// The share of the expected keys below which fewer than one pair in 1,000 falls.
    private static let leastShare = 0.3
}
