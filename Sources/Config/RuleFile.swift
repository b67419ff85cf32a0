public import Prose
import Yams

/// A file of rules: a YAML list under `rules:`. Every mistake is told with its place.
///
/// ```yaml
/// rules:
///   - id: follow-us                 # kebab-case, unique over all files
///     reason: Asks to follow the outlet.
///     kind: prefix                  # line prefix suffix contains pattern section repeated
///     text: [follow us on, "folgen sie uns"]
///     effect: cut                   # cut part caption credit byline section dateline published keep outlet
///     position: anywhere            # head tail anywhere
///     until: end                    # end prose; for sections
///     source: [example]             # sources it is for; left out: all
///     words: 20                     # lines of more words are left alone
///     outlet: Example               # what a match says of where the document comes from
///     noise: true                   # cut even where a document is kept whole
///     ends: true                    # the article is over where such a line stands
///     examples: {cut: ["Follow us on Example"], keep: ["Follow us on the long way home, he said."]}
/// ```
public struct RuleFile: Sendable {
    /// For messages.
    public let name: String
    public let rules: [Rule]
    /// Where each rule begins.
    let places: [Place]

    /// A place in a file, both 1-based.
    struct Place: Sendable, Equatable {
        var line: Int
        var column: Int
    }

    /// Largest file of rules read: far above any use, so that a wrong file is refused rather than parsed.
    public static let largestFile = 8 << 20

    /// Reads the text of a file; checks what can be told of each rule alone.
    public init(name: String, text: String) throws(RuleFileError) {
        guard text.utf8.count <= RuleFile.largestFile else {
            throw RuleFileError(file: name, line: 1, column: 1, message: "A rule file may have at most 8 MiB.")
        }
        let root = try RuleFile.compose(name, text)
        var rules: [Rule] = []
        var places: [Place] = []
        if let root {
            for node in try RuleFile.list(name, root) {
                var reader = RuleReader(file: name, node: node)
                rules.append(try reader.rule())
                places.append(reader.place)
            }
        }
        self.name = name
        self.rules = rules
        self.places = places
    }

    private static func compose(_ name: String, _ text: String) throws(RuleFileError) -> Node? {
        do {
            // Without a resolver: its regular expressions cost more than the parsing.
            return try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw RuleFileError(name, error)
        } catch {
            throw RuleFileError(file: name, line: 1, column: 1, message: "\(error)")
        }
    }

    /// The nodes under `rules:`.
    private static func list(_ name: String, _ root: Node) throws(RuleFileError) -> [Node] {
        guard let mapping = root.mapping else {
            throw RuleFileError(name, root, "A rule file begins with `rules:` and a list of rules below it.")
        }
        for (key, _) in mapping where key.string != "rules" {
            throw RuleFileError(name, key, "Unknown key “\(key.string ?? "?")”; the only key at this level is `rules`.")
        }
        guard let rules = mapping["rules"] else { return [] }
        guard let sequence = rules.sequence else {
            throw RuleFileError(name, rules, "`rules` must be a list; each rule begins with `- id:`.")
        }
        return Array(sequence)
    }
}

extension RuleSet {
    /// Compiles the rules of several files; ids must be unique over all of them, and every example must come out right.
    public init(files: [RuleFile]) throws(RuleFileError) {
        let rules = files.flatMap(\.rules)
        do throws(RuleMistake) {
            self = try RuleSet(rules)
        } catch {
            throw RuleFileError(files, error.index, "Rule “\(error.id)”: \(error.message)")
        }
        if let failure = exampleFailures().first {
            throw RuleFileError(files, failure.index, "Rule “\(failure.id)”: \(failure.message)")
        }
    }
}
