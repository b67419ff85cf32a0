import ArgumentParser
import Config
import Host
import LinuxHost
import Prose

/// Times each pure stage of an article's way on its own, on one core, over the files of a folder.
struct StagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stages",
        abstract: "Time the pure stages of storing an article, on one core.",
        discussion: """
            Reads the files of a folder once, then runs each stage over all of them and prints, for the fastest of the \
            rounds, microseconds an article and megabytes a second of raw input.

            Example: the shipped seeds

              winnow-bench stages seeds --rounds 200
            """)

    @Argument(help: "The folder whose files are the articles.", completion: .directory)
    var folder: String

    @Option(help: "Rounds; the fastest counts.")
    var rounds = 5

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds must be at least 1.") }
    }

    func run() throws {
        let files = try read()
        guard !files.isEmpty else { throw ValidationError("There are no files in \(folder).") }
        let rules = try RuleSet(files: RuleFile.shipped())
        var stages = Stages(files: files, rules: rules)
        let bytes = files.reduce(0) { $0 + $1.count }
        print("\(files.count) files, \(bytes) bytes, \(rules.rules.count) rules")
        let table = Table(widths: [14, 12, 10])
        print(table.row("stage", "us/article", "MB/s"))
        for stage in Stages.Name.allCases {
            let best = (0..<rounds).map { _ in Self.time { stages.run(stage) } }.min() ?? 0
            let each = Double(best) / 1_000 / Double(files.count)
            let rate = Double(bytes) / Double(max(1, best)) * 1_000
            print(table.row(stage.rawValue, each.rounded(to: 1), rate.rounded(to: 1)))
        }
    }

    private func read() throws -> [[UInt8]] {
        try PlainFile.names(in: folder).sorted().compactMap { name in
            guard name.hasSuffix(".txt") else { return nil }
            return try PlainFile.read(folder + "/" + name, limit: 16 << 20)
        }
    }

    /// Nanoseconds that `body` takes.
    private static func time(_ body: () -> Void) -> UInt64 {
        let clock = SystemTime()
        let start = clock.monotonic.nanoseconds
        body()
        return clock.monotonic.nanoseconds - start
    }
}
