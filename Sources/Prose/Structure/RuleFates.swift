/// Turns what the rules found into fates.
enum RuleFates {
    static func apply(_ findings: Findings, _ rules: RuleSet, to draft: inout Draft) {
        var piece = 0
        while piece < draft.count {
            let index = Int(findings.winner[piece])
            guard index >= 0 else {
                piece += 1
                continue
            }
            let rule = rules.scopes[index]
            if rule.cutsSection {
                piece = cutSection(at: piece, index, rule, findings, rules, &draft)
                continue
            }
            if let fate = fate(rule, index), !isSentence(draft.traits[piece], for: fate) { draft.fates[piece] = fate }
            piece += 1
        }
    }

    /// A credit is names: "Credit: the banks will not give any, the mayor said on Tuesday." is none.
    private static func isSentence(_ traits: Traits, for fate: Fate) -> Bool {
        guard case .field(.credit, _) = fate else { return false }
        return traits.endsSentence && traits.words >= 6 && traits.smalls > 2 * traits.capitals
    }

    private static func fate(_ rule: RuleScope, _ index: Int) -> Fate? {
        switch rule.effect {
        case .cut: .cut(.rule(index))
        case .caption: .field(.caption, .rule(index))
        case .credit: .field(.credit, .rule(index))
        case .byline: .field(.byline, .rule(index))
        case .section: .field(.section, .rule(index))
        case .dateline: .field(.dateline, .rule(index))
        case .published: .field(.published, .rule(index))
        case .keep, .part, .outlet: nil
        }
    }

    /// Cuts a heading and what it heads; returns the piece to go on with. A section to the end that would take more
    /// prose than stands before it is no tail, and ends at the next prose.
    private static func cutSection(
        at heading: Int, _ index: Int, _ rule: RuleScope, _ findings: Findings, _ rules: RuleSet, _ draft: inout Draft
    ) -> Int {
        let (before, after) = findings.places.prose(heading)
        let toEnd = rule.until == .end && before >= after
        draft.fates[heading] = .cut(.rule(index))
        var end = heading + 1
        while end < draft.count {
            let other = Int(findings.winner[end])
            if other >= 0, rules.scopes[other].effect == .keep { break }
            if !toEnd && draft.traits[end].isRunningText { break }
            end += 1
        }
        let most = heading + 1 + mostLines
        if !toEnd && end > most {
            end = most
        } else if before == 0, end < draft.count, draft.traits[end].isRunningText {
            end = ownHeadline(below: heading, end, findings, rules, draft) ?? end
        }
        for piece in heading + 1..<max(end, heading + 1) { draft.fates[piece] = .cut(.rule(index)) }
        return end
    }

    /// A section at the top of a page takes the article's own headline with it, unless one stands above: the last of its
    /// lines that may be one, or the first of two, which is a headline with its standfirst. There the article begins.
    private static func ownHeadline(
        below heading: Int, _ end: Int, _ findings: Findings, _ rules: RuleSet, _ draft: Draft
    ) -> Int? {
        guard end > heading + 1, !(0..<heading).contains(where: { mayBeHeadline($0, findings, draft) }) else { return nil }
        // Where another section begins after one line or two, these are no list.
        let next = (heading + 1..<end).first { isHeading($0, findings, rules) } ?? end
        let first = (heading + 1..<next).filter { mayBeHeadline($0, findings, draft) }
        if (1...2).contains(first.count) { return first.first }
        return (heading + 1..<end).last { mayBeHeadline($0, findings, draft) }
    }

    private static func isHeading(_ piece: Int, _ findings: Findings, _ rules: RuleSet) -> Bool {
        findings.winner[piece] >= 0 && rules.scopes[Int(findings.winner[piece])].cutsSection
    }

    /// Whether no rule speaks for a line that is longer than a label and no date.
    private static func mayBeHeadline(_ piece: Int, _ findings: Findings, _ draft: Draft) -> Bool {
        let traits = draft.traits[piece]
        return findings.winner[piece] < 0 && traits.words >= leastHeadlineWords && traits.bullet == 0
            && !DateLines.isDateLine(piece, in: draft)
    }

    /// Words of a headline, in a list of other stories as well.
    private static let leastHeadlineWords = 4

    /// A section that ends at the next prose has at most this many lines: a longer list may be the article itself.
    static let mostLines = 16
}

extension Traits {
    /// Prose, or a long line of mostly small words without the stop of a sentence, as hasty writers leave it out; the
    /// headlines in a list of other stories are shorter or capitalised.
    fileprivate var isRunningText: Bool { isProse || bullet == 0 && words >= 16 && smalls > 3 * capitals }
}
