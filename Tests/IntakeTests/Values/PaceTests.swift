import Host
import Ledger
import SystemPackage
import SimHost
import Testing

@testable import Intake

@Suite struct PaceTests {
    @Test func admitsItsLimitASecondAndCountsTheRest() {
        var pace = Pace(limit: 2)
        #expect([0, 100, 200, 999].map { pace.admit(at: .at($0)) } == [true, true, false, false])
        #expect(pace.heldBack == 2 && pace.due == .at(1_000))
        #expect(pace.takeHeldBack(at: .at(999)) == nil)
        #expect(pace.takeHeldBack(at: .at(1_000)) == 2)
        #expect(pace.heldBack == 0 && pace.due == nil && pace.takeHeldBack(at: .at(5_000)) == nil)
    }

    /// The second begins with its first line, not with the clock's.
    @Test func aNewSecondBeginsWithItsFirstLine() {
        var pace = Pace(limit: 1)
        #expect(pace.admit(at: .at(700)) == true)
        #expect(pace.admit(at: .at(1_600)) == false)
        #expect(pace.takeHeldBack(at: .at(1_700)) == 1)
        #expect(pace.admit(at: .at(1_700)) == true)
        #expect(pace.admit(at: .at(2_699)) == false)
        #expect(pace.heldBack == 1)
    }

    /// Under load without an end the summary comes all the same: no second begins before it has.
    @Test func aSummaryComesEverySecond() {
        var pace = Pace(limit: 1)
        var summaries: [Int] = []
        for time in stride(from: Int64(0), to: 5_000, by: 50) {
            _ = pace.admit(at: .at(time))
            if let held = pace.takeHeldBack(at: .at(time)) { summaries.append(held) }
        }
        #expect(summaries == [20, 20, 20, 20])
    }

    @Test func noneAtAll() {
        var pace = Pace(limit: 0)
        #expect(!pace.admit(at: .at(0)) && !pace.admit(at: .at(3_000)))
        #expect(pace.takeHeldBack(at: .at(4_000)) == 2)
    }

    @Test func nothingHeldBackIsNeverDue() {
        var pace = Pace(limit: 5)
        #expect(pace.due == nil)
        #expect(pace.admit(at: .at(0)) == true)
        #expect(pace.due == nil && pace.takeHeldBack(at: .at(9_000)) == nil)
    }
}

@Suite struct TallyTests {
    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (12_431, "12,431"), (1_234_567, "1,234,567"), (-1_000, "-1,000"),
        (-100, "-100"),
    ])
    func grouped(number: Int, text: String) { #expect(String.grouped(number) == text) }

    @Test(arguments: [
        (0, 0, 0, "0 articles, 0 duplicates, 0 rejected"), (1, 1, 1, "1 article, 1 duplicate, 1 rejected"),
        (12_431, 310, 2, "12,431 articles, 310 duplicates, 2 rejected"),
    ])
    func sentence(articles: Int, duplicates: Int, rejected: Int, text: String) {
        #expect(Tally(articles: articles, duplicates: duplicates, rejected: rejected).sentence == text)
    }

    @Test func countsByStream() {
        var tally = Tally()
        tally.count(.articles)
        tally.count(.duplicates)
        tally.count(.duplicates)
        tally.count(.rejected)
        #expect(tally == Tally(articles: 1, duplicates: 2, rejected: 1) && tally.total == 4)
    }
}

@Suite struct StallTests {
    private func pause(_ problem: StartProblem, attempts: Int) -> Duration {
        var stall = Stall(problem, after: nil, now: .at(0))
        for _ in 1..<attempts { stall = Stall(problem, after: stall, now: .at(0)) }
        #expect(stall.attempts == attempts && stall.since == .at(0))
        return stall.retryAt - .at(0)
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (12, 30), (200, 30)] as [(Int, Int64)])
    func pausesGrowToHalfAMinute(attempts: Int, seconds: Int64) {
        #expect(pause(.fault(Fault(.sync, .ioError, "x")), attempts: attempts) == .seconds(seconds))
    }

    /// Somebody is deleting files: a second is soon enough, and half a minute would be a long one.
    @Test(arguments: [1, 5, 100])
    func aFullDiskIsLookedAtEverySecond(attempts: Int) {
        #expect(pause(.fault(Fault(.allocate, .noSpace, "x")), attempts: attempts) == .seconds(1))
        #expect(pause(.fault(Fault(.append, .diskQuotaExceeded, "x")), attempts: attempts) == .seconds(1))
    }

    @Test func sinceIsTheFirstFault() {
        let first = Stall(.damaged("x"), after: nil, now: .at(0))
        let second = Stall(.damaged("y"), after: first, now: .at(5_000))
        #expect(second.since == .at(0) && second.retryAt == .at(7_000))
    }

    @Test func onlyADamagedIndexIsRebuilt() {
        #expect(Stall(.fault(Fault(.index, .badMessage, "x")), after: nil, now: .at(0)).isOfIndex)
        #expect(!Stall(.fault(Fault(.index, .noSpace, "x")), after: nil, now: .at(0)).isOfIndex)
        #expect(!Stall(.fault(Fault(.read, .badMessage, "x")), after: nil, now: .at(0)).isOfIndex)
        #expect(!Stall(.damaged("x"), after: nil, now: .at(0)).isOfIndex)
    }
}

@Suite struct IndexClockTests {
    private func isDue(_ clock: IndexClock, at milliseconds: Int64, keys: Int = 0) -> Bool {
        clock.isDue(at: .at(milliseconds), keys: keys)
    }

    @Test func dueByNumberOrByTime() {
        var clock = IndexClock()
        #expect(!clock.hasPending && clock.due == nil && !clock.isDue(at: .distantFuture, keys: 0))
        clock.note(0, at: .at(0))
        #expect(!clock.hasPending)
        clock.note(1, at: .at(1_000))
        clock.note(1, at: .at(3_000))
        #expect(clock.due == .at(61_000) && !isDue(clock, at: 60_999) && isDue(clock, at: 61_000))
        clock.note(IndexClock.records - 2, at: .at(3_000))
        #expect(isDue(clock, at: 3_000))
        clock.committed()
        #expect(!clock.hasPending && clock.due == nil && !isDue(clock, at: 3_000))
    }

    /// Of long articles a few are enough.
    @Test func dueByKeys() {
        var clock = IndexClock()
        clock.note(30, at: .at(0))
        #expect(!isDue(clock, at: 1, keys: Similarity.mostWaiting - 1))
        #expect(isDue(clock, at: 1, keys: Similarity.mostWaiting))
    }
}

@Suite struct OriginalsSyncTests {
    private func underWay() -> PendingSync { PendingSync(on: SimWorkers(seed: 1)) {} }

    @Test func withinASecondOfTheFirstTaken() {
        var sync = OriginalsSync()
        #expect(sync.due == nil)
        sync.taken(at: .at(0))
        sync.taken(at: .at(900))
        #expect(sync.due == .at(1_000))
        sync.synced()
        #expect(sync.due == nil)
        sync.taken(at: .at(2_000))
        #expect(sync.due == .at(3_000))
    }

    /// One that began beside other work is waited for when the second of its oldest is over; what came since has its own.
    @Test func besideOtherWork() throws {
        var sync = OriginalsSync()
        #expect(!sync.mayBegin(at: .at(5_000)))
        sync.taken(at: .at(0))
        #expect(!sync.mayBegin(at: .at(749)) && sync.mayBegin(at: .at(750)))
        sync.begin(underWay())
        sync.taken(at: .at(800))
        #expect(sync.due == .at(1_000) && !sync.mayBegin(at: .at(5_000)))
        try sync.finish()
        #expect(sync.due == .at(1_800) && sync.mayBegin(at: .at(1_550)))
        try sync.finish()
        #expect(sync.due == .at(1_800))
    }

    /// What was moved out of the archive holds the index up until a sync that began later is over.
    @Test func movesHoldTheIndexUp() throws {
        var sync = OriginalsSync()
        sync.taken(at: .at(0))
        #expect(!sync.hasMoves)
        sync.begin(underWay())
        sync.moved(at: .at(1))
        try sync.finish()
        #expect(sync.hasMoves && sync.due == .at(1_001))
        sync.begin(underWay())
        #expect(sync.hasMoves)
        try sync.finish()
        #expect(!sync.hasMoves && sync.due == nil)
    }

    @Test func aFaultIsThrownWhereItIsWaitedFor() {
        var sync = OriginalsSync()
        sync.taken(at: .at(0))
        sync.begin(PendingSync(on: SimWorkers(seed: 1)) { () throws(Fault) in throw Fault(.sync, .ioError, "archive") })
        #expect(throws: Fault.self) { try sync.finish() }
    }
}
