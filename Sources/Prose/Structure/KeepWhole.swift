/// The guard over the rules: where they and the learned lines would take more than half of a document's prose, they
/// do not fit it. It is then kept whole, but for exact noise, and marked.
///
/// Counted are only lines that are prose or have no rule against them: menus and lists of links, of which a copied
/// page may have many times more than article, are no words to be lost.
enum KeepWhole {
    /// Undoes all cuts but those of noise rules and of lines without words; true when it did.
    static func apply(_ rules: RuleSet, to draft: inout Draft) -> Bool {
        var all = 0
        var lost = 0
        for piece in 0..<draft.count {
            let traits = draft.traits[piece]
            let byRule = isRuleCut(draft.fates[piece])
            guard traits.isProse || !byRule && draft.fates[piece].isKept else { continue }
            all += traits.words
            if byRule { lost += traits.words }
        }
        guard lost * 2 > all else { return false }
        for piece in 0..<draft.count {
            if case .cut(.rule(let index)) = draft.fates[piece], !rules.scopes[index].noise { draft.fates[piece] = .kept }
            if draft.fates[piece] == .cut(.structure(.learned)) { draft.fates[piece] = .kept }
        }
        return true
    }

    private static func isRuleCut(_ fate: Fate) -> Bool {
        switch fate {
        case .cut(.rule), .cut(.structure(.learned)): true
        default: false
        }
    }
}
