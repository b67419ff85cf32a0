/// The label by which a rule found a line, such as `Photo:` or `By`, which its field does without.
struct Label: Sendable {
    private let bytes: [UInt8]
    /// Its bytes as far as a colon in it; nil when it has none.
    private let colon: Int?
    /// Its bytes without a space at the end.
    private let bare: Int
    /// Whether it ends with one of `lastWords`.
    private let isWhole: Bool

    /// Words that end a label which has no colon: `Photograph by`, `Foto di`, `Image credit`.
    private static let lastWords: [[UInt8]] = ["by", "di", "de", "von", "par", "por", "credit", "credits", "source", "copyright", "author"]
        .map { Array($0.utf8) }

    /// What a text of a rule begins its lines with; nil when it says nothing of that.
    init?(_ text: String, _ kind: Rule.Kind) {
        switch kind {
        case .prefix: bytes = Array(text.utf8)
        case .pattern: bytes = Array(text.utf8.prefix { $0 != Needle.star && $0 != Needle.digits })
        default: return nil
        }
        if bytes.isEmpty { return nil }
        colon = bytes.lastIndex(of: 0x3A).map { $0 + 1 }
        bare = bytes.last == 0x20 ? bytes.count - 1 : bytes.count
        isWhole = Label.lastWords.contains(bytes[..<bare].split(separator: 0x20).last.map(Array.init) ?? [])
    }

    /// The labels of a rule that names a field.
    static func all(of rule: Rule) -> [Label] {
        switch rule.effect {
        case .byline, .credit: rule.texts.compactMap { Label($0, rule.kind) }
        default: []
        }
    }

    /// The piece's text without its list mark and label. The whole text where the label is all of it.
    static func removed(from piece: Int, _ cause: Cause?, _ draft: Draft, _ rules: RuleSet) -> ArraySlice<UInt8> {
        let text = draft.text(piece).dropFirst(draft.traits[piece].bullet)
        guard case .rule(let index) = cause else { return text }
        let folded = Fold.fold(text.span, 0, text.count, Fold.Trim(head: false, tail: false))
        var length = 0
        for label in rules.matcher.labels[index] { length = max(length, label.length(in: folded)) }
        // Folding never changes the length of what a label is made of but for quotes and dashes, which none has.
        let rest = text.dropFirst(length).drop { $0 == 0x20 || $0 == 0x3A }
        return rest.isEmpty ? text : rest
    }

    /// Bytes of the label that a folded line begins with.
    private func length(in line: [UInt8]) -> Int {
        guard line.starts(with: bytes) else { return 0 }
        if let colon { return colon }
        if bare < line.count, line[bare] == 0x3A { return bare }
        return isWhole ? bare : 0
    }
}
