import Host
import Testing

@testable import Intake

@Suite struct CompletenessTests {
    private let rule = Completeness(settle: .milliseconds(250), patience: .seconds(600), leasesTell: true)
    private static let wall: Int64 = 1_700_000_000_000_000_000
    private static let second: Int64 = 1_000_000_000

    /// Milliseconds since the last change of content and of anything else, and what is said.
    @Test(arguments: [
        (250, 250, true), (249, 249, false), (0, 0, false), (10_000, 100, false), (100, 10_000, false), (10_000, 10_000, true),
        // In the future, because the clock was set back: proves nothing.
        (-1, 10_000, false), (10_000, -3_600_000, false),
    ] as [(Int64, Int64, Bool)])
    func quietByItsAge(modifiedAgo: Int64, changedAgo: Int64, isQuiet: Bool) {
        let status = FileStatus.file(
            modified: Self.wall - modifiedAgo * 1_000_000, changed: Self.wall - changedAgo * 1_000_000)
        #expect(rule.isQuiet(status, nil, now: .at(0), wall: Self.wall) == isQuiet)
    }

    /// With a clock that was set back an hour only what was seen counts.
    @Test(arguments: [
        (250, 0, 0, 0, true), (249, 0, 0, 0, false), (250, 1, 0, 0, false), (250, 0, 1, 0, false), (250, 0, 0, 1, false),
        (-5, 0, 0, 0, false),
    ] as [(Int64, Int, Int64, UInt64, Bool)])
    func quietByASighting(seenAgo: Int64, grown: Int, changedBy: Int64, otherInode: UInt64, isQuiet: Bool) {
        let future = Self.wall + 3_600 * Self.second
        let then = FileStatus.file(inode: 7, size: 10, modified: future, changed: future)
        let status = FileStatus.file(inode: 7 + otherInode, size: 10 + grown, modified: future, changed: future + changedBy)
        let sighting = Candidate.Sighting(status: then, at: .at(1_000 - seenAgo))
        #expect(rule.isQuiet(status, sighting, now: .at(1_000), wall: Self.wall) == isQuiet)
    }

    @Test func extremeTimesDoNotTrap() {
        for time in [Int64.min, -1, 0, Int64.max] {
            let status = FileStatus.file(modified: time, changed: time)
            for wall in [Int64.min, -1, 0, Int64.max] {
                _ = rule.isQuiet(status, nil, now: .at(0), wall: wall)
                _ = rule.isOutOfPatience(firstSeen: .at(0), changed: time, now: .at(1), wall: wall)
                _ = rule.endOfPatience(firstSeen: .at(0), changed: time, now: .at(1), wall: wall)
            }
        }
    }

    @Test(arguments: [(0, 250), (1, 500), (2, 1_000), (4, 4_000), (5, 5_000), (40, 5_000), (Int.max, 5_000)] as [(Int, Int64)])
    func looksComeRarer(attempts: Int, pause: Int64) {
        #expect(rule.nextLook(after: attempts, now: .at(7)) == .at(7 + pause))
    }

    @Test func withoutSettleLooksStillPause() {
        let hasty = Completeness(settle: .zero, patience: .zero, leasesTell: true)
        #expect(hasty.nextLook(after: 0, now: .at(0)) == .at(10))
        #expect(hasty.settled(.at(3)) == .at(3))
    }

    /// Seconds since it was first seen, seconds since its change, and how long it still may wait.
    @Test(arguments: [
        (0, 0, 600), (100, 100, 500), (10, 590, 10), (0, 600, 0), (600, 0, 0), (599, 0, 1), (0, 100_000, 0),
        // Its change lies in the future: only the time it was seen waiting counts.
        (100, -3_600, 500), (600, -3_600, 0),
    ] as [(Int64, Int64, Int64)])
    func patience(seen: Int64, changed: Int64, left: Int64) {
        let now = Instant.at(10_000_000)
        let firstSeen = Instant.at(10_000_000 - seen * 1_000)
        let changedAt = Self.wall - changed * Self.second
        #expect(rule.endOfPatience(firstSeen: firstSeen, changed: changedAt, now: now, wall: Self.wall) == now + .seconds(left))
        #expect(rule.isOutOfPatience(firstSeen: firstSeen, changed: changedAt, now: now, wall: Self.wall) == (left == 0))
    }

    @Test(arguments: [
        (.lease, false, true), (.lease, true, true), (.quiet, true, false), (.quiet, false, false), (.auto, true, true),
        (.auto, false, false),
    ] as [(Settings.Completeness, Bool, Bool)])
    func whichFilesystemsToBelieve(setting: Settings.Completeness, tells: Bool, believed: Bool) {
        let traits = FilesystemTraits(name: "x", leasesTell: tells, watchesTell: true)
        #expect(setting.believesLeases(on: traits) == believed)
    }
}
