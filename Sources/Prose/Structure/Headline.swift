/// The headline, the section label above it, and single-passage documents.
enum Headline {
    /// Words of a headline.
    static let words = 2...32
    /// Words of a section label.
    static let sectionWords = 3
    static let sectionBytes = 32
    /// How many lines before the first prose may hold the headline; farther up is navigation.
    static let reach = 40
    /// Below this score a line is no headline.
    static let least = 0.5

    /// Marks headline and section; returns the headline's piece. It often stands outside of the article's run.
    static func find(in draft: inout Draft, _ rules: RuleSet) -> Int? {
        let prose = bodyStart(draft)
        let end = prose < draft.count ? prose : lastCandidate(draft)
        guard let title = best(draft, max(0, end - reach)..<end, body: prose) ?? mistakenFirst(draft, rules, before: end) else { return nil }
        draft.fates[title] = .field(.title, nil)
        markSection(above: title, &draft)
        return title
    }

    /// A first line of running words that was taken for a byline, a credit, a date, or for furniture by a rule that leaves prose
    /// alone, is the headline where there is no other: "By the sea, a town waits for rain", "11 September 2001: a survivor tells
    /// her story".
    private static func mistakenFirst(_ draft: Draft, _ rules: RuleSet, before end: Int) -> Int? {
        guard end > 0, end < draft.count else { return nil }
        let traits = draft.traits[0]
        guard traits.words >= 5, words.contains(traits.words), traits.smalls >= 3, traits.smalls > traits.capitals,
            traits.bullet == 0, traits.separators == 0, !traits.hasAddress, !traits.hasCopyright
        else { return nil }
        switch draft.fates[0] {
        case .field(.byline, _), .field(.credit, _), .field(.published, nil): return 0
        case .cut(.rule(let index)) where !rules.scopes[index].prose: return 0
        default: return nil
        }
    }

    /// The first kept prose, or the first line that is too long for a headline and hardly capitalised, unless it is the
    /// first of the document; a headline does not stand behind it.
    private static func bodyStart(_ draft: Draft) -> Int {
        for piece in 0..<draft.count where draft.fates[piece].isKept {
            let traits = draft.traits[piece]
            let isLong = traits.words > 20 && traits.smalls > traits.capitals && traits.bullet == 0
            if traits.isProse || isLong && piece > 0 { return piece }
        }
        return draft.count
    }

    /// Without any prose the last line that is kept must remain as text, if there is more than one.
    private static func lastCandidate(_ draft: Draft) -> Int {
        let kept = (0..<draft.count).filter { draft.fates[$0].isKept }
        guard kept.count != 1 else { return draft.traits[kept[0]].isPassage ? 0 : draft.count }
        return kept.last ?? 0
    }

    private static func best(_ draft: Draft, _ range: Range<Int>, body: Int) -> Int? {
        var best: (piece: Int, score: Double)?
        for piece in range where mayBe(draft.fates[piece]) {
            let score = score(draft, piece, body: body, first: range.lowerBound)
            if score >= least, score > best?.score ?? -1 { best = (piece, score) }
        }
        return best.map { above($0, draft, range, body: body) }
    }

    /// A standfirst of one line looks like a headline and stands nearer to the prose. Where a line of headline length
    /// stands right above the best one, and no lower in score but for its place, it comes first: shorter, and not above
    /// a date, which parts a headline from what stands over it.
    private static func above(_ best: (piece: Int, score: Double), _ draft: Draft, _ range: Range<Int>, body: Int) -> Int {
        let piece = best.piece - 1
        if range.contains(piece), mayBe(draft.fates[piece]), isFirstAfterLabels(piece, draft) { return piece }
        guard draft.traits[best.piece].words >= standfirstWords else { return best.piece }
        guard range.contains(piece), mayBe(draft.fates[piece]), draft.traits[piece].words >= leastBeforeStandfirst,
            draft.traits[piece].words < draft.traits[best.piece].words,
            score(draft, piece, body: body, first: range.lowerBound) > best.score - nearlyAsGood
        else { return best.piece }
        return piece
    }

    /// The first line of a headline's length, under a menu or labels alone: what follows it at once is its standfirst.
    private static func isFirstAfterLabels(_ piece: Int, _ draft: Draft) -> Bool {
        let traits = draft.traits[piece]
        guard usualWords.contains(traits.words), !traits.endsSentence, !traits.endsColon, !traits.endsEllipsis, traits.bullet == 0,
            traits.separators == 0, !traits.hasAddress, !traits.startsSmall
        else { return false }
        return (0..<piece).allSatisfy { draft.traits[$0].words <= sectionWords && !draft.traits[$0].endsSentence }
    }

    /// Words of most headlines.
    private static let usualWords = 6...18

    /// A standfirst has at least this many words, a headline over one at least that many.
    private static let standfirstWords = 9
    private static let leastBeforeStandfirst = 4
    private static let nearlyAsGood = 0.3

    /// Lines that were kept, or cut only because they stand outside the article's run.
    private static func mayBe(_ fate: Fate) -> Bool {
        fate.isKept || fate == .cut(.structure(.navigation)) || fate == .cut(.structure(.outsideProse))
    }

    /// How much a line looks like the headline: its length first, then its ending, its place, and its twins.
    private static func score(_ draft: Draft, _ piece: Int, body: Int, first: Int) -> Double {
        let traits = draft.traits[piece]
        guard words.contains(traits.words) || traits.letters > 8, traits.bullet == 0 else { return -1 }
        var score: Double
        switch traits.words {
        case ..<2: score = traits.letters > 24 ? 1 : 0
        case 2...3: score = 1.2
        case 4...18: score = 3
        case 19...25: score = 1.6
        default: score = 0.6
        }
        if traits.endsSentence && !traits.asks { score -= 1.5 }
        if traits.endsColon || traits.endsEllipsis { score -= 1.5 }
        if traits.digits * 3 > traits.letters { score -= 3 }
        if traits.separators > 1 || traits.hasAddress || traits.hasCopyright { score -= 1.5 }
        if traits.startsSmall { score -= 1 }
        score -= 0.06 * Double(min(Headline.reach, body - piece))
        if piece == 0 { score += 1.5 }
        if piece + 1 < draft.count, draft.fates[piece + 1].isByline { score += 0.5 }
        return score
    }

    /// A label of a few words right above the headline, at the top of the document.
    private static func markSection(above title: Int, _ draft: inout Draft) {
        if (0..<draft.count).contains(where: { draft.fates[$0].isSection }) { return }
        guard title > 0, title <= 2 else { return }
        let piece = title - 1
        let traits = draft.traits[piece]
        guard mayBe(draft.fates[piece]), traits.words <= sectionWords, traits.bytes <= sectionBytes, traits.digits == 0,
            traits.bullet == 0, !traits.endsSentence, !traits.endsColon, traits.separators == 0, !traits.hasAddress,
            traits.letters > 1
        else { return }
        draft.fates[piece] = .field(.section, nil)
    }
}

extension Traits {
    /// A single line that is a document's text rather than its headline.
    var isPassage: Bool { isProse || endsSentence && words >= 5 || words >= 20 }
}

extension Fate {
    fileprivate var isByline: Bool {
        if case .field(.byline, _) = self { return true }
        return false
    }

    fileprivate var isSection: Bool {
        if case .field(.section, _) = self { return true }
        return false
    }
}
