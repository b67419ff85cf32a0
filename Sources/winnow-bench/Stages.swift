import Crypto
import Ledger
import Prose

/// The pure stages, each with the input that the one before it makes.
struct Stages {
    enum Name: String, CaseIterable {
        case hash, read, prints, sketch, encode, scan
    }

    private let files: [[UInt8]]
    private let reader: ArticleReader
    private let texts: [[UInt8]]
    private let records: [Record]
    private let lines: [[UInt8]]
    /// What the stages make goes here, so that none of it can be left out.
    private(set) var made = 0

    init(files: [[UInt8]], rules: RuleSet) {
        let reader = ArticleReader(rules: rules)
        let articles = files.compactMap { try? reader.read($0, source: "bench", learned: .none) }
        self.files = files
        self.reader = reader
        texts = articles.map(\.text)
        records = articles.enumerated().compactMap { Stages.record($1, seq: $0 + 1, rules: rules) }
        lines = records.compactMap { try? RecordEncoder.line($0) }
    }

    mutating func run(_ name: Name) {
        switch name {
        case .hash: for file in files { made &+= Array(SHA256.hash(data: file)).count }
        case .read:
            for file in files { made &+= (try? reader.read(file, source: "bench", learned: .none).text.count) ?? 0 }
        case .prints: for text in texts { made &+= reader.prints(ofText: text, source: "bench").count }
        case .sketch: for text in texts { made &+= NearPrint(text.span).keys.keys.count }
        case .encode: for record in records { made &+= (try? RecordEncoder.line(record).count) ?? 0 }
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
