public import Ledger

/// What was counted since the start, for those who gather numbers: finer than `Progress`, and only ever growing.
public struct Meters: Sendable, Equatable {
    /// How a delivery repeats a stored article.
    public enum Repeat: String, Sendable, CaseIterable { case bytes, text, near }

    public private(set) var articles = 0
    public private(set) var duplicates: [Repeat: Int] = [:]
    public private(set) var rejected: [Rejection.Reason: Int] = [:]
    /// Bytes of the files that have lines, and of their lines.
    public private(set) var bytesIn = 0
    public private(set) var bytesOut = 0
    public private(set) var cuts = RuleCuts()
    public private(set) var commits = Histogram.ofCommits
    public private(set) var latencies = Histogram.ofLatencies

    public init() {}

    /// A delivery that has its durable line.
    mutating func count(_ stored: Pipeline.Stored) {
        bytesIn += stored.record.delivery.bytes
        if let latency = stored.latency { latencies.observe(latency) }
        switch stored.record.outcome {
        case .article: articles += 1
        case .near: duplicates[.near, default: 0] += 1
        case .sameText: duplicates[.text, default: 0] += 1
        case .sameBytes: duplicates[.bytes, default: 0] += 1
        case .rejected(let rejection): rejected[rejection.reason, default: 0] += 1
        }
        for removal in stored.record.content?.removed ?? [] {
            // A mark about the whole document has no lines of its own.
            cuts.note(removal.rule, lines: max(1, removal.lines.reduce(0) { $0 + $1.count }))
        }
    }

    mutating func count(_ commit: Pipeline.Commit) {
        commits.observe(commit.duration)
        bytesOut += commit.bytes
    }
}
