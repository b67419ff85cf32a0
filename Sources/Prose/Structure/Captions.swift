/// Pictures' texts: lines doubled, lines that begin with the credit above them, lines that end with one.
enum Captions {
    /// A caption is no longer than this many words; longer paragraphs with a bracket at their end are prose.
    static let mostWords = 90
    /// Fewer words, and a line under itself is a label rather than a caption.
    static let leastWords = 4
    /// A credit has at most this many words.
    static let creditWords = 9

    static func find(in draft: inout Draft) {
        guard draft.count > 1 else { return }
        for piece in 1..<draft.count {
            let above = piece - 1
            if draft.fates[piece].isKept, draft.traits[piece].words >= leastWords, draft.same(piece, above) {
                doubled(piece, above, &draft)
            } else if draft.fates[piece].isKept, !draft.script.pieces[piece].gap, beginsWithCredit(piece, above, draft) {
                draft.fates[piece] = .field(.caption, nil)
            }
        }
        for piece in 0..<draft.count where draft.fates[piece].isKept && draft.traits[piece].words <= mostWords {
            if draft.endsWithBracket(piece), credit(of: draft.text(piece)) != nil { draft.fates[piece] = .field(.caption, nil) }
        }
    }

    /// The same line twice: a caption, unless it is a headline (in the head) or a passage of prose.
    private static func doubled(_ piece: Int, _ above: Int, _ draft: inout Draft) {
        let isCaption = !draft.script.pieces[piece].gap || credit(of: draft.text(piece)) != nil
        if draft.fates[above].isKept && isCaption { draft.fates[above] = .field(.caption, nil) }
        draft.fates[piece] = .cut(.structure(isCaption ? .doubledCaption : .repeatedParagraph))
    }

    /// Whether the line above is a credit and this one begins with it.
    private static func beginsWithCredit(_ piece: Int, _ above: Int, _ draft: Draft) -> Bool {
        guard case .field(.credit, _) = draft.fates[above] else { return false }
        return draft.text(piece).starts(with: draft.text(above)) && draft.traits[piece].words > draft.traits[above].words
    }

    /// The caption's own words: without the credit of the line above, which it repeats.
    static func words(of piece: Int, in draft: Draft) -> ArraySlice<UInt8> {
        let text = draft.text(piece)
        guard piece > 0, beginsWithCredit(piece, piece - 1, draft) else { return text }
        return text.dropFirst(draft.text(piece - 1).count).drop(while: { $0 == 0x20 })
    }

    /// The credit in brackets at the end of a caption, such as `(Ada Byron/Example Press)`: a few words on both
    /// sides of one slash, each side beginning with a capital. Nil when there is none.
    static func credit(of text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let last = text.last, last == UInt8(ascii: ")") || last == UInt8(ascii: "]") else { return nil }
        let opening = last == UInt8(ascii: ")") ? UInt8(ascii: "(") : UInt8(ascii: "[")
        guard let open = text.lastIndex(of: opening), open > text.startIndex else { return nil }
        let inside = text[(open + 1)..<(text.endIndex - 1)]
        guard let slash = inside.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let left = inside[..<slash]
        let right = inside[(slash + 1)...].drop(while: { $0 == 0x20 })
        guard startsWithCapital(left), startsWithCapital(right) else { return nil }
        let words = inside.count(where: { $0 == 0x20 }) + 1
        return words <= creditWords ? inside : nil
    }

    private static func startsWithCapital(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first else { return false }
        return (0x41...0x5A).contains(first) || first >= 0xC3
    }
}
