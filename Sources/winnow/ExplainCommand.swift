import ArgumentParser
import Config
import Intake
import LinuxHost
import Prose

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show how files would be read: each line kept or cut, and by which rule.",
        discussion: """
            Touches nothing. Before each line stands what becomes of it: + it is kept, ~ kept in part, = it becomes a \
            field of the record, - it is cut. Then come the headline and all that was found out, and last the verdict: \
            what the store, whose daemon may be running or not, would make of the file now.

            Example: why a paragraph is missing

              winnow explain 'Ferry back in service.txt' | grep '^ *[0-9]* -'
            """)

    @Argument(help: "Files to read; - is standard input.", completion: .file())
    var paths: [String]

    @Option(help: ArgumentHelp("Read them as coming from this source.", valueName: "name"))
    var source: String?

    @Flag(help: "Print one JSON object for each file: the record it would become now.")
    var json = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let configuration = try shared.load()
        let reader = ArticleReader(rules: try configuration.rules())
        let inquiry = StoreInquiry(configuration.settings, reader)
        try printing { output in
            for path in paths {
                let file = try InputFile(path, limit: configuration.settings.maxFileSize)
                let source = source ?? file.source(inbox: configuration.settings.inboxFolder.path)
                let outlook = inquiry.outlook(
                    Forecaster.File(file.bytes, path: file.path, source: source, modified: file.modified))
                if json {
                    try output.line(ExplainedRecord(outlook).json(path).line)
                } else {
                    let explanation = reader.explain(file.bytes, source: source, learned: outlook.forecast.learned)
                    try ExplainedLines(explanation, outlook, Style(for: .output)).print(path, source, to: &output)
                }
            }
        }
    }
}
