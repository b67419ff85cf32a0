import ArgumentParser
import Config
import Intake
import Ledger
import LinuxHost

struct CatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Print the lines of the store, each exactly once.",
        discussion: """
            Only durable lines are printed: what has been printed never changes and never goes away. Files that were \
            rotated out come first. With --follow, new lines are printed as they become durable, over rotations and \
            restarts of the daemon.

            Example: titles as they come in

              winnow cat --follow | jq -r .title

            Example: go on behind the last line that was processed

              winnow cat --since $((last + 1))
            """)

    enum Choice: String, CaseIterable, ExpressibleByArgument {
        case articles, duplicates, rejected, all

        func includes(_ stream: Stream) -> Bool { self == .all || stream.name == rawValue }
    }

    @Option(help: ArgumentHelp("articles, duplicates, rejected, or all of them by number.", valueName: "name"))
    var stream: Choice = .articles

    @Option(help: ArgumentHelp("Only lines with this delivery number or a higher one.", valueName: "seq"))
    var since: Int?

    @Flag(name: .shortAndLong, help: "Wait for more lines.")
    var follow = false

    // Every command that reads has it; here it changes nothing.
    @Flag(help: .hidden)
    var json = false

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if let since, since < 1 { throw ValidationError("--since takes a delivery number from 1 on.") }
    }

    func run() throws {
        SignalMask.ignorePipe()
        var view = try DurableView(try shared.load().settings)
        try view.refresh()
        var lines = view.ledger.allLines(from: try starts(view), to: chosen(view.ends))
        var output = Output()
        do {
            while true {
                while try lines.next() { try lines.withLine { try output.write($0) } }
                try output.flush()
                guard follow else { break }
                guard try view.wait() else { return }
                try view.refresh()
                lines.extend(to: chosen(view.ends))
            }
        } catch let error as ReadError {
            try output.flush()
            throw Problem(error)
        }
        if try view.leavesOut(Stream.allCases.filter(stream.includes)) {
            try StandardStream.error.write(
                "winnow: The daemon died, and what it had not yet told to be durable is left out. A start of winnow takes it up.\n")
        }
    }

    /// Where the first line of each stream lies that is asked for.
    private func starts(_ view: DurableView) throws(Problem) -> PerStream<Position> {
        var starts = PerStream(repeating: Position.start)
        guard let since else { return starts }
        do throws(ReadError) {
            for stream in Stream.allCases where self.stream.includes(stream) {
                starts[stream] = try view.ledger.position(of: stream, since: since, to: view.ends[stream])
            }
        } catch {
            throw Problem(error)
        }
        return starts
    }

    /// A stream that was not asked for ends where it begins.
    private func chosen(_ ends: PerStream<Position>) -> PerStream<Position> {
        var chosen = PerStream(repeating: Position.start)
        for stream in Stream.allCases where self.stream.includes(stream) { chosen[stream] = ends[stream] }
        return chosen
    }
}
