import ArgumentParser
import Config
import Intake
import LinuxHost

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Serve the inbox: the daemon, in the foreground.",
        discussion: """
            Takes each file of the inbox once it is complete, and stores it as one line. SIGTERM and SIGINT stop it \
            cleanly, SIGHUP reads the settings again, SIGUSR1 lists the inbox at once.

            Example: take in what lies in an inbox, then end

              winnow run --drain --state ~/news
            """)

    @Flag(help: "Take what is complete, then end; files that are still being written stay, and are named.")
    var drain = false

    @Flag(help: "With --drain: end with 75 when something stays.")
    var strict = false

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if strict && !drain { throw ValidationError("--strict goes with --drain.") }
    }

    func run() throws {
        // First of all: threads inherit the mask.
        SignalMask.blockForService()
        // Measured: 8 of 64 MiB under load, and no slower.
        ThisProcess.keepFreedMemory(upTo: 4 << 20, inPiecesBelow: 1 << 20)
        let shared = shared
        let supervision = Supervision()
        var left: [WaitingFile] = []
        try supervision.guarding {
            var daemon = try Daemon(supervision) { () throws(Problem) in try shared.load() }
            if drain { left = try daemon.drain() } else { try daemon.serve() }
        }
        for file in left {
            try StandardStream.error.write("winnow: \(file.path) stays in the inbox: \(file.reason.sentence)\n")
        }
        if strict && !left.isEmpty {
            throw Problem(.temporary, String.counted(left.count, "file") + " left in the inbox. Run again when complete.")
        }
    }
}
