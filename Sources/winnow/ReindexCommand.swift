import ArgumentParser
import Config
import Intake
import LinuxHost

struct ReindexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reindex",
        abstract: "Make the index again from the streams.",
        discussion: """
            The index is derived: deleting it loses nothing. The daemon must not run meanwhile.

            Example: after the store was moved

              systemctl stop winnow && winnow reindex && systemctl start winnow
            """)

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        SignalMask.ignorePipe()
        let bytes = try Reindexing(try shared.load()).run()
        try printing { output in
            try output.line(json ? JSON.object([("bytes", .integer(bytes))]).line : "The index is made: \(String.grouped(bytes)) bytes.")
        }
    }
}
