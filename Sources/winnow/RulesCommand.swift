import ArgumentParser
import Config
import LinuxHost
import Prose

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "The rules that find what is not the article.",
        discussion: """
            The shipped rules, and those of rules.d/*.yaml beside the settings file: see winnow-rules(5).

            Example: try a rule of your own

              winnow rules test && winnow explain page.txt
            """,
        subcommands: [List.self, Test.self, Suggest.self],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the rules in force.",
            discussion: """
                Example: all rules that cut a section, with their reasons

                  winnow rules list | grep section
                """)

        @Flag(help: "Print one JSON object a rule.")
        var json = false

        @OptionGroup var shared: SharedOptions

        func run() throws {
            let files = try shared.load().ruleFileContents()
            try printing { output in
                for file in files {
                    if json {
                        for rule in file.rules { try output.line(RulesCommand.json(rule, file.name).line) }
                    } else {
                        try RulesCommand.print(file, Style(for: .output), to: &output)
                    }
                }
            }
        }
    }

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Run the examples of all rules.",
            discussion: """
                Each rule has examples of lines that it must find and of lines that it must leave. Exit code 65 when one \
                comes out wrong.

                Example: before a reload

                  winnow rules test && systemctl reload winnow
                """)

        @Flag(help: "Print one JSON object.")
        var json = false

        @OptionGroup var shared: SharedOptions

        func run() throws {
            let results = try shared.load().ruleExamples()
            try printing { output in
                if json {
                    try output.line(RulesCommand.json(results).line)
                } else {
                    try output.line(
                        "\(results.examples) examples of \(results.rules) rules: \(results.failures.count) came out wrong")
                }
            }
            guard !results.failures.isEmpty else { return }
            throw Problem(.badData, results.failures.map(\.description).joined(separator: "\nwinnow: "))
        }
    }
}

extension RulesCommand {
    fileprivate static func print(_ file: RuleFile, _ style: Style, to output: inout Output) throws {
        try output.line(style(.bold, "\(file.name): \(file.rules.count) rules"))
        let width = file.rules.map(\.id.count).max() ?? 0
        for rule in file.rules {
            let sources = rule.sources.isEmpty ? "" : " (only \(rule.sources.joined(separator: ", ")))"
            let what = "\(rule.kind.rawValue) → \(rule.effect.rawValue)".padded(to: 20)
            try output.line(
                "  \(rule.id.padded(to: width))  \(style(.cyan, what))  \(rule.reason)\(style(.dim, sources))")
        }
    }

    static func json(_ rule: Rule, _ file: String?) -> JSON {
        .object([
            ("id", .text(rule.id)),
            ("file", file.map(JSON.text)),
            ("reason", .text(rule.reason)),
            ("kind", .text(rule.kind.rawValue)),
            ("effect", .text(rule.effect.rawValue)),
            ("position", .text(rule.position.rawValue)),
            ("until", rule.kind == .section ? .text(rule.until.rawValue) : nil),
            ("source", rule.sources.isEmpty ? nil : .list(rule.sources.map(JSON.text))),
            ("words", rule.words.map(JSON.integer)),
            ("outlet", rule.outlet.map(JSON.text)),
            ("noise", .bool(rule.noise)),
            ("text", .list(rule.texts.map(JSON.text))),
        ])
    }

    fileprivate static func json(_ results: RuleExamples) -> JSON {
        .object([
            ("rules", .integer(results.rules)),
            ("examples", .integer(results.examples)),
            ("failures", .list(results.failures.map { failure in
                .object([
                    ("file", .text(failure.place.source)),
                    ("line", failure.place.line.map(JSON.integer)),
                    ("column", failure.place.column.map(JSON.integer)),
                    ("message", .text(failure.sentence)),
                ])
            })),
        ])
    }
}
