import Config
import Prose
import Testing

struct RuleFileTests {
    @Test func shippedPackIsLargeAndRight() throws {
        let files = try RuleFile.shipped()
        let set = try RuleSet(files: files)
        #expect(set.rules.count >= 60)
        #expect(set.exampleFailures().isEmpty)
        for rule in set.rules {
            #expect(!rule.examples.cut.isEmpty && !rule.examples.keep.isEmpty, "\(rule.id)")
        }
    }

    @Test func readsEveryKey() throws {
        let file = try RuleFile(
            name: "mine.yaml",
            text: """
                rules:
                  - id: valley-tail
                    reason: The valley's own tail.
                    kind: section
                    text: [More valley, "Noch mehr Tal"]
                    position: tail
                    until: prose
                    source: valley
                    words: 5
                    outlet: Valley
                    noise: true
                    ends: true
                    examples: {cut: [More valley], keep: [More valley than hill]}
                """)
        #expect(
            file.rules == [
                Rule(
                    id: "valley-tail", reason: "The valley's own tail.", kind: .section, texts: ["More valley", "Noch mehr Tal"],
                    position: .tail, until: .prose, sources: ["valley"], words: 5, outlet: "Valley", noise: true, ends: true,
                    examples: Rule.Examples(cut: ["More valley"], keep: ["More valley than hill"]))
            ])
    }

    @Test(arguments: [
        ("rules:\n  - id: a\n    kind: lines\n    reason: r\n    text: t\n", 3, 11),
        ("rules:\n  - id: a\n    knd: line\n", 3, 5),
        ("rules:\n  - id: a\n    kind: line\n    reason: r\n    words: many\n    text: tt\n", 5, 12),
        ("rules:\n  - id: a\n    kind: line\n    text: tt\n", 2, 5),
        ("rule:\n  - id: a\n", 1, 1),
        ("rules: [\n", 2, 1),
        ("- a\n", 1, 1),
    ])
    func tellsThePlaceOfAMistake(text: String, line: Int, column: Int) {
        #expect { try RuleFile(name: "mine.yaml", text: text) } throws: { error in
            guard let error = error as? RuleFileError else { return false }
            return error.file == "mine.yaml" && (error.line, error.column) == (line, column)
        }
    }

    @Test func tellsThePlaceOfAFailingExample() throws {
        let file = try RuleFile(
            name: "mine.yaml",
            text: "rules:\n  - id: a\n    kind: line\n    reason: r\n    text: read on\n    examples: {cut: [Read off]}\n")
        #expect { try RuleSet(files: [file]) } throws: { ($0 as? RuleFileError)?.description.hasPrefix("mine.yaml:2:5: Rule “a”: It must find") == true }
    }

    @Test func anEmptyFileHasNoRules() throws {
        #expect(try RuleFile(name: "empty.yaml", text: "# nothing\n").rules.isEmpty)
    }
}
