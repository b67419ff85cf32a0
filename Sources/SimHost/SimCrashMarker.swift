public import Host
internal import SystemPackage

/// The notes of crashes, and what crashes.
struct CrashNotes: Sendable {
    var armed: CrashNote?
    var left: CrashNote?
    /// A file that holds these bytes crashes the process that has it in hand.
    var poison: [UInt8]?
    /// Where originals lie, from the root of the world.
    var archive: RelativePath = .root
}

/// Crashes as a world has them: a process that ends by `Crash.signal` leaves the note that was armed. The process crashes by
/// itself as soon as it takes in hand what is poison (`World.setPoison`).
public final class SimCrashMarker: CrashMarker {
    private let world: World

    public init(_ world: World) {
        self.world = world
    }

    public func left() throws(Fault) -> CrashNote? {
        if world.crashNote == nil { return nil }
        return try world.call(.read, "the note of a crash") { machine, _ throws(Errno) in machine.crashes.left }
    }

    public func arm(_ note: CrashNote) {
        world.with { machine in
            guard !machine.isOff else { return }
            machine.crashes.armed = note
            // Recovery keeps what was left before anything is in hand.
            if note != machine.crashes.left, note.inHand.contains(where: machine.isPoison) { machine.crash(.signal) }
        }
    }

    public func disarm() {
        world.with { $0.crashes.armed = nil }
    }

    public func clear() throws(Fault) {
        try world.call(.truncate, "the note of a crash") { machine, _ throws(Errno) in machine.crashes.left = nil }
    }
}

extension Machine {
    fileprivate func isPoison(_ original: RelativePath) -> Bool {
        guard let poison = crashes.poison, let place = try? userPlace(crashes.archive.appending(original)),
            let file = lookUp(place), inodes[file].kind == .regular
        else { return false }
        return inodes[file].content.bytes.contains(poison)
    }
}
