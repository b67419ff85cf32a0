/// All cores for pure work.
public protocol Workers: AnyObject, Sendable {
    /// How many calls run at a time, that of whoever waits in `finish` included.
    var count: Int { get }
    /// Begins to call `body` once for each of 0 ..< count, in any order and at the same time, on other threads, and
    /// returns at once. Earlier jobs go first, but for one that is `awaited`, which goes before all that are not: whoever
    /// starts it has nothing else to do. Where there are no other threads nothing happens before `finish`.
    func start(_ count: Int, awaited: Bool, _ body: @escaping @Sendable (Int) -> Void) -> any WorkersJob
    /// Begins a call that mostly waits, such as a sync, on a thread kept for such calls, and returns at once. Where there is
    /// no such thread nothing happens before `finish`.
    func startAside(_ body: @escaping @Sendable () -> Void) -> any WorkersJob
}

/// Work under way. Of one that is let go of unfinished, any part may still be done.
public protocol WorkersJob: AnyObject, Sendable {
    /// Takes part in the work, and returns when all of it is done.
    func finish()
}

extension Workers {
    /// Begins a job that is not awaited.
    public func start(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> any WorkersJob {
        start(count, awaited: false, body)
    }

    /// Calls `body` once for each of 0 ..< count, in any order and at the same time; returns when all are done.
    public func forEach(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        start(count, awaited: true, body).finish()
    }
}
