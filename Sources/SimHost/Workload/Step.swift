public import Host

/// One thing that happens in a simulated life. A life is a list of steps, so that a failing one can be cut down.
public enum Step: Sendable, Equatable {
    /// A user acts while the daemon is idle.
    case act(UserAction)
    /// Users act in the middle of the daemon's next work, before the nth call.
    case interfere(call: Int, [UserAction])
    /// The daemon does what is due, this many times.
    case cycle(Int)
    case wait(Duration)
    case jump(Duration)
    /// The nth call from now fails.
    case fail(Set<Fault.Call>?, nth: Int, errno: Int32, stays: Bool, FaultPlan.Effect)
    /// At the nth call from now the daemon or the machine stops.
    case stop(Crash, nth: Int, afterEffect: Bool)
    /// Whatever was to go wrong does not any more.
    case heal
    /// The daemon is stopped cleanly and started again.
    case restart
    /// It stops where it is: idle, between two cycles.
    case crash(Crash)
    /// The disk has only this much room left; nil: plenty.
    case room(Int?)
    case readOnly(Bool)
    case unplugged(Bool)
    case hints(WatchTrouble, watches: Int, queue: Int)
    /// The kernel writes back all that is dirty.
    case writeBack
    /// The daemon is stopped, and the index is deleted before it starts again, or what it knows of itself is damaged.
    case indexLost, indexDamaged(seed: UInt64)
}

/// What may happen in a life. A seed takes some of it and leaves some out, which finds more than everything always
/// (Groce, Zhang, Eide, Chen and Regehr, "Swarm Testing", ISSTA 2012).
public struct Hazards: OptionSet, Sendable, Hashable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Writers that take their time, rename, replace, remove, change rights, and interfere.
    public static let edits = Hazards(rawValue: 1 << 0)
    /// Links, FIFOs, foreign owners, names that are no text.
    public static let oddities = Hazards(rawValue: 1 << 1)
    public static let hints = Hazards(rawValue: 1 << 2)
    public static let kills = Hazards(rawValue: 1 << 3)
    public static let powerCuts = Hazards(rawValue: 1 << 4)
    public static let faults = Hazards(rawValue: 1 << 5)
    public static let fullDisk = Hazards(rawValue: 1 << 6)
    public static let clock = Hazards(rawValue: 1 << 7)
    public static let index = Hazards(rawValue: 1 << 8)
    public static let junk = Hazards(rawValue: 1 << 9)
    public static let restarts = Hazards(rawValue: 1 << 10)
    /// The disk turns read-only or goes away for a while.
    public static let lostDisk = Hazards(rawValue: 1 << 11)
    /// Folders of the inbox, and the inbox itself, are moved away, made anew, or closed to the daemon.
    public static let folders = Hazards(rawValue: 1 << 12)

    public static let all = Hazards(rawValue: (1 << 13) - 1)

    public static let names: [(String, Hazards)] = [
        ("edits", .edits), ("oddities", .oddities), ("hints", .hints), ("kills", .kills), ("power-cuts", .powerCuts),
        ("faults", .faults), ("full-disk", .fullDisk), ("clock", .clock), ("index", .index), ("junk", .junk),
        ("restarts", .restarts), ("lost-disk", .lostDisk), ("folders", .folders),
    ]

    /// The names of what is in the set.
    public var text: String {
        let names = Hazards.names.filter { contains($0.1) }.map(\.0)
        return names.isEmpty ? "none" : names.joined(separator: " ")
    }
}
