import Glibc
public import Host

/// The clocks of the machine.
public final class SystemTime: TimeSource {
    public init() {}

    /// Goes on while the machine sleeps, so that a deadline that passed meanwhile has passed.
    public var monotonic: Instant { Instant(nanoseconds: UInt64(clamping: read(CLOCK_BOOTTIME))) }
    public var wall: Int64 { read(CLOCK_REALTIME) }

    private func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
