import ArgumentParser
import Config
import Intake
import Ledger
import LinuxHost
import Prose

extension RulesCommand {
    struct Suggest: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "suggest", abstract: "Make rules of lines that recur in the store.",
            discussion: """
                Reads the stored articles, and prints as a rule file what stands in several of them and looks like \
                boilerplate: labels, prompts, lines that were learned. Digits may differ. Full sentences of \
                \(ArticleReader.proseWords) words or more are left out, however often they were seen, and so is what \
                rules in force already decide about. Articles that repeat others do not count. Touches nothing; judge \
                each before you take it over.

                Example: look them through, try them, take them over

                  winnow rules suggest > /etc/winnow/rules.d/seen.yaml
                  editor /etc/winnow/rules.d/seen.yaml
                  winnow rules test && systemctl reload winnow
                """)

        @Option(help: ArgumentHelp("Articles that a line must stand in.", valueName: "number"))
        var atLeast = Learning.enough

        @Flag(help: "Print one JSON object a rule.")
        var json = false

        @OptionGroup var shared: SharedOptions

        func validate() throws {
            if atLeast < 2 { throw ValidationError("--at-least takes a number of articles from 2 on.") }
        }

        func run() throws {
            SignalMask.ignorePipe()
            let configuration = try shared.load()
            let rules = try configuration.rules()
            var view = try DurableView(configuration.settings)
            try view.refresh()
            var search = RecurringLines(
                in: view.ledger, to: view.ends[.articles], reader: ArticleReader(rules: rules), atLeast: atLeast)
            let lines: [RecurringLine]
            do throws(ReadError) { lines = try search.find() } catch { throw Problem(error) }
            let suggested = SuggestedRule.rules(for: lines, inForce: rules)
            try printing { output in
                if json {
                    for one in suggested { try output.line(Self.json(one).line) }
                } else {
                    for line in heading(suggested, search, configuration.settings) { try output.line("# " + line) }
                    try output.write(RuleFileText(suggested.map(\.rule)).text.utf8)
                }
            }
        }

        private func heading(_ suggested: [SuggestedRule], _ search: RecurringLines, _ settings: Settings) -> [String] {
            let place = "at least \(atLeast) articles of \(settings.storeFolder.path.printable)"
            var lines: [String] = []
            if suggested.isEmpty {
                lines.append("No line stands in \(place) that no rule decides about.")
            } else {
                lines.append("Lines that stand in \(place), and that no rule decides about.")
                lines.append("Leave only what is no part of an article, then: winnow rules test && systemctl reload winnow")
            }
            if search.shortage >= atLeast {
                lines.append("So many lines were read that some in no more than \(search.shortage) articles may have been overlooked.")
            }
            return lines
        }

        private static func json(_ suggested: SuggestedRule) -> JSON {
            .object([
                ("articles", .integer(suggested.line.articles)),
                ("learned", .integer(suggested.line.cut)),
                ("examples", .list(suggested.line.forms.map(JSON.text))),
                ("rule", RulesCommand.json(suggested.rule, nil)),
            ])
        }
    }
}
