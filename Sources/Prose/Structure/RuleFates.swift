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
            if rule.kind == .section && rule.effect == .cut {
                piece = cutSection(at: piece, index, rule, findings, rules, &draft)
                continue
            }
            if let fate = fate(rule, index) { draft.fates[piece] = fate }
            piece += 1
        }
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
        if !toEnd { end = min(end, heading + 1 + mostLines) }
        for piece in heading + 1..<max(end, heading + 1) { draft.fates[piece] = .cut(.rule(index)) }
        return end
    }

    /// A section that ends at the next prose has at most this many lines: a longer list may be the article itself.
    static let mostLines = 16
}

extension Traits {
    /// Prose, or a long line of mostly small words without the stop of a sentence, as hasty writers leave it out; the
    /// headlines in a list of other stories are shorter or capitalised.
    fileprivate var isRunningText: Bool { isProse || bullet == 0 && words >= 16 && smalls > 3 * capitals }
}
