/// What is asked of a rule beside its texts: small, so that asking copies little.
struct RuleScope: Sendable {
    let kind: Rule.Kind
    let effect: Rule.Effect
    let position: Rule.Position
    let until: Rule.Until
    let noise: Bool
    let ends: Bool
    let namesOutlet: Bool
    let prose: Bool
    /// Most words of a line.
    let words: Int
    /// In lower case; empty for all.
    let sources: [String]

    init(_ rule: Rule) {
        kind = rule.kind
        effect = rule.effect
        position = rule.position
        until = rule.until
        noise = rule.noise
        ends = rule.ends
        prose = rule.prose
        namesOutlet = rule.outlet != nil
        words = rule.words ?? Int.max
        sources = rule.sources.map { $0.lowercased() }
    }

    /// Its lines head sections that are cut.
    var cutsSection: Bool { kind == .section && effect == .cut }

    /// `source` is in lower case.
    func applies(to traits: Traits, at place: (head: Bool, tail: Bool), _ source: String?) -> Bool {
        if traits.words > words || !prose && traits.isProse { return false }
        switch position {
        case .head where !place.head, .tail where !place.tail: return false
        default: break
        }
        if sources.isEmpty { return true }
        guard let source else { return false }
        return sources.contains(source)
    }
}
