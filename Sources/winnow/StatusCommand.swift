import ArgumentParser
import Config
import Host
import Intake
import Ledger
import LinuxHost

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the daemon is doing.",
        discussion: """
            Every file that was dropped is an article, a duplicate or rejected, or it waits: the four numbers are shown, \
            with the oldest file that waits and why. Exit code 0 when the daemon runs, 69 when it does not, 75 when it \
            runs but takes nothing in.

            Example: wait until the inbox is empty

              while winnow status --json | jq -e '.waiting > 0' >/dev/null; do sleep 1; done
            """)

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let settings = try shared.load().settings
        let status = try DaemonStatus.find(settings)
        try printing { output in
            if json {
                try output.line(status.json.line)
            } else {
                try status.lines(Style(for: .output), now: SystemTime().wall).forEach { try output.line($0) }
            }
        }
        switch status.state {
        case .running: return
        case .notTaking: throw QuietExit(.temporary)
        case .notRunning: throw QuietExit(.unavailable)
        }
    }
}
