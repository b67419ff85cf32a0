public import Prose

/// Rules written as a file that `RuleFile` reads back as the same rules. Keys that say nothing are left out.
public struct RuleFileText {
    private let rules: [Rule]

    public init(_ rules: [Rule]) {
        self.rules = rules
    }

    public var text: String {
        if rules.isEmpty { return "rules: []\n" }
        return "rules:\n" + rules.map(RuleFileText.text(of:)).joined()
    }

    private static func text(of rule: Rule) -> String {
        var lines = ["id: \(rule.id)", "reason: \(quoted(rule.reason))", "kind: \(rule.kind.rawValue)"]
        if !rule.texts.isEmpty { lines.append("text: \(list(rule.texts))") }
        if rule.effect != .cut { lines.append("effect: \(rule.effect.rawValue)") }
        if rule.position != .anywhere { lines.append("position: \(rule.position.rawValue)") }
        if rule.until != .end { lines.append("until: \(rule.until.rawValue)") }
        if !rule.sources.isEmpty { lines.append("source: \(list(rule.sources))") }
        if let words = rule.words { lines.append("words: \(words)") }
        if let outlet = rule.outlet { lines.append("outlet: \(quoted(outlet))") }
        if rule.noise { lines.append("noise: true") }
        if rule.ends { lines.append("ends: true") }
        if !rule.prose { lines.append("prose: false") }
        let examples = [("cut", rule.examples.cut), ("keep", rule.examples.keep)].filter { !$0.1.isEmpty }
        if !examples.isEmpty { lines.append("examples:") }
        lines += examples.map { "  \($0.0): \(list($0.1))" }
        return "  - " + lines.joined(separator: "\n    ") + "\n"
    }

    private static func list(_ texts: [String]) -> String {
        "[" + texts.map(quoted).joined(separator: ", ") + "]"
    }

    /// A double-quoted scalar (YAML 1.2, 7.3.1), in which whatever is not surely printable is escaped.
    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C: out += "\\" + String(scalar)
            case 0x20...0x7E, 0xA1...0x1FFF, 0x2010...0x2027, 0x2030...0x205F, 0x2070...0xD7FF, 0xF900...0xFDFF,
                0x1F300...0x1FAFF:
                out.unicodeScalars.append(scalar)
            case 0...0xFFFF: out += "\\u" + hex(scalar, digits: 4)
            default: out += "\\U" + hex(scalar, digits: 8)
            }
        }
        return out + "\""
    }

    private static func hex(_ scalar: Unicode.Scalar, digits: Int) -> String {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: digits - hex.count) + hex
    }
}
