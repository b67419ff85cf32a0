import Ledger

/// All that the daemon counts, at one moment, as a Prometheus text file. The number of series is bounded: labels are
/// kinds and reasons, and rule ids up to `RuleCuts.capacity`; never files, sources or ids of articles.
public struct MetricsReport: Sendable {
    private let progress: Progress
    private let meters: Meters
    private let footprint: Footprint
    private let version: String
    /// Nanoseconds since 1970.
    private let started, wall: Int64

    public init(_ progress: Progress, _ meters: Meters, _ footprint: Footprint, version: String, started: Int64, wall: Int64) {
        self.progress = progress
        self.meters = meters
        self.footprint = footprint
        self.version = version
        self.started = started
        self.wall = wall
    }

    public var text: String {
        var text = MetricsText()
        addProcess(&text)
        addDeliveries(&text)
        addTimes(&text)
        addInbox(&text)
        addRoom(&text)
        addTrouble(&text)
        return text.text
    }

    private func addProcess(_ text: inout MetricsText) {
        text.add("build_info", .gauge, "The version of winnow that runs; always 1.", by: "version", [(version, 1)])
        text.add("start_time_seconds", .gauge, "When the daemon started, in seconds since 1970.", seconds(started))
        text.add("taking", .gauge, "1 while files are taken in, 0 while something keeps winnow from it.", progress.isTaking ? 1 : 0)
    }

    private func addDeliveries(_ text: inout MetricsText) {
        text.add(
            "files_seen_total", .counter, "Files that were taken up: those that have a line, and those that vanished.",
            Double(progress.stored.total + progress.vanished))
        text.add("files_vanished_total", .counter, "Names that were gone before they could be read.", Double(progress.vanished))
        text.add("articles_total", .counter, "Files that became articles.", Double(meters.articles))
        text.add(
            "duplicates_total", .counter, "Files that repeat a stored article, by how they do.", by: "kind",
            Meters.Repeat.allCases.map { ($0.rawValue, meters.duplicates[$0] ?? 0) })
        text.add(
            "rejected_total", .counter, "Files that could not become an article, by reason.", by: "reason",
            Rejection.Reason.allCases.map { ($0.rawValue, meters.rejected[$0] ?? 0) })
        text.add("read_bytes_total", .counter, "Bytes of the files that have a line.", Double(meters.bytesIn))
        text.add("written_bytes_total", .counter, "Bytes of lines appended to the streams.", Double(meters.bytesOut))
        text.add(
            "rule_cut_lines_total", .counter, "Lines of files that a rule removed, by rule; past \(RuleCuts.capacity) rules the rest is \(RuleCuts.rest).",
            by: "rule", meters.cuts.lines.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    private func addTimes(_ text: inout MetricsText) {
        text.add("commit_duration_seconds", "Time to append and sync one batch of lines.", meters.commits)
        text.add("delivery_latency_seconds", "Time from the last change of a file to its durable line.", meters.latencies)
    }

    private func addInbox(_ text: inout MetricsText) {
        text.add("waiting_files", .gauge, "Files that were delivered and have no line yet.", Double(progress.waiting))
        text.add(
            "oldest_waiting_seconds", .gauge, "Time since the last change of the file that has waited longest; 0 when none waits.",
            progress.oldest.map { max(0, seconds(wall - $0.changed)) } ?? 0)
        text.add("inotify_overflows_total", .counter, "Times that the kernel dropped events of the inbox.", Double(progress.overflows))
        text.add("rescans_total", .counter, "Listings of the inbox or of a folder in it.", Double(progress.listings))
    }

    private func addRoom(_ text: inout MetricsText) {
        text.add(
            "store_lines", .gauge, "Lines of the streams, over all their life.", by: "stream",
            [("articles", progress.totals.articles), ("duplicates", progress.totals.duplicates), ("rejected", progress.totals.rejected)])
        if let size = footprint.store { text.add("store_size_bytes", .gauge, "Size of the streams.", Double(size)) }
        if let size = footprint.index { text.add("index_size_bytes", .gauge, "Size of the index.", Double(size)) }
        if let free = footprint.free {
            text.add("store_free_bytes", .gauge, "Free space on the filesystem of the store.", Double(free))
        }
    }

    private func addTrouble(_ text: inout MetricsText) {
        text.add("faults_total", .counter, "Times that a failed call interrupted the work.", Double(progress.faults))
        text.add(
            "reloads_total", .counter, "Reloads of settings and rules, by result.", by: "result",
            [("taken", progress.reloads.taken), ("refused", progress.reloads.refused)])
        text.add(
            "journal_suppressed_total", .counter, "Lines held back from the journal and told in summaries.",
            Double(progress.suppressed))
    }

    private func seconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1e9 }
}
