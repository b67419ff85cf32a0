public import Host
internal import Synchronization
public import SystemPackage

/// A simulated machine and everybody on it but the daemon. The daemon gets `SimVolume`, `SimWatcher`, `SimIndexStore`
/// and `SimTime`, made on a world; the test driver keeps the world and plays the users, the disk, the kernel and fate.
///
/// The same seed, the same calls and the same actions give the same results, to the last bit of `digest`.
/// All of it may be used from any thread; results stay the same only when one thread at a time does.
public final class World: Sendable {
    private let machine: Mutex<Machine>

    /// - Parameters:
    ///   - seed: decides what a power cut leaves, what a short effect is, which hints are lost.
    ///   - model: what a power cut may do.
    ///   - device: the filesystem at `/`.
    public init(seed: UInt64, model: CrashModel = .adversarial, device: Device = Device()) {
        machine = Mutex(Machine(seed: seed, model: model, device: device))
    }

    /// Runs `body` on the machine.
    func with<Result: Sendable>(_ body: (inout Machine) -> Result) -> Result {
        machine.withLock { body(&$0) }
    }

    /// One call of the daemon: counted, traced, and failed or crashed at when the plan says so.
    func call<Result: Sendable>(
        _ call: Fault.Call, _ subject: String, _ body: (inout Machine, Machine.Extent) throws(Errno) -> Result
    ) throws(Fault) -> Result {
        try machine.withLock { (machine) throws(Fault) -> Result in
            let verdict = machine.begin(call)
            do throws(Errno) {
                let result = try World.run(verdict, call, &machine, body)
                machine.trace.note(Trace.Entry(number: machine.calls, call: call, subject: subject, errno: nil))
                return result
            } catch {
                machine.trace.note(Trace.Entry(number: machine.calls, call: call, subject: subject, errno: error))
                throw Fault(call, error, subject)
            }
        }
    }

    private static func run<Result>(
        _ verdict: FaultPlan.Verdict, _ call: Fault.Call, _ machine: inout Machine,
        _ body: (inout Machine, Machine.Extent) throws(Errno) -> Result
    ) throws(Errno) -> Result {
        switch verdict {
        case .works:
            return try body(&machine, .whole)
        case .fails(let errno, let effect):
            guard !machine.isOff else { throw errno }
            // A sync that fails always has the effect that Linux gives it.
            if effect == .all {
                _ = try body(&machine, .whole)
            } else if call == .sync || (effect == .part && call == .append) {
                _ = try body(&machine, .part)
            }
            throw errno
        case .stops(let crash, let afterEffect):
            if afterEffect { _ = try? body(&machine, .whole) }
            machine.crash(crash)
            throw .ioError
        }
    }

    // MARK: users

    /// Does what a user does. False when it could not be done.
    @discardableResult
    public func act(_ action: UserAction) -> Bool {
        with { $0.apply(action) }
    }

    /// Lets users act in the middle of the daemon's work: just before its nth call from now, 1 for the next.
    public func act(atCall nth: Int, _ actions: [UserAction]) {
        precondition(nth > 0)
        with { $0.interruptions.append((nth, actions)) }
    }

    /// Every user who has a file open for writing, or waits to, closes it, and nobody interferes any more.
    public func closeWriters() {
        with { machine in
            machine.interruptions = []
            for writer in machine.users.keys.sorted() { _ = machine.apply(.close(writer: writer)) }
        }
    }

    /// User id of the files that users make from now on; the daemon's own at first.
    public func setUser(_ id: UInt32) { with { $0.userID = id } }

    /// The daemon's user id.
    public static var daemonID: UInt32 { Machine.daemon }

    /// Another process takes the advisory lock of a folder, or gives it up with nil. False when it is held.
    @discardableResult
    public func lock(_ path: RelativePath, by process: Int32?) -> Bool {
        with { machine in
            guard let folder = try? machine.folder(path, from: machine.top(of: machine.devices[0].root), asDaemon: false)
            else { return false }
            if case .handle = machine.inodes[folder].lock { return false }
            machine.inodes[folder].lock = process.map { .process($0) }
            return true
        }
    }

    // MARK: fate

    /// Replaces what shall go wrong and counts from here.
    public func set(_ plan: FaultPlan) {
        with {
            $0.plan = plan
            $0.firedFaults = 0
        }
    }

    /// One more call shall fail, counted from here; what was planned stays.
    public func add(_ failure: FaultPlan.Failure) { with { $0.plan.failures.append(failure) } }

    /// Shall stop there, counted from here, and not where it was to before.
    public func add(_ stop: FaultPlan.Stop) { with { $0.plan.stop = stop } }

    /// Nothing goes wrong any more.
    public func clearFaults() { set(FaultPlan()) }

    /// How often the plan has struck since it was set.
    public var firedFaults: Int { with { $0.firedFaults } }

    /// Calls of the daemon so far.
    public var calls: Int { with { $0.calls } }

    /// One number for all calls so far, their subjects and results.
    public var digest: UInt64 { with { $0.trace.digest } }

    /// The last calls, one a line, for messages.
    public var trace: [String] { with { $0.trace.lines } }

    /// How many more calls the daemon may make before it counts as going round in a circle and is killed.
    public func limitCalls(to more: Int) { with { $0.callLimit = $0.calls + more } }

    /// It was killed for that.
    public var isRunaway: Bool { with { $0.isRunaway } }

    /// Ends the daemon, or the machine, now. Every call fails from then on until `reboot`.
    public func crash(_ crash: Crash) { with { $0.crash(crash) } }

    /// True from a crash to the next `reboot`.
    public var isOff: Bool { with { $0.isOff } }

    /// After a crash: a new process may begin. The index, the clocks and the users are where they were; the plan is
    /// cleared, and with it the actions that were to interfere.
    public func reboot() {
        with {
            $0.isOff = false
            $0.plan = FaultPlan()
            $0.interruptions = []
        }
    }

    /// The kernel writes everything back, as it does in time.
    public func writeBack() {
        with { machine in
            for device in machine.devices.indices { machine.syncDevice(device, .whole) }
        }
    }

    /// From now on a file whose content holds these bytes crashes whoever looks into it.
    public func setPoison(_ bytes: [UInt8]?, archive: RelativePath = "state/archive") {
        with {
            $0.crashes.poison = bytes
            $0.crashes.archive = archive
        }
    }

    /// Puts another note in the place of what was left.
    public func setCrashNote(_ note: CrashNote?) { with { $0.crashes.left = note } }

    /// What the last process that crashed has left, and nobody has cleared.
    public var crashNote: CrashNote? { with { $0.crashes.left } }

    // MARK: the machine

    /// Adds a filesystem and mounts it on a folder. Nil when there is no such folder.
    public func mount(_ device: Device, at path: RelativePath) -> Int? {
        with { machine in
            guard let place = try? machine.userPlace(path), let folder = machine.lookUp(place) else { return nil }
            guard machine.inodes[folder].kind == .folder else { return nil }
            let number = machine.addDevice(device)
            mountRoot(number, on: folder, at: place, &machine)
            return number
        }
    }

    private func mountRoot(_ number: Int, on folder: Int, at place: Place, _ machine: inout Machine) {
        let root = machine.devices[number].root
        machine.mounts[folder] = root
        machine.inodes[root].parent = place.folder
        machine.inodes[root].ownName = place.name
    }

    /// Takes a mount away at once (`umount -l`): open handles stay good, the name means the folder below.
    public func unmount(_ number: Int) {
        with { machine in
            let root = machine.devices[number].root
            machine.mounts = machine.mounts.filter { $0.value != root }
            machine.inodes[root].parent = root
            machine.watches.ended(root, watchStays: false, &machine.hintRandom)
        }
    }

    /// Changes a filesystem: its capacity, read-only, unplugged, leases. Number 0 is the one at `/`.
    public func change(device: Int = 0, _ body: (inout Device) -> Void) {
        with { body(&$0.devices[device]) }
    }

    /// A filesystem as it is now.
    public func device(_ number: Int = 0) -> Device { with { $0.devices[number] } }

    /// Limits and moods of the watch queue.
    public func setWatches(limit: Int? = nil, queue: Int? = nil, trouble: WatchTrouble? = nil) {
        with {
            if let limit { $0.watches.watchLimit = limit }
            if let queue { $0.watches.queueLimit = queue }
            if let trouble { $0.watches.trouble = trouble }
        }
    }

    /// Whether anything can be watched at all, and why not: `.noFunction` for a kernel without inotify, `.tooManyOpenFiles`
    /// for a user without another instance.
    public func setWatchesAbsent(_ errno: Errno?) { with { $0.watches.absence = errno } }

    /// How many handles a process may have open.
    public func setHandleLimit(_ limit: Int) { with { $0.handleLimit = limit } }

    /// Whether the daemon may take leases on files of others.
    public func setLeaseCapability(_ has: Bool) { with { $0.hasLeaseCapability = has } }

    /// Nanoseconds that files' times are multiples of, and that each call of the daemon takes.
    public func setTimes(grain: Int64? = nil, callCost: UInt64? = nil) {
        with {
            if let grain { $0.stampGrain = max(1, grain) }
            if let callCost { $0.callCost = callCost }
        }
    }

    /// Lets time pass on both clocks.
    public func turn(by duration: Duration) {
        with { $0.turn(monotonic: UInt64(max(0, duration.wholeNanoseconds))) }
    }

    /// Somebody sets the wall clock, forwards or back.
    public func jump(by duration: Duration) {
        with { $0.wall &+= duration.wholeNanoseconds }
    }
}
