/// Finds the article's run of prose in a document: the best segment of lines by the sum of what each line is worth
/// (maximum subsequence segmentation, Pasternack and Roth 2009).
///
/// A kept line is worth what the weights say of its features, times the square root of its words; lines that rules
/// have cut cost something, and so do dates, comments' and copyright lines most, since an article is over there.
/// Of several runs `RunChoice` takes the article. Where no run is worth much, the document is no page around an
/// article, and stays as it is.
struct BodyModel {
    /// All in hundredths of a logit, as the weights, unless said otherwise; found by search, over pages that the weights
    /// were not fitted to.
    private enum Worth {
        /// Added to each line: recall is dearer than precision.
        static let bias = 120
        /// Bounds of a line's logit, before its words count.
        static let logits = -400...400
        /// A line costs no more than this.
        static let lowest = -300
        static let cut = -900
        /// Noise, such as the mark of an advertisement, stands in the middle of articles too.
        static let noise = -200
        static let sectionLine = -600
        static let noWords = -400
        static let picture = -100
        static let date = -2000
        static let end = -20_000
        /// A run below this may be no article, if its words are also fewer than this share of the kept ones.
        static let weak = 6000
        static let weakShare = (parts: 7, of: 20)
        /// A line inside the run goes only below this.
        static let inside = -350
    }

    /// A run that follows within this many lines belongs to the one before.
    private static let mostLinesBetween = 2
    /// Most lines that the run goes on behind its best end: the last words of an article may look like a label.
    private static let mostLinesBehind = 3
    /// A longer document with a cut line in every `linesPerCut` is a page, however weak its best run.
    private static let shortDocument = 90
    private static let linesPerCut = 8

    /// Of kept lines; 0 of others.
    private let logits: [Int]
    private let worth: [Int]
    private let draft: Draft
    private let landmarks: Landmarks
    private let glued: [Bool]

    init(_ draft: Draft, _ rules: RuleSet) {
        self.draft = draft
        landmarks = Landmarks(draft, rules)
        glued = GluedLines.find(in: draft)
        let features = BodyFeatures(draft, landmarks, glued: glued)
        let weights = BodyWeights.features
        var logits: [Int] = []
        var worth: [Int] = []
        logits.reserveCapacity(draft.count)
        worth.reserveCapacity(draft.count)
        for piece in 0..<draft.count {
            // Nobody asks how much other lines look like the article's.
            let sum = draft.fates[piece].isKept ? BodyWeights.bias + features.sum(piece, weights.span) : 0
            logits.append(sum)
            worth.append(BodyModel.worth(piece, sum + Worth.bias, draft, rules))
        }
        self.logits = logits
        self.worth = worth
    }

    private static func worth(_ piece: Int, _ logit: Int, _ draft: Draft, _ rules: RuleSet) -> Int {
        switch draft.fates[piece] {
        case .cut(.rule(let index)):
            let rule = rules.scopes[index]
            if rule.ends { return Worth.end }
            if rule.noise { return Worth.noise }
            return rule.kind == .section ? Worth.sectionLine : Worth.cut
        case .cut: return Worth.noWords
        case .field(let field, _): return field == .caption || field == .credit ? Worth.picture : Worth.date
        case .kept:
            let bounded = min(max(logit, Worth.logits.lowerBound), Worth.logits.upperBound)
            let words = min(BodyFeatures.mostWords, draft.traits[piece].words)
            return max(Worth.lowest, bounded * roots[words] / 100)
        }
    }

    /// Hundred times the square roots of 0 to 60.
    private static let roots: [Int] = (0...BodyFeatures.mostWords).map { Int((Double($0).squareRoot() * 100).rounded()) }

    /// Cuts what is not the article; returns where the article begins and ends, or nil when everything stays.
    func cut(in draft: inout Draft) -> Range<Int>? {
        guard let run = article() else { return nil }
        let end = extended(run)
        for piece in 0..<draft.count where draft.fates[piece].isKept {
            if piece >= run.range.lowerBound && piece < run.range.upperBound {
                if logits[piece] + Worth.bias <= Worth.inside { draft.fates[piece] = .cut(.structure(.navigation)) }
            } else if piece < run.range.lowerBound || piece >= end {
                draft.fates[piece] = .cut(.structure(draft.traits[piece].isProse ? .outsideProse : .navigation))
            }
        }
        return run.range.lowerBound..<end
    }

    /// The run that is the article; nil when there is none worth it.
    private func article() -> Run? {
        let runs = Run.maximal(worth)
        let choice = RunChoice(draft: draft, logits: logits, landmarks: landmarks, glued: glued)
        guard let place = choice.best(of: runs) else { return nil }
        let run = joined(runs, from: place)
        if run.worth < Worth.weak && isSmall(run) && !isPage { return nil }
        return run
    }

    /// The run and those that follow it closely with nothing between that ends an article.
    private func joined(_ runs: [Run], from place: Int) -> Run {
        var run = runs[place]
        for next in runs[(place + 1)...] {
            let gap = run.range.upperBound..<next.range.lowerBound
            if gap.count > BodyModel.mostLinesBetween || gap.contains(where: { worth[$0] == Worth.end }) { break }
            run.range = run.range.lowerBound..<next.range.upperBound
            run.worth += next.worth
        }
        return run
    }

    private func isSmall(_ run: Run) -> Bool {
        var inside = 0
        var all = 0
        for piece in 0..<draft.count {
            let words = draft.traits[piece].words
            if run.range.contains(piece) { inside += words }
            if draft.fates[piece].isKept { all += words }
        }
        return inside * Worth.weakShare.of < all * Worth.weakShare.parts
    }

    private var isPage: Bool {
        let cuts = draft.fates.count(where: \.isCut)
        return draft.count > BodyModel.shortDocument && cuts * BodyModel.linesPerCut > draft.count
    }

    /// Where the run ends, with the kept lines and pictures right behind it.
    private func extended(_ run: Run) -> Int {
        var end = run.range.upperBound
        let last = min(draft.count, end + BodyModel.mostLinesBehind)
        while end < last {
            switch draft.fates[end] {
            case .kept, .field(.caption, _), .field(.credit, _), .cut(.structure(.noWords)): end += 1
            default: return end
            }
        }
        return end
    }
}
