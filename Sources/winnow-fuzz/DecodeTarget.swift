import Config
import Foundation
import Prose

/// The bytes of a file to an article: decoding, lines, rules, structure, normal form, words and fingerprint.
enum DecodeTarget {
    /// Bytes that `repeated` reads: enough for work that grows with the square of the length to show.
    private static let repeatedSize = 256 << 10

    private static let reader: ArticleReader = {
        guard let files = try? RuleFile.shipped(), let rules = try? RuleSet(files: files) else {
            fatalError("the shipped rules do not load")
        }
        return ArticleReader(rules: rules)
    }()

    @Sendable static func run(_ bytes: [UInt8]) {
        let explained = reader.explain(bytes, source: "any", learned: .none)
        let outcome = Result { () throws(Refusal) in try reader.read(bytes, source: "any", learned: .none) }
        precondition(outcome == explained.outcome, "explained as it is read")
        readAgain(explained, outcome)
        guard case .success(let article) = outcome else { return }
        checkTexts(article)
        checkLines(article, explained.lines)
        let print = NearPrint(article)
        let counted = NearPrint(article.text.span)
        precondition(print.keys.keys == counted.keys.keys && print.words == counted.words, "the same words found while reading and in the text")
        _ = reader.prints(ofText: article.text, source: "any")
    }

    /// Reads the input again and again as one document; libFuzzer's limit of time is what it must keep.
    @Sendable static func repeated(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        var document: [UInt8] = []
        document.reserveCapacity(repeatedSize + bytes.count)
        while document.count < repeatedSize { document += bytes }
        guard let article = try? reader.read(document, source: "any", learned: .none) else { return }
        _ = NearPrint(article)
    }

    /// The decoded lines, saved as UTF-8 with line feeds, read as the same article: however they were encoded and ended.
    private static func readAgain(_ explained: Explanation, _ outcome: Result<Article, Refusal>) {
        guard (1..<Explanation.mostLines).contains(explained.lines.count) else { return }
        let bytes = Array(explained.lines.map(\.text).joined(separator: "\n").utf8)
        // A mark at the start of a line is one at the start of the file now, and so is the signature of a format; and with
        // shorter ends of lines there may be too many control characters for a text.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return }
        let again = reader.explain(bytes, source: "any", learned: .none)
        switch (outcome, again.outcome) {
        case (.success(let first), .success(var second)):
            second.encoding = first.encoding
            precondition(first == second, "read again it is the same article")
        case (.failure(let first), .failure(let second)):
            precondition(first.reason == second.reason || second.reason == .binary, "refused for the same reason")
        case (.success, .failure(let second)):
            precondition(second.reason == .binary, "what was an article is refused as \(second.reason.rawValue)")
        case (.failure(let first), .success):
            preconditionFailure("what was refused as \(first.reason.rawValue) is an article")
        }
    }

    /// What `Article` promises of its texts: UTF-8 in Normal Form C, on one line, trimmed, without control characters.
    private static func checkTexts(_ article: Article) {
        guard let text = String(validating: article.text, as: UTF8.self) else { preconditionFailure("a text in UTF-8") }
        precondition(!text.isEmpty, "a text that says something")
        let paragraphs = article.text.split(separator: [0x0A, 0x0A]).map { String(decoding: $0, as: UTF8.self) }
        precondition(Array(paragraphs.joined(separator: "\n\n").utf8) == article.text, "one blank line between paragraphs")
        let fields = [article.title, article.section, article.byline, article.dateline, article.published].compactMap(\.self)
        for line in paragraphs + fields + article.captions + article.credits { checkLine(line) }
        precondition(isNormal(text), "a text in Normal Form C")
    }

    private static func checkLine(_ line: String) {
        precondition(!line.isEmpty && line.utf8.first != 0x20 && line.utf8.last != 0x20, "trimmed")
        precondition(!line.utf8.elementsEqual([]) && !line.contains("  "), "single spaces")
        precondition(!line.unicodeScalars.contains { $0.properties.generalCategory == .control }, "no control characters")
        precondition(isNormal(line), "in Normal Form C")
    }

    private static func isNormal(_ text: String) -> Bool {
        text.precomposedStringWithCanonicalMapping.utf8.elementsEqual(text.utf8)
    }

    /// Every line that was cut is in `removed`, every other is not, and each is a line that is there.
    private static func checkLines(_ article: Article, _ lines: [Explanation.Line]) {
        for (rule, parts) in Dictionary(grouping: article.removed, by: \.rule) {
            for removal in parts {
                precondition(removal.lines.allSatisfy { $0.lowerBound >= 1 && $0.upperBound <= lines.count }, "\(rule): lines that are there")
                precondition(zip(removal.lines, removal.lines.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound }, "\(rule): in order")
            }
        }
        let cut = Set(article.removed.filter { !$0.part }.flatMap(\.lines).joined())
        let shortened = Set(article.removed.filter(\.part).flatMap(\.lines).joined())
        for line in lines {
            // Neighbours are merged over a blank line of the same paragraph's edge: that one says nothing either way.
            if line.fate == .blank { continue }
            precondition(cut.contains(line.number) == (line.fate == .cut), "line \(line.number) is cut, and `removed` says so")
            precondition(shortened.contains(line.number) == (line.fate == .shortened), "line \(line.number) lost a part")
        }
    }
}
