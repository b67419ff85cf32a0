import Crypto
import Ledger
import Prose

/// The pure stages, each with the input that the one before it makes.
struct Stages {
    /// In the order of an article's way; `read` is all steps of reading together.
    enum Stage: Hashable {
        case hash
        case step(ReadingStep)
        case read, prints, keys, encode, scan

        static let all: [Stage] = [.hash] + ReadingStep.allCases.map(Stage.step) + [.read, .prints, .keys, .encode, .scan]

        var name: String {
            if case .step(let step) = self { return step.rawValue }
            return "\(self)"
        }
    }

    private let files: [[UInt8]]
    private let reader: ArticleReader
    private let steps: [ReadingSteps]
    private let articles: [Article]
    private let records: [Record]
    private let lines: [[UInt8]]
    /// What the stages make goes here, so that none of it can be left out.
    private(set) var made = 0

    init(files: [[UInt8]], rules: RuleSet) {
        let reader = ArticleReader(rules: rules)
        self.files = files
        self.reader = reader
        steps = files.compactMap { try? ReadingSteps(reader, $0, source: "bench") }
        articles = files.compactMap { try? reader.read($0, source: "bench", learned: .none) }
        records = articles.enumerated().compactMap { Stages.record($1, seq: $0 + 1, rules: rules) }
        lines = records.compactMap { try? RecordEncoder.line($0) }
    }

    /// Runs a stage over all articles. Never inlined, since instructions are counted from here on.
    @inline(never)
    mutating func measured(_ stage: Stage) {
        switch stage {
        case .hash: for file in files { made &+= Array(SHA256.hash(data: file)).count }
        case .step(let step): for file in steps { made &+= file.run(step) }
        case .read:
            for file in files { made &+= (try? reader.read(file, source: "bench", learned: .none).text.count) ?? 0 }
        case .prints: for article in articles { made &+= reader.prints(ofText: article.text, source: "bench").count }
        case .keys: for article in articles { made &+= NearPrint(article).keys.keys.count }
        case .encode:
            for article in articles { made &+= EscapedText(article.text).isEmpty ? 0 : 1 }
            for record in records { made &+= (try? RecordEncoder.line(record).count) ?? 0 }
        case .scan: for line in lines { made &+= (try? LineScan(line.span, of: .articles).seq) ?? 0 }
        }
    }

    private static func record(_ article: Article, seq: Int, rules: RuleSet) -> Record? {
        guard let id = Digest(bytes: Array(SHA256.hash(data: article.text))), let mark = RulesMark(rules.fingerprint)
        else { return nil }
        var content = Content(
            id: id, text: article.text, source: "bench", encoding: article.encoding.rawValue, words: article.words,
            rules: mark)
        content.title = article.title
        let delivery = Delivery(
            file: Array("article.txt".utf8), original: nil, bytes: article.text.count, sha256: id,
            modified: Timestamp(seconds: 0))
        return Record(seq: seq, added: Timestamp(seconds: 0), delivery: delivery, outcome: .article(content, nil))
    }
}
