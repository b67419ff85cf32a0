public import Intake
public import Prose

/// A recurring line as a rule that cuts it, ready for a rule file: it compiles, and its examples come out right.
public struct SuggestedRule: Sendable {
    public let rule: Rule
    public let line: RecurringLine

    /// Words and bytes of the line that its id is made of: enough to know it again.
    private static let idWords = 6
    private static let idBytes = 48

    /// Rules for lines, as many as can be had; ids differ from each other and from those in force.
    ///
    /// A rule is for the sources that its line was seen in. It is for all sources where there are too many, and where
    /// the source was not named by the delivery: rules for one source do not meet such documents.
    public static func rules(for lines: [RecurringLine], inForce: RuleSet) -> [SuggestedRule] {
        var taken = Set(inForce.rules.map(\.id))
        let outlets = Set(inForce.rules.compactMap(\.outlet) + [ArticleReader.unnamedSource])
        var suggested: [SuggestedRule] = []
        for line in lines {
            guard let form = line.forms.first else { continue }
            let id = id(of: form, taken)
            let sources = line.sources.map(\.source)
            let isForAll = line.articlesElsewhere > 0 || sources.contains(where: outlets.contains)
            guard let rule = rule(id, line, isForAll ? [] : sources) else { continue }
            taken.insert(id)
            suggested.append(SuggestedRule(rule: rule, line: line))
        }
        return suggested
    }

    /// A pattern where digits differ; nil when neither it nor the forms themselves make a rule that finds the line.
    private static func rule(_ id: String, _ line: RecurringLine, _ sources: [String]) -> Rule? {
        let texts: [(Rule.Kind, [String])] =
            line.digitsDiffer ? [(.pattern, [pattern(line.forms[0])]), (.line, line.forms)] : [(.line, [line.forms[0]])]
        for (kind, texts) in texts {
            let rule = Rule(
                id: id, reason: reason(line), kind: kind, texts: texts, sources: sources, examples: Rule.Examples(cut: line.forms))
            if let set = try? RuleSet([rule]), set.exampleFailures().isEmpty { return rule }
        }
        return nil
    }

    private static func reason(_ line: RecurringLine) -> String {
        let names = line.sources.map(\.source)
        let from = line.articlesElsewhere > 0 ? "many sources" : names.joined(separator: ", ")
        let cut = line.cut > 0 ? ", and was learned and cut in \(line.cut) of them" : ""
        return "Stands in \(line.articles) articles of \(from)\(cut)."
    }

    /// `#` for each run of digits. A sign that has a meaning in patterns becomes `*`, which stands for it too.
    private static func pattern(_ form: String) -> String {
        var pattern = ""
        for scalar in form.unicodeScalars {
            switch scalar {
            case "0"..."9": if pattern.last != "#" { pattern.append("#") }
            case "#", "*": pattern.append("*")
            default: pattern.unicodeScalars.append(scalar)
            }
        }
        return pattern
    }

    /// `seen-` and the line's first words; a number where these are taken or are not in Latin letters.
    private static func id(of form: String, _ taken: Set<String>) -> String {
        let words = form.lowercased().utf8.split { !(0x61...0x7A).contains($0) }.prefix(idWords)
        let joined = words.map { String(Substring($0)) }.joined(separator: "-").prefix(idBytes)
        let base = joined.split(separator: "-").reduce("seen") { $0 + "-" + $1 }
        if base != "seen", !taken.contains(base) { return base }
        // Ends: only finitely many are taken.
        var number = base == "seen" ? 1 : 2
        while taken.contains("\(base)-\(number)") { number += 1 }
        return "\(base)-\(number)"
    }
}
