/// What the rules say of a document: which rule speaks for each piece.
struct Findings {
    /// Index of the winning rule of each piece; -1 for none. A rule that keeps beats all, then the earlier rule wins.
    var winner: [Int32]
    /// Bytes to cut from pieces that stay.
    var parts: [Part] = []
    /// How the document's prose lies around the pieces.
    let places: ProsePlaces
    /// The first outlet named.
    var outlet: String?

    struct Part {
        var piece: Int
        var rule: Int
        /// In the manuscript's bytes.
        var range: Range<Int>
    }

    /// Longer lines are not held against patterns, whose cost may be more than linear. No label is nearly as long.
    static let longestPatternLine = 4096
}

extension Findings {
    /// Matches all rules against all pieces in one pass.
    init(_ rules: RuleSet, _ script: borrowing Manuscript, _ traits: [Traits], source: String?) {
        winner = [Int32](filled: -1, count: script.pieces.count)
        let matcher = rules.matcher
        let folded = FoldedScript(script)
        let places = ProsePlaces(traits)
        self.places = places
        let source = source?.lowercased()
        let text = folded.bytes.span
        // By rule, the lines that have it.
        var repeats: [Int: [Int]] = [:]
        var outletRule = Int.max
        for hit in matcher.finder.hits(in: folded, traits) {
            let needle = matcher.needles[hit.needle]
            let scope = matcher.scopes[needle.rule]
            let line = hit.line
            guard folded.fits(needle, scope.kind, line, hit.at) else { continue }
            guard scope.applies(to: traits[line], at: places.position(line), source) else { continue }
            if scope.kind == .repeated {
                if repeats[needle.rule]?.last != line { repeats[needle.rule, default: []].append(line) }
                continue
            }
            if scope.namesOutlet && needle.rule < outletRule { outletRule = needle.rule }
            if scope.effect == .part {
                let length = needle.bytes.count(where: { $0 != Needle.lineFeed })
                let start = text[hit.at] == Needle.lineFeed ? hit.at + 1 : hit.at
                let range = folded.unfold(script, line, start..<start + length)
                parts.append(Part(piece: line, rule: needle.rule, range: range))
            } else {
                claim(line, needle.rule, matcher)
            }
        }
        parts.sort { ($0.range.lowerBound, $0.rule) < ($1.range.lowerBound, $1.rule) }
        for (rule, lines) in repeats where lines.count > 1 {
            for line in lines { claim(line, rule, matcher) }
        }
        for rule in matcher.repeats { claimRepeats(of: rule, matcher, traits, places, source) }
        if outletRule < rules.rules.count { outlet = rules.rules[outletRule].outlet }
    }

    private mutating func claim(_ piece: Int, _ rule: Int, _ matcher: RuleMatcher) {
        let effect = matcher.scopes[rule].effect
        if effect == .outlet { return }
        let before = Int(winner[piece])
        if before >= 0 {
            let keeps = matcher.scopes[before].effect == .keep
            // Of two rules that keep the earlier one, so that it does not matter which was found first.
            if keeps && (effect != .keep || before <= rule) || !keeps && before <= rule && effect != .keep { return }
        }
        winner[piece] = Int32(truncatingIfNeeded: rule)
    }

    private mutating func claimRepeats(of rule: Int, _ matcher: RuleMatcher, _ traits: [Traits], _ places: ProsePlaces, _ source: String?) {
        var seen: [UInt64: Int] = [:]
        for trait in traits { seen[trait.hash, default: 0] += 1 }
        for (piece, trait) in traits.enumerated() where seen[trait.hash, default: 0] > 1 {
            if matcher.scopes[rule].applies(to: trait, at: places.position(piece), source) { claim(piece, rule, matcher) }
        }
    }
}

/// How much of a document's prose lies before each piece.
struct ProsePlaces {
    private let before: [Int]
    private let total: Int

    init(_ traits: [Traits]) {
        var sum = 0
        var before: [Int] = []
        before.reserveCapacity(traits.count)
        for trait in traits {
            before.append(sum)
            if trait.isProse { sum += trait.words }
        }
        self.before = before
        total = sum
    }

    /// Whether the piece lies in the head (up to a quarter of the prose before it), in the tail (half or more), or both.
    func position(_ piece: Int) -> (head: Bool, tail: Bool) {
        (before[piece] * 4 <= total, before[piece] * 2 >= total)
    }

    /// Words of prose before the piece, and from it on.
    func prose(_ piece: Int) -> (before: Int, after: Int) { (before[piece], total - before[piece]) }
}
