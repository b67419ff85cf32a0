internal import CSystemd
import Glibc
public import Host

/// Tells systemd, or whoever set NOTIFY_SOCKET, how the service is doing (sd_notify(3)). A message that cannot be sent
/// is dropped: there is nobody else to tell, and the watchdog notices.
public final class SystemdNotifier: Notifier {
    /// True when somebody listens.
    public let isSupervised: Bool
    /// How often a `watchdog` notice is due (WATCHDOG_USEC, when WATCHDOG_PID is this process); nil when none is.
    /// Half of it is a good pace.
    public let watchdogInterval: Duration?

    public init() {
        isSupervised = Environment.value("NOTIFY_SOCKET") != nil
        var microseconds: UInt64 = 0
        watchdogInterval = unsafe sd_watchdog_enabled(0, &microseconds) > 0 ? .microseconds(microseconds) : nil
    }

    public func notify(_ notices: [Notice]) {
        guard isSupervised, !notices.isEmpty else { return }
        _ = unsafe sd_notify(0, SystemdNotifier.message(notices))
    }

    /// The assignments of one datagram, one a line.
    static func message(_ notices: [Notice]) -> String {
        notices.map(assignment).joined(separator: "\n")
    }

    private static func assignment(_ notice: Notice) -> String {
        switch notice {
        case .ready: "READY=1"
        // systemd tells by the time whether a READY=1 that it reads belongs to this reload (253 and later).
        case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds)"
        case .stopping: "STOPPING=1"
        case .status(let text): "STATUS=\(oneLine(text))"
        case .watchdog: "WATCHDOG=1"
        case .watchdogTrigger: "WATCHDOG=trigger"
        case .extendTimeout(let duration): "EXTEND_TIMEOUT_USEC=\(max(0, duration.wholeNanoseconds) / 1000)"
        case .errno(let number): "ERRNO=\(number)"
        }
    }

    /// A line end in a status would begin another assignment.
    private static func oneLine(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 }) else { return text }
        return String(decoding: text.utf8.map { $0 < 0x20 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }

    /// The protocol asks for CLOCK_MONOTONIC, which unlike CLOCK_BOOTTIME stands still while the machine sleeps.
    private static var monotonicMicroseconds: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }
}
