import Host
public import Ledger

/// What the engine is doing, as `status` and STATUS= show it.
public struct Progress: Sendable, Equatable {
    public enum Condition: Sendable, Equatable {
        case starting
        case running
        /// Running but not taking: below `min_free`.
        case full
        /// Running but not taking: something failed.
        case stalled(String)
        /// Not working any more: the program is at odds with itself, and only a new process may go on.
        case broken(String)

        /// Why nothing is taken in, and what to do; nil while files are.
        public var problem: String? {
            switch self {
            case .starting, .running: nil
            case .full:
                "Less than min_free is left on the store's filesystem: nothing is taken in. Free some space; work goes on by itself."
            case .stalled(let sentence), .broken(let sentence): sentence
            }
        }
    }

    /// Attempts to take over new settings and rules, since the start.
    public struct Reloads: Sendable, Equatable {
        public var taken = 0
        public var refused = 0
        /// Why the last one was refused; nil when it was taken.
        public var refusal: String?
    }

    /// How much of the inbox inotify tells of; the rest is listed every `rescan`.
    public enum Watching: Sendable, Equatable {
        case everything
        case allBut(folders: Int)
        /// The filesystem does not tell what others change.
        case nothing
    }

    public var condition = Condition.starting
    public var watching = Watching.everything
    /// Lines in the store, over all its life.
    public var totals = Tally()
    /// Deliveries that have no line yet.
    public var waiting = 0
    public var oldest: WaitingFile?
    /// Up to where the streams are durable.
    public var durable: Durable?
    /// Deliveries stored since the start, and the bytes of their files.
    public var stored = Tally()
    public var bytesIn = 0
    /// Names that were gone before they could be read.
    public var vanished = 0
    public var overflows = 0
    public var listings = 0
    /// Names that listings looked at: it grows while a long one goes on.
    public var namesListed = 0
    /// Faults since the start, and the last of them with its moment in nanoseconds since 1970.
    public var faults = 0
    public var lastFault: String?
    public var lastFaultAt: Int64?
    public var reloads = Reloads()
    /// Lines held back from the journal since the start.
    public var suppressed = 0

    public init() {}

    /// True when `drops = articles + duplicates + rejected + waiting` is being served.
    public var isTaking: Bool { condition == .running }

    /// Why the numbers cannot be true; nil when they can. Numbers without gaps mean that the next one tells how many
    /// lines there are.
    var contradiction: String? {
        guard let durable, durable.nextSeq != totals.total + 1 else { return nil }
        return "The streams have \(totals.total) lines, and the next number is \(durable.nextSeq)."
    }
}
