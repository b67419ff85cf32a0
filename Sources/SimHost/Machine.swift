public import Host
import SystemPackage

/// A handle of the daemon, or a file that a user has open for writing.
struct Opening: Sendable {
    let file: Int
    let writes: Bool
    let isDaemon: Bool
    /// The name it was opened by, which a rename changes.
    var folder: Int
    var name: RelativePath
    /// Of a folder: the name up to which it was read, in the order of its table.
    var listed: NameTable.Entry?
}

/// A regular file that the daemon renamed, by paths from the root of the world.
public struct Move: Sendable, Equatable {
    public let from: RelativePath
    public let to: RelativePath
}

/// Everything that is simulated, as one value: files, names, handles, watches, clocks, and what shall go wrong.
/// `SimVolume` and its siblings call into it under one lock; extensions in other files add its parts.
struct Machine: Sendable {
    /// What a call is to do.
    enum Extent { case whole, part }

    /// User id of the daemon.
    static let daemon: UInt32 = 990
    /// Process id of the daemon, for `lockHolder`.
    static let process: Int32 = 4242
    /// Names are at most this long, in bytes.
    static let nameLimit = 255
    /// Symbolic links followed in an absolute path before it counts as a loop.
    static let linkLimit = 40

    let model: CrashModel
    var inodes: [Inode] = []
    var devices: [Device] = []
    /// Mount points and the roots that hide them.
    var mounts: [Int: Int] = [:]
    var openings: [Int32: Opening] = [:]
    /// Of these, the ones for writing.
    var writing: [Int32] = []
    var nextHandle: Int32 = 3
    /// Open handles that one process may have.
    var handleLimit = 1 << 20
    var hasLeaseCapability = false
    /// User id of the files that users make.
    var userID = Machine.daemon
    var users: [Int: UserWriter] = [:]
    var watches = WatchQueue()
    var crashes = CrashNotes()

    var monotonic: UInt64 = 1_000_000_000_000
    var wall: Int64 = 1_750_000_000_000_000_000
    /// Nanoseconds that each call of the daemon takes.
    var callCost: UInt64 = 1_000
    /// File times are multiples of this, in nanoseconds: the tick of the kernel's coarse clock at 250 Hz.
    var stampGrain: Int64 = 4_000_000

    var plan = FaultPlan()
    var firedFaults = 0
    var calls = 0
    var interruptions: [(nth: Int, actions: [UserAction])] = []
    var trace = Trace()
    /// Chance in crashes and in short effects; hints have their own, so that turning one knob changes one thing.
    var random: SeededRandom
    var hintRandom: SeededRandom
    var isOff = false
    /// The machine stops before the daemon makes this many calls: it goes round in a circle.
    var callLimit = Int.max
    var isRunaway = false

    var moves: [Move] = []
    var removals: [RelativePath] = []

    init(seed: UInt64, model: CrashModel, device: Device) {
        var random = SeededRandom(seed: seed)
        hintRandom = random.split()
        self.random = random
        self.model = model
        _ = addDevice(device)
    }

    /// Returns the number of the device; its root folder is empty.
    mutating func addDevice(_ device: Device) -> Int {
        var device = device
        device.root = inodes.count
        var root = Inode(number: 2, device: devices.count, kind: .folder, owner: Machine.daemon, now: stamp)
        root.links = 1
        root.durableLinks = 1
        root.parent = device.root
        device.nextNumber = 3
        devices.append(device)
        inodes.append(root)
        return devices.count - 1
    }

    /// The time that files get.
    var stamp: Int64 { wall - wall % stampGrain }

    /// Counts a call of the daemon, lets time pass and users interfere, and says what becomes of it.
    mutating func begin(_ call: Fault.Call) -> FaultPlan.Verdict {
        if isOff { return .fails(.ioError, .nothing) }
        calls += 1
        if calls > callLimit {
            isRunaway = true
            crash(.kill)
            return .fails(.ioError, .nothing)
        }
        turn(monotonic: callCost)
        if !interruptions.isEmpty { interrupt() }
        let verdict = plan.verdict(on: call)
        if verdict != .works { firedFaults += 1 }
        return verdict
    }

    /// Both clocks go on together.
    mutating func turn(monotonic nanoseconds: UInt64) {
        monotonic &+= nanoseconds
        wall &+= Int64(truncatingIfNeeded: nanoseconds)
    }

    private mutating func interrupt() {
        for index in interruptions.indices { interruptions[index].nth -= 1 }
        let due = interruptions.filter { $0.nth <= 0 }
        interruptions.removeAll { $0.nth <= 0 }
        for (_, actions) in due { for action in actions { _ = apply(action) } }
    }

    // MARK: inodes

    mutating func makeInode(_ kind: FileStatus.Kind, on device: Int, owner: UInt32) -> Int {
        let number = devices[device].takeNumber()
        inodes.append(Inode(number: number, device: device, kind: kind, owner: owner, now: stamp))
        return inodes.count - 1
    }

    func status(_ file: Int) -> FileStatus {
        let inode = inodes[file]
        return FileStatus(
            kind: inode.kind, device: UInt64(inode.device) + 1, inode: inode.number, size: inode.content.count,
            links: inode.kind == .folder ? 2 : inode.links, owner: inode.owner, modified: inode.modified,
            changed: inode.changed)
    }

    /// Changes the content of a file and what it takes from the device. Nothing else may touch `content`.
    mutating func change(_ file: Int, _ body: (inout Content) -> Void) {
        let before = inodes[file].content.charge
        body(&inodes[file].content)
        devices[inodes[file].device].used += inodes[file].content.charge - before
        devices[inodes[file].device].dirty.insert(file)
        inodes[file].modified = stamp
        inodes[file].changed = stamp
    }

    /// Gives back what nobody can reach any more: its space at once, its number when the medium forgets it too.
    mutating func dropIfUnused(_ file: Int) {
        guard inodes[file].links == 0, inodes[file].openings == 0 else { return }
        let device = inodes[file].device
        if !inodes[file].isReleased {
            inodes[file].isReleased = true
            devices[device].used -= inodes[file].content.charge
        }
        guard inodes[file].isUnreachable, !inodes[file].isDead else { return }
        inodes[file].isDead = true
        inodes[file].content = Content()
        devices[device].dirty.remove(file)
        devices[device].freeNumbers.append(inodes[file].number)
    }

    // MARK: handles

    func opening(_ handle: Handle) throws(Errno) -> Opening {
        guard let opening = openings[handle.number] else { throw .badFileDescriptor }
        guard !devices[inodes[opening.file].device].isUnplugged else { throw .noSuchAddressOrDevice }
        return opening
    }

    func file(_ handle: Handle) throws(Errno) -> Int {
        try opening(handle).file
    }

    func folder(_ handle: Handle) throws(Errno) -> Int {
        let file = try opening(handle).file
        guard inodes[file].kind == .folder else { throw .notDirectory }
        return file
    }

    mutating func addOpening(_ opening: Opening) throws(Errno) -> Handle {
        guard !opening.isDaemon || openings.count < handleLimit else { throw .tooManyOpenFiles }
        let handle = nextHandle
        nextHandle += 1
        openings[handle] = opening
        inodes[opening.file].openings += 1
        if opening.writes {
            inodes[opening.file].writers += 1
            writing.append(handle)
        }
        return Handle(number: handle)
    }

    /// Handles from before a crash are gone already, and that is no mistake of whoever closes them late.
    mutating func close(_ handle: Handle) {
        guard let opening = openings.removeValue(forKey: handle.number) else { return }
        let file = opening.file
        inodes[file].openings -= 1
        if inodes[file].lock == .handle(handle.number) { inodes[file].lock = nil }
        if opening.writes {
            inodes[file].writers -= 1
            writing.removeAll { $0 == handle.number }
            watches.named(opening.name, in: opening.folder, .closed, &hintRandom)
        }
        if inodes[file].lease == handle.number { endLease(of: file) }
        dropIfUnused(file)
    }

    /// Lets waiting writers go on.
    mutating func endLease(of file: Int) {
        inodes[file].lease = nil
        inodes[file].leaseIsBroken = false
        wakeWriters(of: file)
    }
}
