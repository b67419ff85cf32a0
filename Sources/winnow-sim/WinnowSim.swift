import ArgumentParser
import Config
import Host
import Prose
import SimHost

/// Runs the engine through lives made of a seed. A failing one prints its seed; the same seed gives the same life.
@main
struct WinnowSim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "winnow-sim",
        abstract: "Runs Winnow's engine on a simulated machine, by seed.",
        discussion: """
            Every life has users who drop, edit and remove files, and some of: crashes, failing calls, a full disk, lost \
            hints, clock jumps. After each cycle the promises are proven: one line for each file, nothing lost, nothing \
            twice, streams that only grow.

            Example: winnow-sim --seed 1 --count 200 --steps 150
            """)

    @Option(help: "The first seed.")
    var seed: UInt64 = 1
    @Option(help: "How many seeds.")
    var count = 1
    @Option(help: "Steps in a life.")
    var steps = 150
    @Option(help: "Only these hazards: \(Hazards.names.map(\.0).joined(separator: ", ")). Without it the seed chooses.")
    var hazard: [String] = []
    @Flag(help: "No hazards at all.")
    var calm = false
    @Option(help: "What a power cut does: ordered or adversarial.")
    var model = "adversarial"
    @Flag(help: "Store a backlog in peace and through trouble, and compare the stores.")
    var compare = false
    @Flag(help: "Cut a failing life down to few steps.")
    var shrink = false
    @Flag(help: "Print the steps.")
    var verbose = false

    func validate() throws {
        guard model == "ordered" || model == "adversarial" else { throw ValidationError("--model is ordered or adversarial.") }
        guard count > 0, steps > 0 else { throw ValidationError("--count and --steps are at least 1.") }
        for name in hazard where !Hazards.names.contains(where: { $0.0 == name }) {
            throw ValidationError("There is no hazard '\(name)'.")
        }
    }

    func run() throws {
        let rules = try RuleSet(files: RuleFile.shipped())
        if compare { return try compareAll(rules) }
        var failed = 0
        var proofs = 0
        var crashes = 0
        for seed in seed..<(seed + UInt64(count)) {
            let trial = Trial(seed: seed, steps: steps, hazards: hazards, model: model == "ordered" ? .ordered : .adversarial, rules: rules)
            if verbose { print("seed \(seed): \(trial.hazards.text)") }
            let outcome = trial.run()
            proofs += outcome.proofs
            crashes += outcome.crashes
            if verbose { print("seed \(seed): digest \(String(outcome.digest, radix: 16)), \(outcome.lines) lines") }
            guard let violation = outcome.violation else { continue }
            failed += 1
            print(trial.report(violation, trace: verbose ? 60 : 12))
            if shrink { print(trial.shrunk(violation)) }
        }
        print("\(count) lives, \(crashes) crashes, \(proofs) proofs, \(failed) failed")
        if failed > 0 { throw ExitCode(1) }
    }

    private func compareAll(_ rules: RuleSet) throws {
        var failed = 0
        for seed in seed..<(seed + UInt64(count)) {
            let differences = Trial.compared(
                seed: seed, files: min(steps, 60), model: model == "ordered" ? .ordered : .adversarial, rules: rules)
            if differences.isEmpty { continue }
            failed += 1
            print("seed \(seed):")
            for difference in differences { print("  \(difference)") }
        }
        print("\(count) backlogs compared, \(failed) differ")
        if failed > 0 { throw ExitCode(1) }
    }

    private var hazards: Hazards? {
        if calm { return [] }
        if hazard.isEmpty { return nil }
        return Hazards(Hazards.names.filter { hazard.contains($0.0) }.map(\.1))
    }
}
