import Config
import Prose
import SimHost
import Testing

@testable import winnow_sim

/// The engine on a simulated machine. A seed that once failed stays here with what it found.
@Suite struct LifeTests {
    private static let rules = Result { try RuleSet(files: RuleFile.shipped()) }

    /// What a life of this seed breaks; nothing, that is.
    private func problems(_ seed: UInt64, steps: Int, _ model: CrashModel, _ hazards: Hazards? = nil) throws -> String? {
        let trial = Trial(seed: seed, steps: steps, hazards: hazards, model: model, rules: try LifeTests.rules.get())
        return trial.run().violation.map { trial.report($0, trace: 20) }
    }

    /// 200 seeds in pieces, so that the cores share them.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func twoHundredLives(_ piece: UInt64) throws {
        for seed in (piece * 10 + 1)...(piece * 10 + 10) {
            #expect(try problems(seed, steps: 60, seed.isMultiple(of: 4) ? .ordered : .adversarial) == nil)
        }
    }

    @Test(arguments: [
        // A new file got the place of one that had moved on to rejected/: two lines for one original, and a lost file.
        9, 21, 22, 26, 31, 33,
        // Originals were not synced after a fault, a kill, or a start.
        13, 44, 56, 59, 85, 95, 99,
        // Round in a circle: a file that could not go back, and a new one of its name; quiet files and a clock set back.
        43, 62,
        // The store's own name was not durable: no start after a power cut.
        117, 122,
        // A flipped bit in the totals was believed.
        86, 91,
    ] as [UInt64])
    func seedsThatOnceFailed(_ seed: UInt64) throws {
        #expect(try problems(seed, steps: 150, .adversarial) == nil)
    }

    @Test(arguments: Hazards.names.map(\.1))
    func eachHazardAlone(_ hazard: Hazards) throws {
        for seed in 1...3 as ClosedRange<UInt64> { #expect(try problems(seed, steps: 80, .adversarial, hazard) == nil) }
    }

    @Test func theSameSeedIsTheSameLife() throws {
        let rules = try LifeTests.rules.get()
        for seed in [2, 5, 8] as [UInt64] {
            let digests = (0..<2).map { _ in
                Trial(seed: seed, steps: 80, hazards: nil, model: .adversarial, rules: rules).run().digest
            }
            #expect(digests[0] == digests[1])
        }
    }

    @Test(arguments: 1..<11 as Range<UInt64>)
    func aBacklogEndsTheSameInTroubleAsInPeace(_ seed: UInt64) throws {
        #expect(Trial.compared(seed: seed, files: 30, model: .adversarial, rules: try LifeTests.rules.get()) == [])
    }
}
