import ArgumentParser
import Config
import Host
import Intake
import Ledger
import LinuxHost

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run the kept originals again, under the rules in force, into a new state.",
        discussion: """
            Articles, duplicates and rejected files are taken in again in the order in which they were stored. Each keeps \
            its file, original, source, and when it was changed and stored; a source that a rule had named is named by \
            the rules in force. The old state is only read, also while a daemon serves it: what is durable at the start \
            is replayed. A delivery whose original is gone, or is not what its line says, is named and left out, and \
            the command ends with 66, or with 65 when there were other bytes.

            Example: what new rules make of all that was stored

              winnow replay --into ./again && winnow cat --state ./again | jq -r .text
            """)

    @Option(help: ArgumentHelp("The new state: a folder that is empty or not there.", valueName: "folder"), completion: .directory)
    var into: String

    @Flag(help: "Print the summary as one JSON object.")
    var json = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        SignalMask.ignorePipe()
        let configuration = try shared.load()
        var report = ReplayReport(ProgressLine(besides: json))
        try replay(configuration, &report)
        try report.print(json: json)
        if let problem = report.problem { throw problem }
    }

    private func replay(_ configuration: Configuration, _ report: inout ReplayReport) throws(Problem) {
        let old = configuration.settings
        let new = old.moved(to: IngestWalk.absolute(into))
        if let folder = old.folder(holding: new.state) {
            throw Problem(.cannotCreate, "\(new.state) lies in \(folder.path), which is part of the old state. Choose a folder outside of it.")
        }
        var view = try DurableView(old)
        try view.refresh()
        let machine = Machine(new, reporter: TerminalReporter())
        let rules = try configuration.rules()
        var replay: Replay
        do throws(StartProblem) {
            replay = try Replay(seams: machine.seams, from: old, into: new, rules: rules)
        } catch {
            throw Problem(error)
        }
        var lines = view.ledger.allLines(to: view.ends)
        while let record = try next(&lines) {
            do throws(Fault) {
                let outcome = try replay.add(record) { report.note($0) }
                report.note(outcome, of: record)
            } catch {
                throw Problem(error)
            }
        }
        do throws(Fault) {
            try replay.finish { report.note($0) }
        } catch {
            throw Problem(error)
        }
    }

    private func next(_ lines: inout MergedReader) throws(Problem) -> Record? {
        do throws(ReadError) {
            return try lines.next() ? try lines.record() : nil
        } catch {
            throw Problem(error)
        }
    }
}
