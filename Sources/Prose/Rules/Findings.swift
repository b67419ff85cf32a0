/// What the rules say of a document: which rule speaks for each piece.
struct Findings {
    /// Index of the winning rule of each piece; -1 for none. A rule that keeps beats all, then the earlier rule wins.
    var winner: [Int32]
    /// Bytes to cut from pieces that stay.
    var parts: [Part] = []
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
        winner = [Int32](repeating: -1, count: script.pieces.count)
        let folded = FoldedScript(script)
        let places = ProsePlaces(traits)
        var repeats: [[Int]] = Array(repeating: [], count: 0)
        var repeatRules: [Int] = []
        let text = folded.bytes.span
        var piece = 0
        var outletRule = Int.max
        rules.finder.run(text) { index, at in
            let needle = rules.needles[index]
            let rule = rules.rules[needle.rule]
            // Finds come in the order of their anchors, so a later one may begin a little earlier: a step back first.
            let inside = text[at] == Needle.lineFeed ? at + 1 : at
            while piece > 0 && folded.starts[piece] > inside { piece -= 1 }
            while piece + 1 < folded.starts.count && folded.starts[piece + 1] <= inside { piece += 1 }
            let line = piece
            guard line < traits.count, folded.fits(needle, rule.kind, line, at) else { return }
            guard rule.applies(to: traits[line], at: places.position(line), source) else { return }
            if rule.kind == .repeated {
                if let known = repeatRules.firstIndex(of: needle.rule) {
                    if repeats[known].last != line { repeats[known].append(line) }
                } else {
                    repeatRules.append(needle.rule)
                    repeats.append([line])
                }
                return
            }
            if rule.outlet != nil && needle.rule < outletRule { outletRule = needle.rule }
            if rule.effect == .part {
                let length = needle.bytes.count(where: { $0 != Needle.lineFeed })
                let start = text[at] == Needle.lineFeed ? at + 1 : at
                parts.append(Part(piece: line, rule: needle.rule, range: folded.unfold(script, line, start..<start + length)))
            } else {
                claim(line, needle.rule, rules)
            }
        }
        for (rule, lines) in zip(repeatRules, repeats) where lines.count > 1 {
            for line in lines { claim(line, rule, rules) }
        }
        for rule in rules.repeats { claimRepeats(of: rule, rules, traits, places, source) }
        if outletRule < rules.rules.count { outlet = rules.rules[outletRule].outlet }
    }

    private mutating func claim(_ piece: Int, _ rule: Int, _ rules: RuleSet) {
        if rules.rules[rule].effect == .outlet { return }
        let before = Int(winner[piece])
        if before >= 0 {
            let keeps = rules.rules[before].effect == .keep
            if keeps || (before <= rule && rules.rules[rule].effect != .keep) { return }
        }
        winner[piece] = Int32(truncatingIfNeeded: rule)
    }

    private mutating func claimRepeats(of rule: Int, _ rules: RuleSet, _ traits: [Traits], _ places: ProsePlaces, _ source: String?) {
        var seen: [UInt64: Int] = [:]
        for trait in traits { seen[trait.hash, default: 0] += 1 }
        for (piece, trait) in traits.enumerated() where seen[trait.hash, default: 0] > 1 {
            if rules.rules[rule].applies(to: trait, at: places.position(piece), source) { claim(piece, rule, rules) }
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

extension Rule {
    fileprivate func applies(to traits: Traits, at place: (head: Bool, tail: Bool), _ source: String?) -> Bool {
        if let words, traits.words > words { return false }
        switch position {
        case .head where !place.head, .tail where !place.tail: return false
        default: break
        }
        if sources.isEmpty { return true }
        guard let source else { return false }
        return sources.contains { $0.lowercased() == source.lowercased() }
    }
}
