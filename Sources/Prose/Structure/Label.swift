/// The label by which a rule found a line, such as `Photo:` or `By`, which its field does without.
enum Label {
    /// Words that end a label which has no colon: `Photograph by`, `Foto di`, `Image credit`.
    private static let lastWords: [[UInt8]] = ["by", "di", "de", "von", "par", "por", "credit", "credits", "source", "copyright", "author"]
        .map { Array($0.utf8) }

    /// The piece's text without its list mark and label. The whole text where the label is all of it.
    static func without(_ piece: Int, _ cause: Cause?, _ draft: Draft, _ rules: RuleSet) -> ArraySlice<UInt8> {
        let text = draft.text(piece).dropFirst(draft.traits[piece].bullet)
        guard case .rule(let index) = cause else { return text }
        let folded = Fold.fold(String(decoding: text, as: UTF8.self), Fold.Trim(head: false, tail: false))
        var length = 0
        for label in rules.rules[index].texts {
            length = max(length, Label.length(Array(label.utf8), rules.rules[index].kind, folded))
        }
        // Folding never changes the length of what a label is made of but for quotes and dashes, which none has.
        let rest = text.dropFirst(length).drop { $0 == 0x20 || $0 == 0x3A }
        return rest.isEmpty ? text : rest
    }

    /// Bytes of the label that `text` of a rule begins a line with.
    private static func length(_ text: [UInt8], _ kind: Rule.Kind, _ line: [UInt8]) -> Int {
        let known: ArraySlice<UInt8>
        switch kind {
        case .prefix: known = text[...]
        case .pattern: known = text.prefix { $0 != Needle.star && $0 != Needle.digits }
        default: return 0
        }
        guard !known.isEmpty, line.starts(with: known) else { return 0 }
        if let colon = known.lastIndex(of: 0x3A) { return colon + 1 }
        let bare = known.last == 0x20 ? known.dropLast() : known
        if bare.count < line.count, line[bare.count] == 0x3A { return bare.count }
        let last = bare.split(separator: 0x20).last.map(Array.init) ?? []
        return lastWords.contains(last) ? bare.count : 0
    }
}
