/// Rules ready to be matched. A class, so that handing it on counts one reference and not one for each table.
final class RuleMatcher: Sendable {
    let needles: [Needle]
    /// One for each rule.
    let scopes: [RuleScope]
    let finder: Finder
    /// Of each rule.
    let labels: [[Label]]
    /// Indices of rules of kind repeated without texts.
    let repeats: [Int]

    init(_ rules: [Rule], _ needles: [Needle]) {
        let scopes = rules.map(RuleScope.init)
        self.scopes = scopes
        self.needles = needles
        finder = Finder(needles, words: needles.map { scopes[$0.rule].words })
        labels = rules.map(Label.all)
        repeats = rules.indices.filter { rules[$0].kind == .repeated && rules[$0].texts.isEmpty }
    }
}
