public import Host

/// One thread for one job at a time beside the caller, such as a sync that mostly waits for the disk. Whoever sleeps
/// in `EventLoop.wait` lets the job end with `nudge`.
public final class BackgroundWorker: Sendable {
    private let monitor: Monitor<State>
    private let thread: NativeThread

    fileprivate enum State {
        case idle
        case waiting(@Sendable () -> Void)
        case busy
        case closed
    }

    public init() throws(Fault) {
        let monitor = Monitor(State.idle)
        self.monitor = monitor
        thread = try NativeThread { BackgroundWorker.serve(monitor) }
    }

    deinit {
        finish()
        monitor.withLock { $0 = .closed }
        monitor.broadcast(.work)
        thread.join()
    }

    /// Starts a job as soon as the one before it is done.
    public func start(_ job: @escaping @Sendable () -> Void) {
        monitor.wait(for: .rest) { state -> Void? in
            guard case .idle = state else { return nil }
            state = .waiting(job)
            return ()
        }
        monitor.signal(.work, count: 1)
    }

    /// Waits until no job is left.
    public func finish() {
        monitor.wait(for: .rest) { state -> Void? in
            if case .idle = state { () } else { nil }
        }
    }

    private static func serve(_ monitor: Monitor<State>) {
        while true {
            let next: (@Sendable () -> Void)? = monitor.wait(for: .work) { state -> (@Sendable () -> Void)?? in
                switch state {
                case .waiting(let job):
                    state = .busy
                    return .some(job)
                case .closed: return .some(nil)
                case .idle, .busy: return nil
                }
            }
            guard let job = next else { return }
            job()
            monitor.withLock { $0 = .idle }
            monitor.broadcast(.rest)
        }
    }
}
