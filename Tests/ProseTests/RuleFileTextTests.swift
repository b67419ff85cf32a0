import Config
import Prose
import Testing

struct RuleFileTextTests {
    private static let odd = [
        "plain", "quote \" and \\ back", "tab\tand\nline", "# no comment", "key: value", "- dash", "{brace}", "  space  ",
        "caf\u{E9} \u{2019}s \u{A9} \u{939}\u{93F} \u{1F4F7}", "\u{7F}\u{85}\u{9B}\u{2028}\u{FEFF}\u{FFFD}", "yes", "1.0", "null", "%d", "é\u{301}",
    ]

    @Test func everyTextReadsBackAsItWas() throws {
        let rule = Rule(
            id: "a-1", reason: Self.odd.joined(separator: "|"), kind: .line, texts: Self.odd, sources: Self.odd,
            examples: Rule.Examples(cut: Self.odd, keep: Self.odd))
        #expect(try RuleFile(name: "w", text: RuleFileText([rule]).text).rules == [rule])
    }

    @Test func everyShippedRuleReadsBackAsItWas() throws {
        let rules = try RuleFile.shipped().flatMap(\.rules)
        #expect(try RuleFile(name: "w", text: RuleFileText(rules).text).rules == rules)
    }

    @Test func everyKeyReadsBackAsItWas() throws {
        let rules = Rule.Kind.allCases.flatMap { kind in
            Rule.Effect.allCases.map { effect in
                Rule(
                    id: "r", reason: "r", kind: kind, texts: ["text"], effect: effect, position: .tail, until: .prose,
                    sources: ["s"], words: 3, outlet: "Valley", noise: true, ends: true)
            }
        }
        #expect(try RuleFile(name: "w", text: RuleFileText(rules).text).rules == rules)
    }

    @Test func noRulesAreAFileToo() throws {
        #expect(try RuleFile(name: "w", text: RuleFileText([]).text).rules.isEmpty)
    }
}
