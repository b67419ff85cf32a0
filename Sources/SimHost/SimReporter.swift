public import Host
internal import Synchronization

/// Keeps every event.
public final class SimReporter: Reporter {
    private let kept = Mutex<[Event]>([])

    public init() {}

    public func report(_ event: Event) { kept.withLock { $0.append(event) } }

    /// Everything reported so far, oldest first.
    public var events: [Event] { kept.withLock { $0 } }

    /// The events of one kind.
    public func events(_ kind: Event.Kind) -> [Event] { events.filter { $0.kind == kind } }

    public func clear() { kept.withLock { $0 = [] } }
}

/// Keeps every notice.
public final class SimNotifier: Notifier {
    private let kept = Mutex<[Notice]>([])

    public init() {}

    public func notify(_ notices: [Notice]) { kept.withLock { $0 += notices } }

    /// Everything sent so far, oldest first.
    public var notices: [Notice] { kept.withLock { $0 } }

    public func clear() { kept.withLock { $0 = [] } }
}
