import Prose
import Yams

/// Reads one rule from its node.
struct RuleReader {
    let file: String
    let node: Node

    var place: RuleFile.Place { RuleFile.Place(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1) }

    private static let keys = [
        "id", "reason", "kind", "text", "effect", "position", "until", "source", "words", "outlet", "noise", "ends", "prose",
        "examples",
    ]

    mutating func rule() throws(RuleFileError) -> Rule {
        guard let mapping = node.mapping else {
            throw RuleFileError(file, node, "A rule is a mapping with `id`, `reason`, `kind` and `text`.")
        }
        try checkKeys(mapping, RuleReader.keys)
        let kind = try choice(mapping, "kind", Rule.Kind.allCases, nil)
        return Rule(
            id: try text(mapping, "id"),
            reason: try text(mapping, "reason"),
            kind: kind,
            texts: try texts(mapping, "text"),
            effect: try choice(mapping, "effect", Rule.Effect.allCases, .cut),
            position: try choice(mapping, "position", Rule.Position.allCases, .anywhere),
            until: try choice(mapping, "until", Rule.Until.allCases, .end),
            sources: try texts(mapping, "source"),
            words: try words(mapping),
            outlet: mapping["outlet"] == nil ? nil : try text(mapping, "outlet"),
            noise: try flag(mapping, "noise"),
            ends: try flag(mapping, "ends"),
            prose: try flag(mapping, "prose", otherwise: true),
            examples: try examples(mapping))
    }

    private func checkKeys(_ mapping: Node.Mapping, _ known: [String]) throws(RuleFileError) {
        var seen: Set<String> = []
        for (key, _) in mapping {
            guard let name = key.string, known.contains(name) else {
                throw RuleFileError(file, key, "Unknown key “\(key.string ?? "?")”; known are \(known.joined(separator: ", ")).")
            }
            guard seen.insert(name).inserted else { throw RuleFileError(file, key, "Key “\(name)” stands twice.") }
        }
    }

    private func text(_ mapping: Node.Mapping, _ key: String) throws(RuleFileError) -> String {
        guard let value = mapping[key] else { throw RuleFileError(file, node, "The rule has no `\(key)`.") }
        guard let text = value.scalar?.string, !text.isEmpty else {
            throw RuleFileError(file, value, "`\(key)` must be a text.")
        }
        return text
    }

    /// One text or a list of them; none when the key is missing.
    private func texts(_ mapping: Node.Mapping, _ key: String) throws(RuleFileError) -> [String] {
        guard let value = mapping[key] else { return [] }
        if let text = value.scalar?.string, !text.isEmpty { return [text] }
        guard let sequence = value.sequence else {
            throw RuleFileError(file, value, "`\(key)` must be a text or a list of texts.")
        }
        var texts: [String] = []
        for item in sequence {
            guard let text = item.scalar?.string, !text.isEmpty else {
                throw RuleFileError(file, item, "`\(key)` must be a list of texts.")
            }
            texts.append(text)
        }
        return texts
    }

    private func choice<Value: RawRepresentable<String>>(
        _ mapping: Node.Mapping, _ key: String, _ all: [Value], _ otherwise: Value?
    ) throws(RuleFileError) -> Value {
        guard let node = mapping[key] else {
            if let otherwise { return otherwise }
            throw RuleFileError(file, self.node, "The rule has no `\(key)`.")
        }
        guard let text = node.scalar?.string, let value = Value(rawValue: text) else {
            let known = all.map(\.rawValue).joined(separator: ", ")
            throw RuleFileError(file, node, "`\(key)` must be one of \(known).")
        }
        return value
    }

    private func words(_ mapping: Node.Mapping) throws(RuleFileError) -> Int? {
        guard let value = mapping["words"] else { return nil }
        guard let number = value.int, number >= 1 else {
            throw RuleFileError(file, value, "`words` must be a number, 1 or more.")
        }
        return number
    }

    private func flag(_ mapping: Node.Mapping, _ key: String, otherwise: Bool = false) throws(RuleFileError) -> Bool {
        guard let value = mapping[key] else { return otherwise }
        guard let flag = value.bool else { throw RuleFileError(file, value, "`\(key)` must be true or false.") }
        return flag
    }

    private func examples(_ mapping: Node.Mapping) throws(RuleFileError) -> Rule.Examples {
        guard let value = mapping["examples"] else { return Rule.Examples() }
        guard let inner = value.mapping else {
            throw RuleFileError(file, value, "`examples` has the keys `cut` and `keep`, each with a list of lines.")
        }
        try checkKeys(inner, ["cut", "keep"])
        return Rule.Examples(cut: try texts(inner, "cut"), keep: try texts(inner, "keep"))
    }
}
