import Host
import Testing

@testable import Intake

@Suite struct HeraldTests {
    private static let wall: Int64 = 1_700_000_000_000_000_000

    private func progress(stored: Int = 0, waiting: Int = 0, ago: Int64 = 0, _ condition: Progress.Condition = .running) -> Progress {
        var progress = Progress()
        progress.condition = condition
        progress.totals = Tally(articles: 12_431, duplicates: 310, rejected: 2)
        progress.stored = Tally(articles: stored)
        progress.waiting = waiting
        if waiting > 0 {
            progress.oldest = WaitingFile(path: "a", reason: .queued, changed: Self.wall - ago * 1_000_000_000)
        }
        return progress
    }

    @Test func theFormOfTheLine() {
        let herald = Herald(watchdog: nil)
        #expect(
            herald.status(progress(waiting: 57, ago: 3), wall: Self.wall)
                == "12,431 articles, 310 duplicates, 2 rejected; 57 waiting, oldest 3 s; 0/s")
        #expect(
            herald.status(progress(), wall: Self.wall) == "12,431 articles, 310 duplicates, 2 rejected; 0 waiting; 0/s")
        #expect(herald.status(progress(waiting: 1, ago: -60), wall: Self.wall).contains("oldest 0 s"))
        #expect(herald.status(progress(.full), wall: Self.wall).hasPrefix("Not taking anything in, the disk is full; 12,431"))
        #expect(herald.status(progress(.stalled("Why.")), wall: Self.wall).hasPrefix("Not taking anything in: Why. 12,431"))
    }

    @Test func theRateIsThatSinceTheLastLine() {
        var herald = Herald(watchdog: nil)
        _ = herald.afterCycle(progress(stored: 100), next: .distantFuture, now: .at(0), wall: Self.wall)
        let said = herald.afterCycle(progress(stored: 2_205), next: .distantFuture, now: .at(2_500), wall: Self.wall)
        #expect(herald.perSecond == 842)
        #expect(said == [.status("12,431 articles, 310 duplicates, 2 rejected; 0 waiting; 842/s")])
    }

    @Test func peopleAreToldAtMostOnceASecond() {
        var herald = Herald(watchdog: nil)
        #expect(herald.due == nil)
        #expect(herald.afterCycle(progress(stored: 0), next: .distantFuture, now: .at(0), wall: Self.wall).count == 1)
        #expect(herald.afterCycle(progress(stored: 1), next: .distantFuture, now: .at(10), wall: Self.wall) == [])
        #expect(herald.due == .at(1_000))
        #expect(herald.afterCycle(progress(stored: 2), next: .distantFuture, now: .at(999), wall: Self.wall) == [])
        #expect(herald.afterCycle(progress(stored: 2), next: .distantFuture, now: .at(1_000), wall: Self.wall).count == 1)
    }

    /// An idle daemon says nothing, but the last busy second must not stay on show as the rate.
    @Test func aRateEndsAndThenThereIsSilence() {
        var herald = Herald(watchdog: nil)
        _ = herald.afterCycle(progress(stored: 0), next: .distantFuture, now: .at(0), wall: Self.wall)
        _ = herald.afterCycle(progress(stored: 5), next: .distantFuture, now: .at(1_000), wall: Self.wall)
        #expect(herald.perSecond == 5 && herald.due == .at(2_000))
        #expect(herald.afterCycle(progress(stored: 5), next: .distantFuture, now: .at(2_000), wall: Self.wall).count == 1)
        #expect(herald.perSecond == 0 && herald.due == nil)
        #expect(herald.afterCycle(progress(stored: 5), next: .distantFuture, now: .at(90_000), wall: Self.wall) == [])
    }

    @Test func theWatchdogIsFedByCyclesOftenEnoughAndNotMore() {
        var herald = Herald(watchdog: .seconds(40))
        func fed(_ moment: Int64) -> Bool {
            herald.afterCycle(progress(), next: .distantFuture, now: .at(moment), wall: Self.wall).contains(.watchdog)
        }
        #expect(fed(0) && !fed(1) && !fed(9_999) && fed(10_000) && !fed(10_001))
        #expect(herald.due == .at(30_000))
        #expect(fed(30_000))
    }

    @Test func withoutAWatchdogThereIsNoProof() {
        var herald = Herald(watchdog: nil)
        let notices = herald.afterCycle(progress(), next: .distantFuture, now: .at(0), wall: Self.wall)
        #expect(!notices.contains(.watchdog))
    }

    @Test func aFaultInACycleIsProofToo() {
        var herald = Herald(watchdog: .seconds(4))
        let notices = herald.afterCycle(progress(.stalled("x")), next: .distantFuture, now: .at(0), wall: Self.wall)
        #expect(notices.contains(.watchdog))
    }

    /// A cycle that goes on at once and changes nothing, again and again, is a hang with another face.
    @Test func goingRoundInCirclesIsNoProof() {
        var herald = Herald(watchdog: .seconds(4))
        func fed(_ progress: Progress, next: Int64, at now: Int64) -> Bool {
            herald.afterCycle(progress, next: .at(next), now: .at(now), wall: Self.wall).contains(.watchdog)
        }
        #expect(fed(progress(stored: 1), next: 0, at: 0))
        #expect(!fed(progress(stored: 1), next: 0, at: 2_000) && !fed(progress(stored: 1), next: 0, at: 60_000))
        #expect(fed(progress(stored: 2), next: 0, at: 60_001), "work was done")
        #expect(fed(progress(stored: 2), next: 70_000, at: 62_000), "there was nothing to do")
        #expect(fed(progress(stored: 2, .full), next: 0, at: 64_000), "a fault that is told")
        #expect(fed(progress(stored: 2, .full), next: 0, at: 66_000), "and told again")
    }

    /// An age that stands still would be a lie, and whoever gathers numbers must see that they are fresh.
    @Test func agesAreRefreshed() {
        var herald = Herald(watchdog: nil)
        func says(_ progress: Progress, at now: Int64) -> [Notice] {
            herald.afterCycle(progress, next: .distantFuture, now: .at(now), wall: Self.wall + now * 1_000_000)
        }
        #expect(says(progress(waiting: 1), at: 0).count == 1)
        #expect(herald.due == .at(15_000))
        #expect(says(progress(waiting: 1), at: 14_999) == [])
        #expect(says(progress(waiting: 1), at: 15_000) == [.status("12,431 articles, 310 duplicates, 2 rejected; 1 waiting, oldest 15 s; 0/s")])
        #expect(says(progress(), at: 16_000).count == 1)
        #expect(herald.due == nil)
        herald.hasGatherer = true
        #expect(herald.due == .at(31_000))
        #expect(says(progress(), at: 31_000).count == 1)
    }

    @Test func aReloadThatWasRefusedStaysOnShow() {
        var refused = progress()
        refused.reloads.refusal = "winnow.yaml:1:1 is wrong."
        #expect(Herald(watchdog: nil).status(refused, wall: Self.wall).hasSuffix("; 0/s; reload refused: winnow.yaml:1:1 is wrong."))
    }
}
