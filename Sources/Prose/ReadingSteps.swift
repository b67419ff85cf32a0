/// The steps of reading a file, in their order.
public enum ReadingStep: String, Sendable, CaseIterable {
    /// Encoding told, bytes checked.
    case decode
    /// Lines found and cleaned, unwrapped, brought into Normal Form C.
    case split
    /// What each line looks like.
    case traits
    /// Rules looked for.
    case rules
    /// Fingerprints of lines, by which recurring ones are known.
    case lines
    /// Fates by rules, dates, captions, the body's run, the headline, repetitions.
    case structure
    /// Words found and hashed.
    case words
    /// Pull-quotes.
    case quotes
    /// Kept lines joined, fields filled, shingles made.
    case text
}

/// One file with what each step of reading it made, so that each can be run again alone: how they are measured.
public struct ReadingSteps {
    private let reader: ArticleReader
    private let source: String?
    private let bytes: [UInt8]
    private let decoded: Decoded
    private let script: Manuscript
    /// Before anything was judged, and before pull-quotes were.
    private let plain: Draft
    private let judged: Draft
    private let findings: Findings
    private let prints: [UInt64?]
    private let words: DocumentWords
    private let verdict: Verdict

    /// Reads the file with nothing learned.
    public init(_ reader: ArticleReader, _ bytes: [UInt8], source: String?) throws(Refusal) {
        self.reader = reader
        self.bytes = bytes
        self.source = source
        decoded = try Decoded.decode(bytes)
        script = Manuscript(Page(decoded.bytes), mayCompose: decoded.mayCompose)
        plain = Draft(script)
        findings = Findings(reader.rules, script, plain.traits, source: source)
        prints = LinePrinter.prints(of: plain, source: ArticleReader.counted(source, findings))
        var draft = plain
        _ = reader.structure(findings, .none, prints, &draft)
        judged = draft
        words = DocumentWords(script)
        verdict = try reader.judge(bytes, source: source, learned: .none)
    }

    /// Runs one step again. Returns a number that depends on what it made, so that none of it can be left out.
    public func run(_ step: ReadingStep) -> Int {
        switch step {
        case .decode: return (try? Decoded.decode(bytes).bytes.count) ?? 0
        case .split: return Manuscript(Page(decoded.bytes), mayCompose: decoded.mayCompose).pieces.count
        case .traits: return Draft(script).count
        case .rules: return Findings(reader.rules, script, plain.traits, source: source).winner.count
        case .lines: return LinePrinter.prints(of: plain, source: ArticleReader.counted(source, findings)).count
        case .structure:
            var draft = plain
            return reader.structure(findings, .none, prints, &draft).title ?? 0
        case .words: return DocumentWords(script).hashes.count
        case .quotes:
            var draft = judged
            PullQuotes.find(in: &draft, words)
            return draft.count
        case .text: return (try? verdict.article(reader.rules).text.count) ?? 0
        }
    }
}
