/// Both clocks. The core reads no other.
public protocol TimeSource: AnyObject, Sendable {
    /// Nanoseconds of a clock that never steps (CLOCK_BOOTTIME), for durations.
    var monotonic: Instant { get }
    /// Nanoseconds since 1970, which may step either way, for records.
    var wall: Int64 { get }
}

/// A moment of the monotonic clock.
public struct Instant: Comparable, Hashable, Sendable {
    public let nanoseconds: UInt64

    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// Later than any moment that comes.
    public static let distantFuture = Instant(nanoseconds: .max)

    public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

    public static func + (a: Instant, b: Duration) -> Instant {
        let (sum, overflow) = a.nanoseconds.addingReportingOverflow(UInt64(max(0, b.wholeNanoseconds)))
        return overflow ? .distantFuture : Instant(nanoseconds: sum)
    }

    /// The time from `b` to `a`; zero when `b` is later.
    public static func - (a: Instant, b: Instant) -> Duration {
        .nanoseconds(a.nanoseconds > b.nanoseconds ? Int64(clamping: a.nanoseconds - b.nanoseconds) : 0)
    }
}

extension Duration {
    /// The duration in nanoseconds, cut to what an Int64 holds (292 years).
    public var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (seconds < 0 ? .min : .max) : product &+ attoseconds / 1_000_000_000
    }
}
