/// How much two texts have in common: exact, from the sets of their shingles.
public struct Likeness: Sendable, Equatable {
    /// |A∩B|
    public let shared: Int
    /// |A∪B|
    public let union: Int
    /// min(|A|, |B|)
    public let shorter: Int

    public init(_ a: Shingles, _ b: Shingles) {
        shared = NearKernel.shared(a.hashes.span, b.hashes.span)
        union = a.count + b.count - shared
        shorter = min(a.count, b.count)
    }

    init(shared: Int, union: Int, shorter: Int) {
        self.shared = shared
        self.union = union
        self.shorter = shorter
    }

    /// J = |A∩B| / |A∪B|, 0 for texts without words.
    public var jaccard: Double { union == 0 ? 0 : Double(shared) / Double(union) }
    /// C = |A∩B| / min(|A|, |B|), 0 when one has no words.
    public var containment: Double { shorter == 0 ? 0 : Double(shared) / Double(shorter) }

    /// Whether a new text repeats an old one, and how; nil when they are two articles.
    public static func verdict(new: Shingles, old: Shingles, thresholds: NearThresholds) -> (Relation, Likeness)? {
        let likeness = Likeness(new, old)
        let isSimilar = likeness.jaccard >= thresholds.jaccard
        let isContained = likeness.containment >= thresholds.containment && likeness.shorter >= NearThresholds.leastContained
        guard likeness.shared > 0, isSimilar || isContained, numbersAgree(new, old) else { return nil }
        if likeness.jaccard >= NearThresholds.sameText { return (.near, likeness) }
        if isSimilar { return (.revision, likeness) }
        return (new.count <= old.count ? .contained : .contains, likeness)
    }

    /// Short texts with other figures are two notices from one template, not one article.
    private static func numbersAgree(_ a: Shingles, _ b: Shingles) -> Bool {
        guard min(a.words, b.words) < NearThresholds.shortWords else { return true }
        let shared = NearKernel.shared(a.numbers.span, b.numbers.span)
        let union = a.numbers.count + b.numbers.count - shared
        return union == 0 || Double(shared) / Double(union) >= NearThresholds.leastNumbers
    }

    /// Whether this is the better match: higher J, then higher C. Compared in whole numbers, so that equal is equal.
    public func isNearer(than other: Likeness) -> Bool? {
        let (j, k) = (shared.multipliedFullWidth(by: other.union), other.shared.multipliedFullWidth(by: union))
        if j != k { return j > k }
        let (c, d) = (shared.multipliedFullWidth(by: other.shorter), other.shared.multipliedFullWidth(by: shorter))
        return c == d ? nil : c > d
    }
}

/// What a near duplicate is to the article it repeats. Raw values are those of `metadata.duplicate.relation`.
public enum Relation: String, Sendable, CaseIterable {
    /// J ≥ 0.8: the same text.
    case near
    /// J ≥ near.jaccard: an update, or one edited for another outlet.
    case revision
    /// The new text lies within the old one.
    case contained
    /// The new text holds the old one.
    case contains
}

/// When two texts are one article: the settings near.jaccard and near.containment, and the limits that are fixed.
public struct NearThresholds: Sendable, Equatable {
    /// Least J, above 0 and at most 1.
    public let jaccard: Double
    /// Least C, above 0 and at most 1, for texts of at least `leastContained` shingles.
    public let containment: Double

    public static let standard = NearThresholds(jaccard: 0.5, containment: 0.75)

    public init(jaccard: Double, containment: Double) {
        precondition(jaccard > 0 && jaccard <= 1 && containment > 0 && containment <= 1)
        self.jaccard = jaccard
        self.containment = containment
    }

    /// J from which the relation is `near`.
    static let sameText = 0.8
    /// Shingles on the shorter side from which containment counts: below, a quotation would be an article's copy.
    static let leastContained = 50
    /// Words of the shorter text below which the numbers in both must agree.
    static let shortWords = 150
    /// Least Jaccard of the sets of numbers.
    static let leastNumbers = 0.3
}
