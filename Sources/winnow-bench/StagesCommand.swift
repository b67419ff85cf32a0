import ArgumentParser
import Config
import Host
import LinuxHost
import Prose

/// Times each pure stage of an article's way on its own, on one core.
struct StagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stages",
        abstract: "Time the pure stages of storing an article, on one core.",
        discussion: """
            Makes articles of its own, the same ones every time, or reads the files of a folder; runs each stage over all of \
            them and prints, for the fastest of the rounds, microseconds of processor time an article and megabytes a second of \
            raw input.

            Examples: its own articles; the shipped seeds; 6,000 rules

              winnow-bench stages
              winnow-bench stages seeds --rounds 200
              winnow-bench stages --rules 6000
            """)

    @Argument(help: "A folder whose .txt files are the articles; without it they are made.", completion: .directory)
    var folder: String?

    @Option(help: "Articles to make.")
    var articles = 500

    @Option(help: "Rounds; the fastest counts.")
    var rounds = 7

    @Option(help: "Rules to match: the first of the shipped ones, or all of them and made-up ones up to this number.")
    var rules = 0

    @Flag(help: "Run each stage once, in the order printed, for a tool that counts instructions between calls.")
    var once = false

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds must be at least 1.") }
        guard (1...100_000).contains(articles) else { throw ValidationError("--articles must be 1 to 100000.") }
        guard (0...100_000).contains(rules) else { throw ValidationError("--rules must be 0 to 100000.") }
    }

    func run() throws {
        var corpus = PageCorpus()
        let files = try folder.map(read) ?? corpus.articles(articles)
        guard !files.isEmpty else { throw ValidationError("There are no .txt files in \(folder ?? "").") }
        let shipped = try RuleSet(files: RuleFile.shipped())
        let known = rules > 0 ? Array(shipped.rules.prefix(rules)) : shipped.rules
        let rules = try RuleSet(known + corpus.rules(rules - shipped.rules.count))
        var stages = Stages(files: files, rules: rules)
        if once {
            for stage in Stages.Stage.all {
                print(stage.name)
                stages.measured(stage)
            }
            return
        }
        let bytes = files.reduce(0) { $0 + $1.count }
        print("\(files.count) articles, \(bytes / files.count) bytes each, \(rules.rules.count) rules")
        let table = Table(widths: [14, 12, 10])
        print(table.row("stage", "us/article", "MB/s"))
        for stage in Stages.Stage.all {
            let best = (0..<rounds).map { _ in Self.time { stages.measured(stage) } }.min() ?? 0
            let each = Double(best) / 1_000 / Double(files.count)
            let rate = Double(bytes) / Double(max(1, best)) * 1_000
            let indent = if case .step = stage { "  " } else { "" }
            print(table.row(indent + stage.name, each.rounded(to: 1), rate.rounded(to: 1)))
        }
    }

    private func read(_ folder: String) throws -> [[UInt8]] {
        try PlainFile.names(in: folder).sorted().compactMap { name in
            guard name.hasSuffix(".txt") else { return nil }
            return try PlainFile.read(folder + "/" + name, limit: 16 << 20)
        }
    }

    /// Nanoseconds of processor time that `body` takes: what else the machine does counts little.
    private static func time(_ body: () -> Void) -> Int {
        let start = ThisProcess.processorTime
        body()
        return Int((ThisProcess.processorTime - start).wholeNanoseconds)
    }
}
