/// Finds the article's run of prose in a document: the best segment of lines by the sum of what each line is worth
/// (maximum subsequence segmentation, Pasternack and Roth 2009).
///
/// A kept line is worth what the weights say of its features, times the square root of its words; lines that rules
/// have cut cost something, and so do dates, comments' and copyright lines most, since an article is over there.
/// The run goes on behind its best end as far as no furniture stands in the way: lists at the end of an article have
/// nothing of prose. Where no run is worth much, the document is no page around an article, and stays as it is.
struct BodyModel {
    /// All in hundredths of a logit, as the weights, unless said otherwise; found by search over the same pages.
    private enum Worth {
        /// Added to each line: recall is dearer than precision.
        static let bias = 140
        /// Bounds of a line's logit, before its words count.
        static let logits = -400...400
        /// Words of a line that count at most.
        static let words = 60
        /// A line costs no more than this.
        static let lowest = -300
        static let cut = -900
        /// Noise, such as the mark of an advertisement, stands in the middle of articles too.
        static let noise = -200
        static let sectionLine = -300
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

    /// The first run with this share of the most prose is the article; later ones are other stories or comments.
    private static let earliest = (parts: 3, of: 10)
    /// A run that follows within this many lines belongs to the one before.
    private static let mostLinesBetween = 2
    /// Most lines that the run goes on behind its best end.
    private static let mostLinesBehind = 60
    /// A longer document with a cut line in every `linesPerCut` is a page, however weak its best run.
    private static let shortDocument = 90
    private static let linesPerCut = 8

    private let logits: [Int]
    private let worth: [Int]
    private let draft: Draft

    init(_ draft: Draft, _ rules: RuleSet) {
        self.draft = draft
        let features = BodyFeatures(draft)
        let weights = BodyWeights.features
        var logits: [Int] = []
        var worth: [Int] = []
        logits.reserveCapacity(draft.count)
        worth.reserveCapacity(draft.count)
        for piece in 0..<draft.count {
            var sum = BodyWeights.bias + Worth.bias
            features.of(piece) { sum += weights[$0] }
            logits.append(sum)
            worth.append(BodyModel.worth(piece, sum, draft, rules))
        }
        self.logits = logits
        self.worth = worth
    }

    private static func worth(_ piece: Int, _ logit: Int, _ draft: Draft, _ rules: RuleSet) -> Int {
        switch draft.fates[piece] {
        case .cut(.rule(let index)):
            let rule = rules.rules[index]
            if rule.ends { return Worth.end }
            if rule.noise { return Worth.noise }
            return rule.kind == .section ? Worth.sectionLine : Worth.cut
        case .cut: return Worth.noWords
        case .field(let field, _): return field == .caption || field == .credit ? Worth.picture : Worth.date
        case .kept:
            let bounded = min(max(logit, Worth.logits.lowerBound), Worth.logits.upperBound)
            let words = min(Worth.words, draft.traits[piece].words)
            return max(Worth.lowest, bounded * roots[words] / 100)
        }
    }

    /// Hundred times the square roots of 0 to 60.
    private static let roots: [Int] = (0...Worth.words).map { Int((Double($0).squareRoot() * 100).rounded()) }

    /// Cuts what is not the article; returns where the article begins and ends, or nil when everything stays.
    func cut(in draft: inout Draft) -> Range<Int>? {
        guard let run = article() else { return nil }
        let end = extended(run)
        for piece in 0..<draft.count where draft.fates[piece].isKept {
            if piece >= run.range.lowerBound && piece < run.range.upperBound {
                if logits[piece] <= Worth.inside { draft.fates[piece] = .cut(.structure(.navigation)) }
            } else if piece < run.range.lowerBound || piece >= end {
                draft.fates[piece] = .cut(.structure(draft.traits[piece].isProse ? .outsideProse : .navigation))
            }
        }
        return run.range.lowerBound..<end
    }

    /// The run that is the article; nil when there is none worth it.
    private func article() -> Run? {
        let runs = runs()
        let prose = runs.map(prose)
        guard let best = prose.max() else { return nil }
        guard let place = prose.firstIndex(where: { $0 * BodyModel.earliest.of >= best * BodyModel.earliest.parts }) else { return nil }
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

    /// A hundred for each word of prose in a run, lines of list and label aside, plus its worth to decide between equals.
    private func prose(_ run: Run) -> Int {
        var words = 0
        for piece in run.range where draft.fates[piece].isKept && logits[piece] > Worth.bias {
            let traits = draft.traits[piece]
            let isLong = traits.words > 13 || traits.endsSentence && traits.words > 5
            if traits.bullet == 0 && isLong { words += min(Worth.words, traits.words) }
        }
        return 100 * words + run.worth / 100
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

    struct Run {
        var range: Range<Int>
        var worth: Int
    }

    /// All maximal runs worth more than nothing, in order (Ruzzo and Tompa 1999), in linear time but for the walk
    /// back over the list of candidates, which is short in practice and bounded by the cap on candidates.
    private func runs() -> [Run] {
        var candidates: [(start: Int, end: Int, left: Int, right: Int)] = []
        var sum = 0
        for (piece, value) in worth.enumerated() {
            let before = sum
            sum += value
            guard value > 0 else { continue }
            var new = (start: piece, end: piece + 1, left: before, right: sum)
            while true {
                var k = candidates.count - 1
                while k >= 0 && candidates[k].left >= new.left { k -= 1 }
                if k < 0 || candidates[k].right >= new.right { break }
                new.start = candidates[k].start
                new.left = candidates[k].left
                candidates.removeLast(candidates.count - k)
            }
            candidates.append(new)
        }
        return candidates.map { Run(range: $0.start..<$0.end, worth: $0.right - $0.left) }
    }
}
