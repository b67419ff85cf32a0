import Host
import Ledger
import Testing

/// The machine stops at every operation of a run in turn, and what it leaves is recovered.
@Suite struct CrashTests {
    private static let commits = 10

    /// How many operations the whole run has.
    private static func length(seed: UInt64) throws -> Int {
        var driver = Driver(seed: seed)
        try driver.run(commits: commits)
        return driver.volume.operations
    }

    /// The run up to the stop at `operation`.
    private static func stopped(at operation: Int, seed: UInt64) -> Driver {
        var driver = Driver(seed: seed)
        driver.volume.stop(at: operation)
        // It always fails: the machine stops.
        do { try driver.run(commits: commits) } catch {}
        return driver
    }

    /// Goes on after a crash: recovers by the index and without, commits, and finds everything from the start.
    private static func goOn(_ crashed: Driver, _ volume: FakeVolume, _ checkpoints: [Checkpoint?]) throws {
        for checkpoint in checkpoints {
            var driver = crashed
            driver.volume = volume.afterKill()
            driver.checkpoint = checkpoint
            try driver.run(commits: 1)
            _ = try driver.recover(checkpoint: nil)
        }
    }

    @Test(arguments: [1, 2] as [UInt64]) func aRunRotatesAndUsesAllStreams(seed: UInt64) throws {
        var driver = Driver(seed: seed)
        try driver.run(commits: CrashTests.commits)
        #expect(driver.volume.names.count > 4, "\(driver.volume.names)")
        for stream in Stream.allCases { #expect(driver.volume.content("\(stream.name).jsonl") != nil) }
    }

    @Test(arguments: [1, 2] as [UInt64]) func killedAnywhere(seed: UInt64) throws {
        for operation in try 1...CrashTests.length(seed: seed) {
            let crashed = CrashTests.stopped(at: operation, seed: seed)
            try CrashTests.goOn(crashed, crashed.volume.afterKill(), [crashed.checkpoint, nil])
        }
    }

    @Test(arguments: [1, 2] as [UInt64], FakeVolume.Fate.allCases) func powerCutAnywhere(seed: UInt64, fate: FakeVolume.Fate) throws {
        for operation in try 1...CrashTests.length(seed: seed) {
            let crashed = CrashTests.stopped(at: operation, seed: seed)
            try CrashTests.goOn(crashed, crashed.volume.afterPowerCut(fate, seed: seed << 32 | UInt64(operation)), [operation % 2 == 0 ? nil : crashed.checkpoint])
        }
    }

    /// These tests can fail: when syncs of files or of names are left out, acknowledged lines are missed.
    @Test(arguments: [true, false]) func aForgottenSyncIsNoticed(ofFiles: Bool) throws {
        var noticed = 0
        for operation in try stride(from: 10, through: CrashTests.length(seed: 1), by: 2) {
            var crashed = Driver(seed: 1)
            crashed.volume.forget(files: ofFiles, names: !ofFiles)
            crashed.volume.stop(at: operation)
            do { try crashed.run(commits: CrashTests.commits) } catch {}
            crashed.volume = crashed.volume.afterPowerCut(.lost, seed: UInt64(operation))
            do { _ = try crashed.recover(checkpoint: nil) } catch { noticed += 1 }
        }
        #expect(noticed > 5)
    }

    /// A crash, and another at every operation of the recovery.
    @Test(arguments: FakeVolume.Fate.allCases) func cutAgainWhileRecovering(fate: FakeVolume.Fate) throws {
        for operation in try stride(from: 5, through: CrashTests.length(seed: 1), by: 4) {
            let crashed = CrashTests.stopped(at: operation, seed: 1)
            for second in 1..<40 {
                var driver = crashed
                driver.volume = crashed.volume.afterPowerCut(fate, seed: UInt64(operation))
                driver.volume.stop(at: second)
                do {
                    _ = try driver.recover(checkpoint: driver.checkpoint)
                    break
                } catch is RecoveryError {
                    try CrashTests.goOn(driver, driver.volume.afterPowerCut(fate, seed: UInt64(second)), [second % 2 == 0 ? nil : crashed.checkpoint])
                }
            }
        }
    }

    /// One call fails, the process goes on: the ledger refuses, recovery brings it back, and nothing that only looked
    /// durable is kept.
    @Test(arguments: [1, 2] as [UInt64]) func anyCallFailsOnce(seed: UInt64) throws {
        for operation in try 1...CrashTests.length(seed: seed) {
            var driver = Driver(seed: seed)
            driver.volume.fail(at: operation)
            guard var ledger = try? driver.recover(checkpoint: nil) else { continue }
            var failed: Fault?
            while failed == nil {
                let batch = try driver.batch(from: ledger.nextSeq)
                do throws(Fault) {
                    _ = try ledger.commit(batch)
                } catch {
                    failed = error
                    let next = CommitBatch(firstSeq: ledger.nextSeq)
                    #expect(throws: error) { _ = try ledger.commit(next) }
                }
            }
            let durable = ledger.durable
            _ = consume ledger
            _ = try driver.recover(checkpoint: nil, trusted: durable)
            driver.checkpoint = nil
            try driver.run(commits: 2)
            _ = try driver.recover(checkpoint: nil)
        }
    }
}
