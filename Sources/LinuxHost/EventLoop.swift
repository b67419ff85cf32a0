internal import CLinux
import Glibc
public import Host
internal import Synchronization
internal import SystemPackage

/// Why `EventLoop.wait` came back; several reasons may hold at once.
public struct Wake: OptionSet, Sendable, Hashable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// SIGTERM or SIGINT: stop cleanly.
    public static let terminate = Wake(rawValue: 1)
    /// SIGHUP: read the settings again.
    public static let reload = Wake(rawValue: 2)
    /// SIGUSR1: list the folders now.
    public static let rescan = Wake(rawValue: 4)
    /// The watcher has events.
    public static let watcher = Wake(rawValue: 8)
    /// The moment given has come.
    public static let deadline = Wake(rawValue: 16)
    /// Somebody called `nudge`.
    public static let nudged = Wake(rawValue: 32)
    /// Something was mounted or unmounted, anywhere: an open folder says nothing of what hides it.
    public static let mounts = Wake(rawValue: 64)
}

/// Where the service sleeps: on one epoll for signals, inotify, a timer and nudges from other threads. It wakes for
/// nothing else. `SignalMask.blockForService` must have been called first.
///
/// The first SIGTERM or SIGINT is read here and asks for a clean stop. With it both signals get back their default
/// action, so that a second one ends at once a process whose stop takes too long: recovery makes that safe at any
/// moment. A process that hangs before it reads the first is ended by SIGQUIT (Ctrl-\), SIGKILL, or the watchdog.
public final class EventLoop: Sendable {
    private let epoll, signals, timer, bell: Int32
    /// The kernel's table of mounts; nil where there is no /proc.
    private let mounts: Int32?
    private let watcher: InotifyWatcher?
    /// What the timer is set to, in nanoseconds of CLOCK_BOOTTIME; 0 when it is not.
    private let armed = Atomic<UInt64>(0)
    /// The watcher's instance is on the epoll: it may come to be only later.
    private let hearsWatcher = Atomic<Bool>(false)

    private enum Tag: UInt32 { case signals, timer, bell, watcher, mounts }

    /// - Parameter watcher: kept for as long as the loop.
    public init(watcher: InotifyWatcher? = nil) throws(Fault) {
        self.watcher = watcher
        var opened = Descriptors()
        epoll = try opened.add("epoll") { winnow_epoll_create() }
        signals = try opened.add("signalfd") {
            unsafe SignalMask.service.withUnsafeBufferPointer {
                unsafe winnow_signalfd($0.baseAddress, Int32($0.count))
            }
        }
        timer = try opened.add("timerfd") { winnow_timerfd_create() }
        bell = try opened.add("eventfd") { winnow_eventfd_create() }
        for (descriptor, tag) in [(signals, Tag.signals), (timer, .timer), (bell, .bell)] {
            let epoll = epoll
            _ = try kernel(.wait, "epoll") { winnow_epoll_add(epoll, descriptor, tag.rawValue) }
        }
        mounts = EventLoop.hearMounts(epoll)
        opened.keep()
        try hearWatcher()
    }

    private static func hearMounts(_ epoll: Int32) -> Int32? {
        let file = unsafe open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        if winnow_epoll_add_mounts(epoll, file, Tag.mounts.rawValue) == 0 { return file }
        _ = close(file)
        return nil
    }

    private func hearWatcher() throws(Fault) {
        guard !hearsWatcher.load(ordering: .relaxed), let descriptor = watcher?.descriptor else { return }
        _ = try kernel(.wait, "inotify") { winnow_epoll_add(epoll, descriptor, Tag.watcher.rawValue) }
        hearsWatcher.store(true, ordering: .relaxed)
    }

    deinit {
        for descriptor in [epoll, signals, timer, bell, mounts].compactMap(\.self) { _ = close(descriptor) }
    }

    /// Sleeps until there is a reason, or until the moment given; nil sleeps for ever. A moment already past only looks.
    public func wait(until moment: Instant?) throws(Fault) -> Wake {
        try arm(moment)
        try hearWatcher()
        var tags: [5 of UInt32] = [0, 0, 0, 0, 0]
        let count = try kernel(.wait, "events") {
            var span = tags.mutableSpan
            return unsafe span.withUnsafeMutableBufferPointer {
                unsafe winnow_epoll_wait(epoll, $0.baseAddress, Int32($0.count), -1)
            }
        }
        var wake: Wake = []
        for i in 0..<min(Int(count), tags.count) {
            switch Tag(rawValue: tags[i]) {
            case .signals: wake.formUnion(readSignals())
            case .timer: wake.insert(.deadline)
            case .bell:
                var rings: UInt64 = 0
                _ = unsafe read(bell, &rings, 8)
                wake.insert(.nudged)
            case .watcher: wake.insert(.watcher)
            case .mounts: wake.insert(.mounts)
            case nil: break
            }
        }
        return wake
    }

    /// Wakes the loop from any thread; nudges before it wakes count as one.
    public func nudge() {
        var one: UInt64 = 1
        _ = unsafe write(bell, &one, 8)
    }

    private func arm(_ moment: Instant?) throws(Fault) {
        // Setting it to the same moment again would be a call for nothing; 0 would disarm it.
        let due = moment.map { min(max(1, $0.nanoseconds), UInt64(Int64.max)) } ?? 0
        guard armed.load(ordering: .relaxed) != due else { return }
        _ = try kernel(.wait, "timer") { winnow_timerfd_set(timer, due) }
        armed.store(due, ordering: .relaxed)
    }

    private func readSignals() -> Wake {
        var wake: Wake = []
        while true {
            switch winnow_signalfd_read(signals) {
            case SIGTERM, SIGINT: wake.insert(.terminate)
            case SIGHUP: wake.insert(.reload)
            case SIGUSR1: wake.insert(.rescan)
            case -1 where errno == EINTR: continue
            default:
                // All that were pending are read: the next one to stop is a second wish.
                if wake.contains(.terminate) { SignalMask.restoreStop() }
                return wake
            }
        }
    }
}

/// Descriptors closed again when not all of them could be had.
private struct Descriptors: ~Copyable {
    private var open: [Int32] = []

    mutating func add(_ subject: String, _ make: () -> Int32) throws(Fault) -> Int32 {
        let descriptor = try kernel(.wait, subject, make)
        open.append(descriptor)
        return descriptor
    }

    consuming func keep() {
        open = []
    }

    deinit {
        for descriptor in open { _ = close(descriptor) }
    }
}
