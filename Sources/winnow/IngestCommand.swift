import ArgumentParser
import Config
import Host
import Intake
import Ledger
import LinuxHost

struct IngestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Store files and folders once, leaving the originals where they are.",
        discussion: """
            Folders are gone through with all that is below them, in the order of their names. A path that was recorded \
            before with the same bytes is passed over, so the command can be run again.

            Example: store a folder of saved pages as articles of one source

              winnow ingest --source 'Evening Post' ~/saved
            """)

    @Argument(help: "Files and folders; - is one article on standard input.", completion: .file())
    var paths: [String]

    @Option(help: ArgumentHelp("Where the articles come from.", valueName: "name"))
    var source: String?

    @Flag(help: "End with 65 when any file was rejected, not only when all were.")
    var strict = false

    @Flag(help: "Print the summary as one JSON object.")
    var json = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        SignalMask.ignorePipe()
        let configuration = try shared.load()
        var report = IngestReport(ProgressLine(besides: json))
        try ingest(configuration, &report)
        try report.print(json: json)
        if let worst = report.failure { throw worst }
        let rejected = report.tally.rejected
        if rejected > 0, strict || rejected == report.tally.total {
            throw Problem(.badData, "\(rejected) of \(report.tally.total) files were rejected: see rejected.jsonl for why.")
        }
    }

    private func ingest(_ configuration: Configuration, _ report: inout IngestReport) throws(Problem) {
        let settings = configuration.settings
        let machine = Machine(settings, reporter: TerminalReporter())
        let rules = try configuration.rules()
        var ingest: Ingest
        do throws(StartProblem) {
            ingest = try Ingest(seams: machine.seams, settings: settings, rules: rules)
        } catch {
            throw Problem(error)
        }
        DaemonStatus.removeStale(settings)
        do throws(Fault) {
            for path in paths {
                if path == "-" {
                    try standardInput(&ingest, limit: settings.maxFileSize, &report)
                } else {
                    let walk = IngestWalk(source: source, ignore: settings.ignore, volume: machine.seams.volume)
                    try walk.run(path, into: &ingest, &report)
                }
            }
            try ingest.finish { report.note($0) }
        } catch {
            throw Problem(error)
        }
    }

    private func standardInput(_ ingest: inout Ingest, limit: Int, _ report: inout IngestReport) throws(Fault) {
        let bytes = try PlainFile.readStandardInput(limit: limit)
        try ingest.add(bytes, path: Array("-".utf8), source: source) { report.note($0) }
    }
}
