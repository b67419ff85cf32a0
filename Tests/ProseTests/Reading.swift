import Config

@testable import Prose

/// Reading with the shipped rules, or with rules of a test's own.
enum Reading {
    static func shipped() throws -> ArticleReader {
        ArticleReader(rules: try RuleSet(files: try RuleFile.shipped()))
    }

    static func read(_ text: String, source: String? = nil) throws -> Article {
        try shipped().read(Array(text.utf8), source: source, learned: .none)
    }

    static func read(_ text: String, rules: [Rule], source: String? = nil) throws -> Article {
        try ArticleReader(rules: RuleSet(rules)).read(Array(text.utf8), source: source, learned: .none)
    }
}

extension Article {
    var string: String { String(decoding: text, as: UTF8.self) }
    var paragraphs: [String] { string.split(separator: "\n\n").map(String.init) }

    /// The lines that a rule cut; empty when it cut none.
    func lines(_ rule: String) -> [Int] { removed.filter { $0.rule == rule }.flatMap { $0.lines.flatMap(Array.init) } }
}
