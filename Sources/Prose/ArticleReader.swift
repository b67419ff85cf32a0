/// Reads files into articles. A value without state: the same bytes, rules, source and learned lines give the same
/// article, on any thread.
///
/// The steps, each in its own folder: decode; split into clean lines and unwrap them; match the rules; find the
/// structure; join what is kept.
public struct ArticleReader: Sendable {
    public let rules: RuleSet
    /// What an article's source is called when neither its delivery nor a rule names one.
    public static let unnamedSource = "inbox"

    public init(rules: RuleSet) {
        self.rules = rules
    }

    /// The article in a file.
    /// - Parameters:
    ///   - bytes: the whole file; time and memory are linear in its length.
    ///   - source: where it comes from, for the rules and learned lines of that source alone.
    ///   - learned: lines to cut because they were seen in several articles.
    public func read(_ bytes: [UInt8], source: String?, learned: LearnedLines) throws(Refusal) -> Article {
        try judge(bytes, source: source, learned: learned).article(rules)
    }

    /// Every line of the file with where it went and why, then what `read` gives.
    public func explain(_ bytes: [UInt8], source: String?, learned: LearnedLines) -> Explanation {
        do throws(Refusal) {
            let verdict = try judge(bytes, source: source, learned: learned)
            return Explanation(verdict, rules)
        } catch {
            return Explanation(lines: [], outcome: .failure(error))
        }
    }

    /// Fingerprints of the paragraphs of a stored text, for the table of recurring lines: short lines and lines that are
    /// no full sentence, each once. Longer sentences have none: they are never judged by how often they were seen.
    public func prints(ofText text: [UInt8], source: String) -> [UInt64] {
        LinePrinter.prints(of: text.span, source: source)
    }

    /// The steps, each of `ReadingStep`.
    func judge(_ bytes: [UInt8], source: String?, learned: LearnedLines) throws(Refusal) -> Verdict {
        let decoded = try Decoded.decode(bytes)
        let script = Manuscript(Page(decoded.bytes), mayCompose: decoded.mayCompose)
        if script.pieces.isEmpty { throw Refusal(.empty, "The file has nothing to read but space.") }
        var draft = Draft(script)
        let findings = Findings(rules, draft.script, draft.traits, source: source)
        let counted = ArticleReader.counted(source, findings)
        let prints = LinePrinter.prints(of: draft, source: counted)
        let (title, whole) = structure(findings, learned, prints, &draft)
        let words = DocumentWords(draft.script)
        if !whole { PullQuotes.find(in: &draft, words) }
        return Verdict(
            draft: draft, words: words, findings: findings, title: title, encoding: decoded.encoding, decoded: decoded.bytes,
            source: counted, prints: prints, keptWhole: whole)
    }

    /// The source as the record will have it: its lines were counted under that.
    static func counted(_ source: String?, _ findings: Findings) -> String { source ?? findings.outlet ?? unnamedSource }

    /// The headline's piece, and whether the rules would have taken too much, so that the document is kept whole.
    func structure(
        _ findings: Findings, _ learned: LearnedLines, _ prints: [UInt64?], _ draft: inout Draft
    ) -> (title: Int?, whole: Bool) {
        let whole = ArticleReader.beforeBody(findings, rules, learned, prints, &draft)
        let body = whole ? nil : BodyModel(draft, rules).cut(in: &draft)
        let title = Headline.find(in: &draft, rules)
        if let body { Lead.keep(in: &draft, title: title, body: body.lowerBound) }
        if !whole {
            Lead.clear(above: title, in: &draft)
            Repetitions.find(in: &draft, title: title)
        }
        return (title, whole)
    }

    /// What is judged before the body is looked for: the rules, learned lines, dates, lines without words, captions.
    /// True when the rules would have taken too much and the document is kept whole.
    static func beforeBody(
        _ findings: Findings, _ rules: RuleSet, _ learned: LearnedLines, _ prints: [UInt64?], _ draft: inout Draft
    ) -> Bool {
        RuleFates.apply(findings, rules, to: &draft)
        learned.cut(in: &draft, prints)
        let whole = KeepWhole.apply(rules, to: &draft)
        DateLines.find(in: &draft)
        NoWords.cut(in: &draft)
        Captions.find(in: &draft)
        return whole
    }
}
