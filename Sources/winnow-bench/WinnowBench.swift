import ArgumentParser
import Config
import Host
import Ledger
import LinuxHost
import Prose

/// Times each pure stage of an article's way on its own, on one core, over the files of a folder.
@main
struct WinnowBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "winnow-bench",
        abstract: "Times the pure stages of storing an article, on one core.",
        discussion: """
            Reads the files of a folder once, then runs each stage over all of them and prints, for the fastest of the \
            rounds, microseconds an article and megabytes a second of raw input. Build it with -c release.

            Example: the shipped seeds

              winnow-bench seeds --rounds 200
            """,
        subcommands: [MakeStore.self])

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
        print(Self.row("stage", "us/article", "MB/s"))
        for stage in Stages.Name.allCases {
            let best = (0..<rounds).map { _ in Self.time { stages.run(stage) } }.min() ?? 0
            let each = Double(best) / 1_000 / Double(files.count)
            let rate = Double(bytes) / Double(max(1, best)) * 1_000
            print(Self.row(stage.rawValue, Self.decimal(each), Self.decimal(rate)))
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

    private static func row(_ cells: String...) -> String {
        let widths = [14, 12, 10]
        return zip(cells, widths).enumerated().map { i, cell in
            let pad = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
            return i == 0 ? cell.0 + pad : pad + cell.0
        }.joined()
    }

    /// One decimal.
    private static func decimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
