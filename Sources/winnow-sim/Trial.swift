import Intake
import Prose
import SimHost

/// One seed's life: its steps, its run, and its cutting down when it fails.
struct Trial {
    struct Outcome {
        var violation: Violation?
        var proofs: Int
        var crashes: Int
        var lines: Int
        var digest: UInt64
    }

    /// Runs that cutting down may take.
    private static let shrinkLimit = 400

    let seed: UInt64
    let hazards: Hazards
    let steps: [Step]
    let last: [Step]
    private let conditions: Life.Conditions

    init(seed: UInt64, steps: Int, hazards: Hazards?, model: CrashModel, rules: RuleSet) {
        self.seed = seed
        var workload = Workload(seed: seed, hazards: hazards)
        self.steps = workload.steps(steps)
        last = workload.finish()
        self.hazards = workload.hazards
        conditions = Life.Conditions(seed: seed, model: model, rules: rules)
    }

    func run() -> Outcome { run(steps) }

    private func run(_ steps: [Step]) -> Outcome {
        let life = Life(conditions, hazards: hazards)
        var violation: Violation?
        do throws(Violation) {
            try life.run(steps)
            try life.finish(last)
        } catch {
            violation = error
        }
        return Outcome(
            violation: violation, proofs: life.proofs, crashes: life.crashes,
            lines: life.check.counts.values.reduce(0, +), digest: life.world.digest)
    }

    /// A backlog that is all there from the start, durable and complete, stored in peace and stored through this life's
    /// crashes and faults: both stores must have the same lines (`StoreCheck.comparable`). Returns what differs.
    static func compared(seed: UInt64, files: Int, model: CrashModel, rules: RuleSet) -> [String] {
        let hazards: Hazards = [.kills, .powerCuts, .faults, .junk, .restarts]
        // Without leases a recovered original waits for `settle` after its own move, and others overtake it.
        let conditions = Life.Conditions(seed: seed, model: model, rules: rules, asksLeases: true)
        var workload = Workload(seed: seed, hazards: hazards)
        let backlog = workload.backlog(files)
        let trouble = workload.misfortunes(files)
        do throws(Violation) {
            let calm = try store(backlog, [], Life(conditions, hazards: []))
            let rough = try store(backlog, trouble, Life(conditions, hazards: hazards))
            return zip(calm, rough).filter { $0 != $1 }.prefix(3).map { "in peace: \($0)\n    in trouble: \($1)" }
                + (calm.count == rough.count ? [] : ["\(calm.count) lines in peace, \(rough.count) in trouble"])
        } catch {
            return error.problems
        }
    }

    private static func store(_ backlog: [Step], _ trouble: [Step], _ life: Life) throws(Violation) -> [String] {
        try life.prepare(backlog)
        try life.run(trouble)
        try life.finish([])
        return StoreCheck.comparable(life.world, withNumbers: life.settings.batchFiles == 1)
    }

    func report(_ violation: Violation, trace: Int) -> String {
        var text = "seed \(seed) fails at step \(violation.step) of \(steps.count) (\(hazards.text))\n"
        for problem in violation.problems.prefix(8) { text += "  \(problem)\n" }
        if violation.problems.count > 8 { text += "  … \(violation.problems.count - 8) more\n" }
        for line in violation.trace.suffix(trace) { text += "    \(line)\n" }
        return text
    }

    /// The shortest list of steps found that still fails, by leaving out ever smaller pieces (Zeller and Hildebrandt's ddmin).
    func shrunk(_ violation: Violation) -> String {
        var steps = Array(self.steps.prefix(violation.step + 1))
        var failure = violation
        var piece = steps.count / 2
        var runs = 0
        while piece > 0, runs < Trial.shrinkLimit {
            var start = 0
            while start < steps.count, runs < Trial.shrinkLimit {
                var fewer = steps
                fewer.removeSubrange(start..<min(start + piece, steps.count))
                runs += 1
                if let found = run(fewer).violation, Trial.kind(found) == Trial.kind(violation) {
                    steps = fewer
                    failure = found
                } else {
                    start += piece
                }
            }
            piece /= 2
        }
        let lines = steps.enumerated().map { "    \($0): \(Trial.text($1))" }
        return "cut down to \(steps.count) steps:\n" + lines.joined(separator: "\n") + "\n" + report(failure, trace: 30)
    }

    /// What kind of failure it is: the words of the first problem.
    private static func kind(_ violation: Violation) -> String {
        let words = (violation.problems.first ?? "").split(separator: " ")
        return words.filter { word in word.allSatisfy { $0.isLetter || $0 == ":" } }.joined(separator: " ")
    }

    /// A step without the bytes of its files.
    private static func text(_ step: Step) -> String {
        let text = String(describing: step)
        return text.count > 220 ? text.prefix(200) + "…" : text
    }
}
