/// A document with the fate of each piece decided.
struct Verdict {
    var draft: Draft
    var words: DocumentWords
    var findings: Findings
    var title: Int?
    var encoding: Encoding
    var decoded: [UInt8]
    /// As the record will have it.
    var source: String
    /// The print of each piece under that source.
    var prints: [UInt64?]
    /// The rules would have taken too much.
    var keptWhole: Bool

    /// Parts to cut, by piece.
    private var parts: [Int: [Findings.Part]] {
        findings.parts.isEmpty ? [:] : Dictionary(grouping: findings.parts, by: \.piece)
    }

    /// Joins what is kept and fills the fields.
    func article(_ rules: RuleSet) throws(Refusal) -> Article {
        let text = body()
        guard !text.isEmpty else {
            throw Refusal(.noText, title == nil ? "Nothing is left of the file without its boilerplate." : "The file has nothing but a headline.")
        }
        var article = Article(
            title: title.map(draft.string), text: text, section: nil, byline: nil, dateline: nil, published: nil,
            created: nil, captions: [], credits: [], language: LanguageDetector.language(of: text), encoding: encoding, outlet: findings.outlet,
            removed: removals(rules), sequence: shingles(of: text), prints: prints(of: text))
        fill(&article, rules)
        return article
    }

    /// The shingles of the text: of words that are known, where no rule cut a part of a line.
    private func shingles(of text: [UInt8]) -> ShingleSequence {
        guard findings.parts.isEmpty else { return ShingleSequence(text.span) }
        return words.shingles(ofPiecesThatAre: { draft.fates[$0].isKept })
    }

    /// The fingerprints of the text's lines, each once, in order: of lines that are known, where no part of one was cut.
    private func prints(of text: [UInt8]) -> [UInt64] {
        guard findings.parts.isEmpty else { return LinePrinter.prints(of: text.span, source: source) }
        var kept: [UInt64] = []
        kept.reserveCapacity(prints.count)
        for piece in prints.indices where draft.fates[piece].isKept {
            if let print = prints[piece] { kept.append(print) }
        }
        return LinePrinter.distinct(kept)
    }

    /// Paragraphs joined by one blank line.
    private func body() -> [UInt8] {
        var text: [UInt8] = []
        let bytes = draft.script.bytes
        text.reserveCapacity(bytes.count + draft.count)
        let parts = parts
        for piece in 0..<draft.count where draft.fates[piece].isKept {
            let words = parts.isEmpty ? bytes[draft.script.pieces[piece].range] : remaining(of: piece, parts)
            if words.isEmpty { continue }
            if !text.isEmpty {
                text.append(0x0A)
                text.append(0x0A)
            }
            text.append(contentsOf: words)
        }
        return text
    }

    /// The piece's text without the parts that rules cut from it.
    private func remaining(of piece: Int, _ parts: [Int: [Findings.Part]]) -> ArraySlice<UInt8> {
        guard let cuts = parts[piece] else { return draft.text(piece) }
        let range = draft.script.pieces[piece].range
        var out: [UInt8] = []
        for i in range where !cuts.contains(where: { $0.range.contains(i) }) {
            let byte = draft.script.bytes[i]
            if byte == 0x20 && (out.isEmpty || out.last == 0x20) { continue }
            out.append(byte)
        }
        while out.last == 0x20 { out.removeLast() }
        return out[...]
    }

    private func fill(_ article: inout Article, _ rules: RuleSet) {
        for piece in 0..<draft.count {
            guard case .field(let field, let cause) = draft.fates[piece] else { continue }
            switch field {
            case .title: break
            case .section: if article.section == nil { article.section = draft.string(piece) }
            case .byline: if article.byline == nil { article.byline = String(decoding: Label.removed(from: piece, cause, draft, rules), as: UTF8.self) }
            case .dateline: if article.dateline == nil { article.dateline = draft.string(piece) }
            case .published:
                if article.created == nil, let date = DateReader.read(draft.text(piece)) {
                    article.created = date.seconds
                    article.published = String(decoding: draft.script.bytes[date.range], as: UTF8.self)
                }
            case .caption:
                let words = Captions.words(of: piece, in: draft)
                add(words, to: &article.captions)
                if let credit = Captions.credit(of: words) { add(credit, to: &article.credits) }
            case .credit: add(Label.removed(from: piece, cause, draft, rules), to: &article.credits)
            }
        }
        if article.dateline == nil { article.dateline = dateline() }
    }

    /// Where the first paragraph says that it was written.
    private func dateline() -> String? {
        guard let first = (0..<draft.count).first(where: { draft.fates[$0].isKept && draft.traits[$0].isProse }) else { return nil }
        return Dateline.read(draft.text(first)).map { String(decoding: $0, as: UTF8.self) }
    }

    private func add(_ text: ArraySlice<UInt8>, to list: inout [String]) {
        let string = String(decoding: text, as: UTF8.self)
        if !string.isEmpty && !list.contains(string) { list.append(string) }
    }

    /// Every cut: one entry a rule, in the order of its first line; parts apart from whole lines.
    private func removals(_ rules: RuleSet) -> [Removal] {
        var removals = Removals(keptWhole: keptWhole)
        let parts = parts
        for piece in 0..<draft.count {
            let lines = draft.script.pieces[piece].lines
            if case .cut(let cause) = draft.fates[piece] {
                removals.add(lines, cause, part: false, print: cause == .structure(.learned) ? prints[piece] : nil, rules)
            } else if draft.fates[piece].isKept {
                for part in parts[piece] ?? [] { removals.add(lines, .rule(part.rule), part: true, print: nil, rules) }
            }
        }
        return removals.removals
    }

    static func id(_ cause: Cause, _ rules: RuleSet) -> String {
        switch cause {
        case .rule(let index): rules.rules[index].id
        case .structure(let structure): structure.rawValue
        }
    }
}
