/// What a supervisor is told (sd_notify).
public enum Notice: Sendable, Equatable {
    case ready
    case reloading
    case stopping
    /// A line for people.
    case status(String)
    /// Proof of progress.
    case watchdog
    /// An invariant broke: please kill and restart.
    case watchdogTrigger
    /// Starting, reloading or stopping needs this much longer, from now.
    case extendTimeout(Duration)
    /// Why the process is about to fail.
    case errno(Int32)
}

public protocol Notifier: AnyObject, Sendable {
    /// Sends all of them in one message; does nothing without a supervisor.
    func notify(_ notices: [Notice])
}
