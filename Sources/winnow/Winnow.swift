import ArgumentParser
import LinuxHost

@main
struct Winnow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "winnow",
        abstract: "Turns a folder of article files into clean, deduplicated JSON lines.",
        discussion: """
            Files dropped into the inbox are freed of boilerplate and end as exactly one line each: in articles.jsonl, \
            duplicates.jsonl or rejected.jsonl.

            'winnow help COMMAND' tells all about a command, with an example.
            """,
        version: Program.version,
        groupedSubcommands: [
            CommandGroup(name: "Storing", subcommands: [RunCommand.self, IngestCommand.self]),
            CommandGroup(
                name: "Looking",
                subcommands: [CatCommand.self, ExplainCommand.self, SimilarCommand.self, StatusCommand.self, TraceCommand.self]),
            CommandGroup(name: "Keeping", subcommands: [VerifyCommand.self, ReindexCommand.self, ReplayCommand.self]),
            CommandGroup(name: "Setting up", subcommands: [ConfigCommand.self, RulesCommand.self, SchemaCommand.self])
        ]
    )

    /// Synchronous: an asynchronous main parks the main thread with an empty signal mask, and signals meant for signalfd
    /// would kill the process.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let problem as Problem {
            StandardStream.complain(problem.sentence)
            exit(withError: ArgumentParser.ExitCode(problem.status.rawValue))
        } catch let end as QuietExit {
            exit(withError: ArgumentParser.ExitCode(end.status.rawValue))
        } catch is ReaderGone {
            exit()
        } catch {
            guard exitCode(for: error).rawValue == ExitStatus.usage.rawValue else { exit(withError: error) }
            let message = fullMessage(for: error)
            StandardStream.complain(message.hasPrefix("Error: ") ? String(message.dropFirst("Error: ".count)) : message)
            exit(withError: ArgumentParser.ExitCode(ExitStatus.usage.rawValue))
        }
    }
}
