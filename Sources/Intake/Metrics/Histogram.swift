/// Durations counted in buckets, as Prometheus has them. A pure value.
public struct Histogram: Sendable, Equatable {
    /// Upper bounds of the buckets, in seconds, rising; one more bucket behind them has none.
    public let bounds: [Double]
    /// Observations in each bucket alone, the one without a bound last.
    public private(set) var counts: [Int]
    /// Seconds, of all observations.
    public private(set) var sum = 0.0

    init(bounds: [Double]) {
        precondition(!bounds.isEmpty && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds rise")
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    public var count: Int { counts.reduce(0, +) }

    /// A negative duration, which a clock that was set back makes, counts as none.
    mutating func observe(_ duration: Duration) {
        let (whole, attoseconds) = max(.zero, duration).components
        let seconds = Double(whole) + Double(attoseconds) / 1e18
        counts[bounds.firstIndex { seconds <= $0 } ?? bounds.count] += 1
        sum += seconds
    }
}

extension Histogram {
    /// One commit of a batch: a memory disk at one end, a disk that other services keep busy at the other.
    static let ofCommits = Histogram(bounds: [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10])

    /// From the last change of a file to its durable line: an idle daemon at one end, a backlog or a full disk at the other.
    static let ofLatencies = Histogram(bounds: [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1_800])
}
