extension RuleSet {
    /// Runs every rule's examples against that rule alone: each line to cut must be found, each to keep must not.
    /// Position and source are set aside, since an example is one line without a document.
    public func exampleFailures() -> [RuleMistake] {
        var failures: [RuleMistake] = []
        for (index, rule) in rules.enumerated() where !rule.examples.cut.isEmpty || !rule.examples.keep.isEmpty {
            var alone = rule
            alone.position = .anywhere
            alone.sources = []
            guard let set = try? RuleSet([alone]) else { continue }
            for line in rule.examples.cut where !set.finds(line) {
                failures.append(RuleMistake(index: index, id: rule.id, message: "It must find the line “\(line)”, but does not."))
            }
            for line in rule.examples.keep where set.finds(line) {
                failures.append(RuleMistake(index: index, id: rule.id, message: "It must leave the line “\(line)”, but finds it."))
            }
        }
        return failures
    }

    /// Whether the only rule of this set finds a line; a repeated one is given the line twice.
    private func finds(_ line: String) -> Bool {
        let findings = findings(in: rules.first?.kind == .repeated ? line + "\n\n" + line : line, source: nil)
        return findings.outlet != nil || findings.decides
    }

    /// Whether a rule already says what becomes of a line of a document from this source; position is set aside.
    public func decides(_ line: String, source: String?) -> Bool { findings(in: line, source: source).decides }

    private func findings(in text: String, source: String?) -> Findings {
        let draft = Draft(Manuscript(Page(Array(text.utf8))))
        return Findings(self, draft.script, draft.traits, source: source)
    }
}

extension Findings {
    /// A rule takes a piece, keeps it, or cuts a part of it.
    fileprivate var decides: Bool { !parts.isEmpty || winner.contains { $0 >= 0 } }
}
