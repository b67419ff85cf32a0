import Host
import Prose
import SimHost
import Testing

@testable import Intake

/// What the journal is told: one line a file at a person's pace, and above it every line that is held back is counted.
@Suite struct ChronicleTests {
    private func summaries(_ bench: Bench) -> [String] {
        bench.reporter.events(.summary).map { event in
            event.message + " " + event.fields.filter { $0.0 == .count }.map(\.1).joined()
        }
    }

    @Test func aLineEachAtAPersonsPace() throws {
        let bench = try Bench { $0.journalArticlesPerSecond = 5 }
        for number in 0..<5 { bench.drop(.of("\(number).txt")) }
        bench.pass(.seconds(3))
        #expect(bench.reporter.events(.article).count == 5 && summaries(bench) == [])
        #expect(bench.engine?.progress.suppressed == 0)
    }

    @Test func aboveItTheRestIsCounted() throws {
        let bench = try Bench { $0.journalArticlesPerSecond = 5 }
        for number in 0..<12 { bench.act(.moveIn(bench.inbox(.of("\(number).txt")), bench.fresh())) }
        bench.pass(.seconds(3))
        #expect(bench.reporter.events(.article).count == 5)
        #expect(summaries(bench) == ["7 articles, 0 duplicates, 0 rejected in one second, too many for a line each 7"])
        #expect(bench.engine?.progress.suppressed == 7)
    }

    /// They matter more, and yet a flood of them must not fill the journal.
    @Test func rejectionsHaveALimitOfTheirOwn() throws {
        let bench = try Bench { $0.journalArticlesPerSecond = 0 }
        for number in 0..<60 { bench.act(.moveIn(bench.inbox(.of("\(number).bin")), [0, 1, UInt8(number), 0, 255])) }
        bench.pass(.seconds(3))
        #expect(bench.reporter.events(.rejected).count == 50)
        #expect(summaries(bench) == ["0 articles, 0 duplicates, 10 rejected in one second, too many for a line each 10"])
        bench.engine?.reload(bench.settings, rules: try RuleSet([]))
        bench.pass(.seconds(1))
        #expect(bench.engine?.progress.suppressed == 10, "a reload does not begin anew")
    }

    @Test func otherWarningsAreCountedToo() {
        let reporter = SimReporter()
        var chronicle = Chronicle(reporter: reporter, articlesPerSecond: 20)
        for _ in 0..<53 { chronicle.report(Event(.waiting, .warning, "x"), at: .at(0)) }
        chronicle.report(Event(.resumed, .notice, "never held back"), at: .at(1))
        #expect(reporter.events(.waiting).count == 50 && reporter.events(.resumed).count == 1)
        chronicle.flush(at: .at(999))
        #expect(reporter.events(.summary).isEmpty)
        chronicle.flush(at: .at(1_000))
        #expect(reporter.events(.summary).map(\.message) == [
            "0 articles, 0 duplicates, 0 rejected, 3 other warnings in one second, too many for a line each"
        ])
    }
}
