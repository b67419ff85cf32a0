import Intake
import Ledger
import Prose

/// An explanation for a person: the lines with their fate, then what was found out.
struct ExplainedLines {
    private let explanation: Explanation
    private let outlook: StoreOutlook
    private let style: Style

    init(_ explanation: Explanation, _ outlook: StoreOutlook, _ style: Style) {
        self.explanation = explanation
        self.outlook = outlook
        self.style = style
    }

    func print(_ path: String, _ source: String?, to output: inout Output) throws {
        try output.line(style(.bold, path.printable))
        let width = String(explanation.lines.last?.number ?? 0).count
        for line in explanation.lines { try output.line(text(of: line, width)) }
        try output.line("")
        switch explanation.outcome {
        case .success(let article): try print(article, source, to: &output)
        case .failure(let refusal):
            try output.line(style(.red, "rejected") + "  \(refusal.reason.rawValue): \(refusal.detail)")
        }
        try output.line("")
    }

    private func text(of line: Explanation.Line, _ width: Int) -> String {
        let number = String(repeating: " ", count: width - String(line.number).count) + String(line.number)
        let (sign, look): (String, Style.Look?) =
            switch line.fate {
            case .blank: (" ", nil)
            case .kept: ("+", nil)
            case .shortened: ("~", .yellow)
            case .field: ("=", .cyan)
            case .cut: ("-", .red)
            }
        let body = "\(sign) \(line.text.printable)"
        return style(.dim, number) + " " + (look.map { style($0, body) } ?? body) + style(.dim, note(on: line))
    }

    /// Behind the line: the field it becomes, or the rule that cut it, and why.
    private func note(on line: Explanation.Line) -> String {
        var words: [String] = []
        if case .field(let field) = line.fate { words.append(field.rawValue) }
        if let rule = line.rule { words.append(rule) }
        if words.isEmpty { return "" }
        let reason = line.reason.map { ": " + $0 } ?? ""
        return "   <" + words.joined(separator: ", by ") + reason + ">"
    }

    private func print(_ article: Article, _ source: String?, to output: inout Output) throws {
        let created = article.created.map { Timestamp(seconds: $0).description }
        let rows: [(String, String?)] = [
            ("title", article.title), ("source", source ?? article.outlet ?? "inbox"), ("section", article.section),
            ("byline", article.byline), ("dateline", article.dateline), ("published", article.published),
            ("created", created), ("language", article.language), ("words", String(article.words)),
            ("encoding", article.encoding.rawValue),
            ("captions", article.captions.isEmpty ? nil : article.captions.joined(separator: " | ")),
            ("credits", article.credits.isEmpty ? nil : article.credits.joined(separator: " | ")),
            ("removed", removed(article)),
            ("verdict", verdict),
        ]
        let width = rows.map(\.0.count).max() ?? 0
        for case (let name, let value?) in rows {
            try output.line(style(.bold, name.padded(to: width)) + "  " + value.printable)
        }
    }

    /// What the store would make of it.
    private var verdict: String {
        if let doubt = outlook.doubt { return "not known: " + doubt }
        let record = outlook.forecast.record
        let repeated = outlook.forecast.repeated.map(name) ?? ""
        switch record.outcome {
        case .article(_, nil): return "a new article" + (outlook.missing.map { ": there is no store at \($0) yet" } ?? "")
        case .article(_, let near?): return "an article, marked as near \(repeated): \(likeness(near))"
        case .near(_, let near): return "a near duplicate of \(repeated): \(likeness(near))"
        case .sameText: return "the same text as \(repeated)"
        case .sameBytes: return "the same bytes as \(repeated)"
        case .rejected(let rejection): return "rejected, \(rejection.reason.rawValue): \(rejection.detail)"
        }
    }

    private func likeness(_ near: Near) -> String {
        "\(near.relation.rawValue), J \(near.jaccard.hundredths), C \(near.containment.hundredths)"
    }

    private func name(_ record: Record) -> String {
        let title = record.content?.title.map { ", " + $0 } ?? ""
        return "\(record.seq), \(String(decoding: record.delivery.file, as: UTF8.self))\(title)"
    }

    private func removed(_ article: Article) -> String? {
        if article.removed.isEmpty { return nil }
        return article.removed.map { removal in
            let lines = removal.lines.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            return "\(removal.rule) (\(lines.joined(separator: ", ")))"
        }.joined(separator: ", ")
    }
}
