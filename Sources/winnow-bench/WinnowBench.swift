import ArgumentParser

/// What the parts and the whole cost, and how good they are: the commands behind the figures in Tests/README.md.
@main
struct WinnowBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "winnow-bench",
        abstract: "Measures what storing an article costs. Build it with -c release.",
        subcommands: [StagesCommand.self, WholeCommand.self, DrainCommand.self, GrowthCommand.self, PairsCommand.self, MakeStore.self],
        defaultSubcommand: StagesCommand.self)
}
