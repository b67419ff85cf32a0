internal import Crypto

/// Rules compiled once, for any number of threads.
public struct RuleSet: Sendable {
    /// The rules as given.
    public let rules: [Rule]
    /// 12 hex digits that name the program's reading of articles and the rules: what `metadata.rules` says.
    public let fingerprint: String
    let matcher: RuleMatcher
    var scopes: [RuleScope] { matcher.scopes }

    /// Grows with every change of the program that can change a text, so that records tell which reading made them.
    static let readingVersion = 3
    /// Longest text of a rule, in bytes, and most texts in all rules together: far above any use, to bound memory.
    public static let longestText = 400
    public static let mostTexts = 200_000

    /// Refuses ids that are not kebab-case or occur twice, texts that are too short to be found or too long,
    /// and effects that do not fit their kind.
    public init(_ rules: [Rule]) throws(RuleMistake) {
        var needles: [Needle] = []
        var ids: Set<String> = []
        for (index, rule) in rules.enumerated() {
            if let message = RuleSet.mistake(in: rule, ids) { throw RuleMistake(index: index, id: rule.id, message: message) }
            ids.insert(rule.id)
            for text in rule.texts {
                guard text.utf8.count <= RuleSet.longestText, needles.count < RuleSet.mostTexts else {
                    throw RuleMistake(index: index, id: rule.id, message: "The text “\(text.prefix(40))…” is too long, or there are too many.")
                }
                guard let needle = Needle(rule: index, rule.kind, text) else {
                    throw RuleMistake(index: index, id: rule.id, message: "The text “\(text)” is too short to be found by: \(RuleSet.least(rule.kind)).")
                }
                needles.append(needle)
            }
        }
        self.rules = rules
        matcher = RuleMatcher(rules, needles)
        fingerprint = RuleSet.fingerprint(of: rules)
    }

    private static func mistake(in rule: Rule, _ ids: Set<String>) -> String? {
        if !isKebab(rule.id) { return "The id “\(rule.id)” is not of the form “read-more”: small letters, digits, hyphens." }
        if ids.contains(rule.id) || Structure(rawValue: rule.id) != nil { return "The id “\(rule.id)” is taken." }
        if rule.texts.isEmpty && rule.kind != .repeated { return "The rule has no text." }
        if rule.effect == .part && ![.prefix, .suffix, .contains].contains(rule.kind) {
            return "Only a prefix, a suffix or a contained text can be cut from a line."
        }
        if let words = rule.words, words < 1 { return "The limit of words must be 1 or more." }
        return nil
    }

    private static func isKebab(_ id: String) -> Bool {
        let parts = id.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return id.utf8.count <= 80
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) } }
    }

    private static func least(_ kind: Rule.Kind) -> String {
        switch kind {
        case .line, .section, .repeated: "a line needs 2 bytes"
        case .prefix, .suffix: "a prefix or suffix needs 3 bytes"
        case .contains: "a contained text needs 4 bytes"
        case .pattern: "one part of a pattern needs 4 bytes, 3 at the start or end of the line"
        }
    }

    private static func fingerprint(of rules: [Rule]) -> String {
        var hash = SHA256()
        hash.update(data: Array("winnow prose \(readingVersion)\n".utf8))
        for rule in rules {
            let fields = [
                rule.id, rule.kind.rawValue, rule.effect.rawValue, rule.position.rawValue, rule.until.rawValue,
                rule.words.map(String.init) ?? "", rule.outlet ?? "", rule.noise ? "noise" : "", rule.ends ? "ends" : "", rule.prose ? "" : "no prose",
            ]
            for field in fields + ["\u{1}"] + rule.sources + ["\u{1}"] + rule.texts + ["\u{1}"] {
                hash.update(data: Array(field.utf8) + [0])
            }
        }
        let digits = Array("0123456789abcdef".utf8)
        let hex = hash.finalize().prefix(6).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: hex, as: UTF8.self)
    }
}
