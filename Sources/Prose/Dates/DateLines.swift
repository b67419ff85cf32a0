/// Lines that say little but when the article appeared.
enum DateLines {
    /// A date line has at most this many words, and this many beside its date.
    static let mostWords = 18
    static let mostOtherWords = 9
    /// Bytes beyond which a line is not looked at.
    static let mostBytes = 200

    /// Marks date lines: every one goes to the field, of which the first is read. Lines that a rule took for one
    /// but that are whole sentences stay.
    static func find(in draft: inout Draft, _ rules: RuleSet) {
        for piece in 0..<draft.count {
            let traits = draft.traits[piece]
            switch draft.fates[piece] {
            case .field(.published, _):
                let isSentence = traits.endsSentence && traits.words > 12
                if isSentence || DateReader.read(draft.text(piece)) == nil && traits.words > 5 { draft.fates[piece] = .kept }
            case .kept where traits.digits >= 4 && traits.words <= mostWords && traits.bytes <= mostBytes:
                if isDateLine(draft.text(piece), traits) { draft.fates[piece] = .field(.published, nil) }
            default:
                break
            }
        }
    }

    private static func isDateLine(_ text: ArraySlice<UInt8>, _ traits: Traits) -> Bool {
        guard !traits.endsSentence || traits.words < 8, !traits.hasAddress, let date = DateReader.read(text) else { return false }
        let inside = text[date.range].count(where: { $0 == 0x20 }) + 1
        return traits.words - inside <= mostOtherWords
    }
}
