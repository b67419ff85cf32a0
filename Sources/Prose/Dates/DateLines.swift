/// Lines that say little but when the article appeared.
enum DateLines {
    /// A date line has at most this many words, and this many beside its date.
    static let mostWords = 18
    static let mostOtherWords = 9
    /// Bytes beyond which a line is not looked at.
    static let mostBytes = 200

    /// Words beyond which a line without a date is none, whatever its rule says; the first line of a document is more
    /// likely its headline ("Updated: bridge stays closed").
    static let mostWithoutDate = 5
    static let mostWithoutDateAtTop = 3

    /// Marks date lines: every one goes to the field, of which the first is read. Lines that a rule took for one
    /// but that are whole sentences stay.
    static func find(in draft: inout Draft) {
        for piece in 0..<draft.count {
            let traits = draft.traits[piece]
            switch draft.fates[piece] {
            case .field(.published, _):
                let isSentence = traits.endsSentence && traits.words > 12
                let most = piece == 0 ? mostWithoutDateAtTop : mostWithoutDate
                if isSentence || traits.words > most && DateReader.read(draft.text(piece)) == nil { draft.fates[piece] = .kept }
            case .kept:
                if isDateLine(piece, in: draft) { draft.fates[piece] = .field(.published, nil) }
            default:
                break
            }
        }
    }

    /// Whether a line that no rule speaks for says when the article appeared.
    static func isDateLine(_ piece: Int, in draft: Draft) -> Bool {
        let traits = draft.traits[piece]
        guard traits.digits >= 4, traits.words <= mostWords, traits.bytes <= mostBytes else { return false }
        let text = draft.text(piece)
        // "12 March 2024, 10.15 a.m." ends as a sentence does; "The court met on 12 March 2024." is one.
        let isSentence = traits.endsSentence && (traits.words >= 8 || traits.smalls > 1)
        guard !isSentence, !traits.hasAddress, let date = DateReader.read(text) else { return false }
        let inside = text[date.range].count(where: { $0 == 0x20 }) + 1
        return traits.words - inside <= mostOtherWords
    }
}
