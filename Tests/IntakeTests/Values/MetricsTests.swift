import Host
import Ledger
import Prose
import SimHost
import Testing

@testable import Intake

@Suite struct HistogramTests {
    /// A bound is part of its bucket.
    @Test(arguments: [
        (Duration.zero, 0), (.milliseconds(-5), 0), (.milliseconds(1), 0), (.microseconds(1_001), 1), (.seconds(2), 1),
        (.milliseconds(2_001), 2), (.seconds(1 << 40), 2),
    ])
    func theBucketOf(_ duration: Duration, _ bucket: Int) {
        var histogram = Histogram(bounds: [0.001, 2])
        histogram.observe(duration)
        #expect(histogram.counts == (0..<3).map { $0 == bucket ? 1 : 0 } && histogram.count == 1)
    }

    @Test func theSumIsInSeconds() {
        var histogram = Histogram(bounds: [1])
        for milliseconds in [250, 500, 1_000] { histogram.observe(.milliseconds(milliseconds)) }
        #expect(histogram.sum == 1.75 && histogram.counts == [3, 0])
    }
}

@Suite struct RuleCutsTests {
    /// Reloads may bring new rules for ever; series that are gathered may not grow with them.
    @Test func idsBeyondTheLimitAreOne() {
        var cuts = RuleCuts()
        for number in 0..<(RuleCuts.capacity + 10) { cuts.note("rule-\(number)", lines: 2) }
        cuts.note("rule-0", lines: 1)
        #expect(cuts.lines.count == RuleCuts.capacity + 1)
        #expect(cuts.lines["rule-0"] == 3 && cuts.lines[RuleCuts.rest] == 20)
    }
}

@Suite struct MetricsTextTests {
    @Test(arguments: [
        (0, "0"), (1, "1"), (12_431, "12431"), (0.25, "0.25"), (1e-05, "1e-05"), (.infinity, "+Inf"), (-1, "-1"),
        (1_700_000_000.5, "1700000000.5"),
    ] as [(Double, String)])
    func number(_ value: Double, _ text: String) { #expect(MetricsText.number(value) == text) }

    @Test func aFamilyHasHelpTypeAndSamples() {
        var text = MetricsText()
        text.add("a_total", .counter, "One\nline with a \\.", by: "kind", [("x\"y\\z\n", 1), ("b", 2)])
        text.add("none_total", .counter, "Nothing.", by: "kind", [])
        #expect(text.text == """
            # HELP winnow_a_total One\\nline with a \\\\.
            # TYPE winnow_a_total counter
            winnow_a_total{kind="x\\"y\\\\z\\n"} 1
            winnow_a_total{kind="b"} 2

            """)
    }

    @Test func bucketsHoldThoseBeforeThem() {
        var histogram = Histogram(bounds: [0.5, 2])
        for seconds in [0.25, 1, 1, 5] { histogram.observe(.milliseconds(Int(seconds * 1000))) }
        var text = MetricsText()
        text.add("t_seconds", "Times.", histogram)
        #expect(text.text == """
            # HELP winnow_t_seconds Times.
            # TYPE winnow_t_seconds histogram
            winnow_t_seconds_bucket{le="0.5"} 1
            winnow_t_seconds_bucket{le="2"} 3
            winnow_t_seconds_bucket{le="+Inf"} 4
            winnow_t_seconds_sum 7.25
            winnow_t_seconds_count 4

            """)
    }
}

@Suite struct MetricsReportTests {
    /// The value of a series in a report; nil when it has none.
    private func value(_ series: String, in text: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix("winnow_\(series) ") }.flatMap { Double($0.split(separator: " ")[1]) }
    }

    private func report(_ bench: Bench, _ footprint: Footprint = Footprint()) throws -> String {
        let engine = try #require(bench.engine)
        return MetricsReport(
            engine.progress, engine.meters, footprint, version: "1.2", started: 5_000_000_000,
            wall: bench.seams.time.wall
        ).text
    }

    @Test func everyDeliveryIsCountedOnceByWhatBecameOfIt() throws {
        let bench = try Bench()
        let bytes = bench.drop("a.txt")
        bench.pass(.seconds(1))
        bench.act(.copyIn(bench.inbox("b.txt"), bytes))
        bench.act(.copyIn(bench.inbox("c.bin"), [0, 1, 2, 0, 255, 0]))
        bench.pass(.seconds(1))
        bench.act(.copyIn(bench.inbox("empty.txt"), []))
        bench.pass(.seconds(30))
        let text = try report(bench, Footprint(store: 7, index: 8, free: 9))
        for (series, number) in [
            ("build_info{version=\"1.2\"}", 1), ("start_time_seconds", 5), ("taking", 1), ("files_seen_total", 3),
            ("articles_total", 1), ("duplicates_total{kind=\"bytes\"}", 1), ("duplicates_total{kind=\"near\"}", 0),
            ("rejected_total{reason=\"binary\"}", 1), ("rejected_total{reason=\"poison\"}", 0), ("waiting_files", 1),
            ("read_bytes_total", Double(2 * bytes.count + 6)), ("store_lines{stream=\"articles\"}", 1),
            ("delivery_latency_seconds_count", 3), ("store_size_bytes", 7), ("index_size_bytes", 8), ("store_free_bytes", 9),
        ] {
            #expect(value(series, in: text) == number, "\(series)")
        }
        let commits = try #require(value("commit_duration_seconds_count", in: text))
        #expect((2...3).contains(commits))
        let age = try #require(value("oldest_waiting_seconds", in: text))
        #expect((29...32).contains(age))
        let lines = Stream.allCases.compactMap { bench.world.sight(.of("state/store/\($0.name).jsonl"))?.bytes.count }
        #expect(value("written_bytes_total", in: text) == Double(lines.reduce(0, +)))
    }

    /// What is counted since the start must not go back when the state is opened anew.
    @Test func countersNeverGoBack() throws {
        let bench = try Bench()
        bench.drop("a.txt")
        bench.pass(.seconds(1))
        let before = try report(bench)
        bench.engine?.reload(bench.settings, rules: try RuleSet([]))
        bench.cycle()
        let after = try report(bench)
        for line in before.split(separator: "\n") where line.contains("_total") && !line.hasPrefix("#") {
            let series = line.dropFirst("winnow_".count).split(separator: " ")[0]
            let (old, new) = (value(String(series), in: before) ?? 0, value(String(series), in: after) ?? -1)
            #expect(new >= old, "\(series)")
        }
        #expect(value("reloads_total{result=\"taken\"}", in: after) == 1)
    }

    /// The same names whatever happens, so that a query holds; only rules come as they cut.
    @Test func familiesAreFixed() throws {
        let text = try report(try Bench())
        let families = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
        #expect(families.count == Set(families).count)
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("# HELP ") }.count == families.count)
        #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("# ") || $0.hasPrefix("winnow_") })
        #expect(text.split(separator: "\n").count < 200)
    }
}
