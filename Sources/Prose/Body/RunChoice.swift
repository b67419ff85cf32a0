/// Which of a page's runs is the article: the one with the most prose, counted less where other lines stand between
/// and where other runs or ends of articles come before it, and more where it is the first under a date or byline.
struct RunChoice {
    /// A run with less of the most prose than one part in this many is none.
    private static let leastShare = 20
    /// A line of prose may be worth this little, in hundredths of a logit, before what is added to each.
    private static let leastLogit = -60
    /// A date or byline stands at most this many lines before a run, or in its first two.
    private static let linesUnderDate = 3
    private static let dateFactor = 3.0
    /// How much an end of an article before a run counts, beside another run.
    private static let endWeight = 0.5

    let draft: Draft
    let logits: [Int]
    let landmarks: Landmarks
    let glued: [Bool]

    /// What is counted of a run.
    private struct Count {
        /// Words of prose, lines of list and label aside.
        var words = 0
        /// Lines of prose, and kept lines in all.
        var prose = 0
        var lines = 0
    }

    /// The place in `runs` of the article; nil when there are none.
    func best(of runs: [Run]) -> Int? {
        let counts = runs.map(count)
        let most = counts.map(\.words).max() ?? 0
        var best: (place: Int, score: Double)?
        var before = 0.0
        var ends = 0
        var read = 0
        var isDated = false
        for (place, run) in runs.enumerated() {
            while read < run.range.lowerBound {
                if landmarks.kinds[read] == .end { ends += 1 }
                read += 1
            }
            let count = counts[place]
            if most > 0 && count.words * RunChoice.leastShare <= most { continue }
            let isFirstDated = !isDated && standsUnderDate(run)
            if isFirstDated { isDated = true }
            let density = (Double(count.prose) + 0.5) / (Double(count.lines) + 0.5)
            var score = Double(count.words + 1) * density / (1 + before + RunChoice.endWeight * Double(ends))
            if isFirstDated { score *= RunChoice.dateFactor }
            // Between equals the worth decides.
            score += Double(run.worth) * 1e-9
            before += 1
            if score > best?.score ?? -1 { best = (place, score) }
        }
        return best?.place
    }

    private func count(_ run: Run) -> Count {
        var count = Count()
        for piece in run.range where draft.fates[piece].isKept {
            let traits = draft.traits[piece]
            count.lines += 1
            if glued[piece] { continue }
            if traits.isProse { count.prose += 1 }
            let isLong = traits.words > 13 || traits.endsSentence && traits.words > 5
            if traits.bullet == 0 && isLong && logits[piece] > RunChoice.leastLogit {
                count.words += min(BodyFeatures.mostWords, traits.words)
            }
        }
        return count
    }

    private func standsUnderDate(_ run: Run) -> Bool {
        let from = max(0, run.range.lowerBound - RunChoice.linesUnderDate)
        let to = min(draft.count, run.range.lowerBound + 2)
        return landmarks.kinds[from..<to].contains(.date)
    }
}
