import Ledger
import Prose

/// An explanation for a program: the record that the file would become, with the keys of a stored one in their order,
/// but for those that only storing gives (`added`, `seq`), and before it what it is about.
struct ExplainedRecord {
    private let explanation: Explanation
    private let source: String?
    private let rules: RuleSet

    init(_ explanation: Explanation, _ source: String?, _ rules: RuleSet) {
        self.explanation = explanation
        self.source = source
        self.rules = rules
    }

    func json(_ path: String, _ bytes: [UInt8]) -> JSON {
        switch explanation.outcome {
        case .success(let article):
            return .object([("path", .text(path)), ("outcome", .text("article")), ("record", record(article, path, bytes))])
        case .failure(let refusal):
            let metadata = JSON.object([("file", .text(path)), ("bytes", .integer(bytes.count))])
            let record = JSON.object([
                ("reason", .text(refusal.reason.rawValue)), ("detail", .text(refusal.detail)), ("metadata", metadata),
            ])
            return .object([("path", .text(path)), ("outcome", .text("rejected")), ("record", record)])
        }
    }

    private func record(_ article: Article, _ path: String, _ bytes: [UInt8]) -> JSON {
        .object([
            ("title", article.title.map(JSON.text)),
            ("text", .text(String(decoding: article.text, as: UTF8.self))),
            ("source", .text(source ?? article.outlet ?? "inbox")),
            ("created", article.created.map { .text(Timestamp(seconds: $0).description) }),
            ("metadata", metadata(article, path, bytes)),
        ])
    }

    private func metadata(_ article: Article, _ path: String, _ bytes: [UInt8]) -> JSON {
        .object([
            ("file", .text(path)),
            ("bytes", .integer(bytes.count)),
            ("encoding", .text(article.encoding.rawValue)),
            ("language", article.language.map(JSON.text)),
            ("words", .integer(article.words)),
            ("section", article.section.map(JSON.text)),
            ("byline", article.byline.map(JSON.text)),
            ("dateline", article.dateline.map(JSON.text)),
            ("published", article.published.map(JSON.text)),
            ("captions", list(article.captions.map(JSON.text))),
            ("credits", list(article.credits.map(JSON.text))),
            ("rules", .text(rules.fingerprint)),
            ("removed", list(article.removed.map(removal))),
        ])
    }

    private func removal(_ removal: Prose.Removal) -> JSON {
        .object([
            ("rule", .text(removal.rule)),
            ("lines", .list(removal.lines.map { .list([.integer($0.lowerBound), .integer($0.upperBound)]) })),
            ("part", removal.part ? .bool(true) : nil),
        ])
    }

    /// Left out when there is nothing in it.
    private func list(_ items: [JSON]) -> JSON? {
        items.isEmpty ? nil : .list(items)
    }
}
