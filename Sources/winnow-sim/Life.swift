import Config
import Crypto
import Host
import Intake
import Prose
import SimHost
import SystemPackage

/// Where a life went wrong, and what it broke.
struct Violation: Error {
    /// Which step; one past the last for what shows at the end.
    let step: Int
    let problems: [String]
    /// The last calls before.
    let trace: [String]
}

/// The real engine on a simulated machine, through a list of steps, with the contract proven after each.
final class Life {
    /// How a life is made.
    struct Conditions: Sendable {
        var seed: UInt64
        var model = CrashModel.adversarial
        /// Crashes and failures hit recovery too, this often in a thousand starts.
        var startTrouble = 250
        var rules: RuleSet
        /// Completeness is asked of leases, whatever the seed says.
        var asksLeases = false
    }

    /// Starts in a row that may be struck by a crash or a fault, and cycles that a drained inbox may take.
    private static let startLimit = 6
    private static let drainLimit = 3_000
    /// Calls that one cycle may make: far more than its files need.
    private static let callLimit = 50_000

    /// Nanoseconds of a call on a slow machine: a listing then takes several slices for some dozens of names.
    private static let slowCall: UInt64 = 2_000_000
    private static let paceSeed: UInt64 = 0x9E37_79B9_7F4A_7C15

    let world: World
    let index: SimIndexStore
    private(set) var check: StoreCheck
    private let conditions: Conditions
    let settings: Settings
    private let reporter = SimReporter()
    private let volume: SimVolume
    private var engine: Engine?
    private var random: SeededRandom
    private var hazards: Hazards
    private var step = 0
    /// Cycles after which everything was proven.
    /// Since the index was damaged: how often it had been rebuilt then. What nobody has looked at yet may be wrong in it.
    private var rottenSince: Int?
    private(set) var proofs = 0
    private(set) var crashes = 0

    init(_ conditions: Conditions, hazards: Hazards) {
        self.conditions = conditions
        self.hazards = hazards
        world = World(seed: conditions.seed, model: conditions.model)
        index = SimIndexStore(world)
        volume = SimVolume(world)
        random = SeededRandom(seed: ~conditions.seed)
        var settings = Life.settings(&random)
        if conditions.asksLeases { settings.complete = .auto }
        self.settings = settings
        check = StoreCheck(keepsOriginals: settings.archivePolicy == .keep, leasesTell: settings.complete != .quiet) { bytes in
            SHA256.hash(data: bytes).map { byte in
                let digits = String(byte, radix: 16)
                return digits.utf8.count == 1 ? "0" + digits : digits
            }.joined()
        }
        // By a generator of its own, so that what else a seed means stays.
        var pace = SeededRandom(seed: conditions.seed &+ Life.paceSeed)
        if pace.below(4) == 0 { world.setTimes(callCost: Life.slowCall) }
        world.act(.makeFolder("state"))
        world.act(.makeFolder("state/inbox"))
        world.writeBack()
    }

    /// Small limits, so that they are reached.
    private static func settings(_ random: inout SeededRandom) -> Settings {
        var settings = Settings()
        settings.state = "/state"
        settings.batchFiles = [1, 4, 16, 512][random.below(4)]
        settings.batchBytes = [4_000, 100_000, 8 << 20][random.below(3)]
        settings.rotateSize = [4_000, 30_000, 1 << 30][random.below(3)]
        settings.maxFileSize = 16_000
        settings.archivePolicy = random.chance(150) ? .delete : .keep
        settings.nearPolicy = random.chance(150) ? .off : .separate
        settings.learn = random.chance(500)
        settings.complete = random.chance(200) ? .quiet : .auto
        return settings
    }

    /// What happens before the daemon starts for the first time.
    func prepare(_ steps: [Step]) throws(Violation) {
        for step in steps { try perform(step) }
    }

    /// Runs all steps; then everything heals, and what is left must come to its end.
    func run(_ steps: [Step]) throws(Violation) {
        if engine == nil { try boot() }
        for (number, step) in steps.enumerated() {
            self.step = number
            try perform(step)
        }
        step = steps.count
    }

    // MARK: steps

    private func perform(_ step: Step) throws(Violation) {
        switch step {
        case .act(let action): world.act(action)
        case .interfere(let call, let actions): world.act(atCall: call, actions)
        case .cycle(let count):
            for _ in 0..<count { try cycle() }
        case .wait(let duration): world.turn(by: duration)
        case .jump(let duration): world.jump(by: duration)
        case .fail(let calls, let nth, let errno, let stays, let effect):
            world.add(FaultPlan.Failure(calls, nth: nth, errno: Errno(rawValue: errno), stays: stays, effect: effect))
        case .stop(let crash, let nth, let afterEffect):
            world.add(FaultPlan.Stop(crash, nth: nth, afterEffect: afterEffect))
        case .heal: heal()
        case .restart: try restart()
        case .crash(let crash):
            world.crash(crash)
            try afterCrash()
        case .room(let bytes): setRoom(bytes)
        case .readOnly(let isOn): world.change { $0.isReadOnly = isOn }
        case .unplugged(let isOn): world.change { $0.isUnplugged = isOn }
        case .hints(let trouble, let watches, let queue): world.setWatches(limit: watches, queue: queue, trouble: trouble)
        case .writeBack: world.writeBack()
        case .indexLost:
            try stopEngine()
            index.vanish()
            rottenSince = nil
            try boot()
        case .indexDamaged(let seed):
            try stopEngine()
            var random = SeededRandom(seed: seed)
            for _ in 0..<1 + random.below(3) { index.damage(1, in: random.pick(IndexTable.allCases) ?? .meta, &random) }
            rottenSince = reporter.events(.index).count
            try boot()
        }
    }

    private func setRoom(_ bytes: Int?) {
        world.change { device in device.capacity = bytes.map { device.used + $0 } ?? 1 << 40 }
    }

    private func heal() {
        world.clearFaults()
        setRoom(nil)
        world.change {
            $0.isReadOnly = false
            $0.isUnplugged = false
        }
    }

    /// One cycle, and the proof when nothing failed in it.
    private func cycle() throws(Violation) {
        let began = Instant(nanoseconds: SimTime(world).monotonic.nanoseconds)
        let fired = world.firedFaults
        let opens = engine.map { !$0.progress.isTaking } ?? false
        world.limitCalls(to: Life.callLimit)
        _ = engine?.cycle()
        if world.isRunaway { throw violation(["a cycle that does not end: \(Life.callLimit) calls"]) }
        if world.isOff { return try afterCrash() }
        guard let engine, world.firedFaults == fired, engine.progress.isTaking else {
            return check.disturbed(at: SimTime(world).monotonic)
        }
        // A cycle that had to open the state first began with what recovery found, which may have taken long.
        let ended = SimTime(world).monotonic
        if opens { check.disturbed(at: ended) }
        proofs += 1
        try prove(check.settled(world, began: opens ? ended : began))
        try prove(wrongTotals())
        let unlined = check.unlined(world)
        if unlined > engine.progress.waiting {
            throw violation(["\(unlined) originals have no line, and only \(engine.progress.waiting) files are said to wait"])
        }
    }

    private func afterCrash() throws(Violation) {
        crashes += 1
        engine = nil
        world.reboot()
        try prove(check.always(world))
        try boot()
    }

    /// The index as it is must be what the lines say.
    private func proveIndexAsItIs() throws(Violation) {
        if isRotten { return }
        try prove(IndexProof(settings: settings, rules: conditions.rules).problems(world, index))
    }

    private var isRotten: Bool { rottenSince == reporter.events(.index).count }

    private func restart() throws(Violation) {
        try stopEngine()
        try proveIndexAsItIs()
        try boot()
    }

    private func stopEngine() throws(Violation) {
        engine?.stop()
        engine = nil
        if world.isOff { world.reboot() }
        world.crash(.kill)
        world.reboot()
        try prove(check.always(world))
        if world.openHandles > 0 { throw violation(["\(world.openHandles) handles left open"]) }
    }

    // MARK: starting

    /// Starts the daemon, which may crash or fail while it recovers, as a supervisor would: again and again.
    private func boot() throws(Violation) {
        for attempt in 0... {
            let isLast = attempt >= Life.startLimit
            if isLast { heal() } else { troubleStart() }
            let next = makeEngine()
            engine = next
            var isOpen = false
            do throws(StartProblem) {
                try next.start()
                check.disturbed(at: SimTime(world).monotonic)
                isOpen = !world.isOff
            } catch {
                if !world.isOff { try judge(error, isLast: isLast) }
            }
            if isOpen { return try proveIndexAsItIs() }
            engine = nil
            if !world.isOff { world.crash(.kill) }
            crashes += 1
            world.reboot()
            try prove(check.always(world))
        }
    }

    private func makeEngine() -> Engine {
        let seams = Seams(
            volume: volume, watcher: SimWatcher(world), time: SimTime(world), index: index,
            workers: SimWorkers(seed: random.next()), notifier: SimNotifier(), reporter: reporter,
            crashes: SimCrashMarker(world))
        return Engine(seams: seams, settings: settings, rules: conditions.rules)
    }

    private func troubleStart() {
        guard random.chance(conditions.startTrouble) else { return }
        let nth = random.number(in: 1...60)
        if hazards.contains(.kills), random.chance(400) {
            world.add(FaultPlan.Stop(.kill, nth: nth, afterEffect: random.chance(500)))
        } else if hazards.contains(.powerCuts), random.chance(600) {
            world.add(FaultPlan.Stop(.powerCut, nth: nth, afterEffect: random.chance(500)))
        } else if hazards.contains(.faults) {
            world.add(FaultPlan.Failure(nth: nth, errno: .ioError))
        }
    }

    /// A start may fail when something was made to fail, and then only for that; never because of what it finds.
    private func judge(_ problem: StartProblem, isLast: Bool) throws(Violation) {
        let device = world.device()
        // A user has closed the inbox to the daemon: nothing to do but say so, and open it again.
        if let inbox = world.sight(check.folders.inbox), inbox.rights != .all {
            world.act(.chmod(check.folders.inbox, .all))
            return
        }
        let isHealthy = !device.isReadOnly && !device.isUnplugged && world.firedFaults == 0
        if isHealthy || isLast { throw violation(["cannot start: \(problem.sentence)"]) }
        switch problem {
        case .damaged, .storeMissing, .missing, .locked: throw violation(["cannot start: \(problem.sentence)"])
        default: heal()
        }
    }

    // MARK: the end

    /// Everything heals and everybody goes home; then all that was delivered must have its line.
    func finish(_ last: [Step]) throws(Violation) {
        heal()
        for step in last { try perform(step) }
        world.closeWriters()
        world.setWatches(limit: 65_536, queue: 16_384, trouble: WatchTrouble())
        world.act(.makeFolder(check.folders.inbox))
        world.act(.chmod(check.folders.inbox, .all))
        for sight in world.sights(below: check.folders.inbox) { world.act(.chmod(sight.path, .all)) }
        for _ in 0..<Life.drainLimit {
            try cycle()
            guard let engine else { continue }
            if engine.isDrained(), engine.progress.waiting == 0, isInboxEmpty { break }
            world.turn(by: .milliseconds(500))
            if engine.progress.waiting > 0 { world.turn(by: .seconds(5)) }
        }
        world.turn(by: .seconds(2))
        try cycle()
        try prove(check.finished(world))
        try prove(wrongTotals())
        try stopEngine()
        try proveIndex()
    }

    /// `status` must tell what the streams hold.
    private func wrongTotals() -> [String] {
        guard let totals = engine?.progress.totals else { return ["no engine at the end"] }
        let counted = (totals.articles, totals.duplicates, totals.rejected)
        let there = (check.counts["articles"] ?? 0, check.counts["duplicates"] ?? 0, check.counts["rejected"] ?? 0)
        return counted == there ? [] : ["status says \(counted), the streams hold \(there)"]
    }

    private var isInboxEmpty: Bool {
        !world.sights(below: check.folders.inbox).contains { $0.kind != .folder }
    }

    /// The index is a function of the streams: made anew it says the same.
    private func proveIndex() throws(Violation) {
        hazards = []
        let (wasRotten, before) = (isRotten, contents())
        index.vanish()
        try boot()
        try stopEngine()
        if !wasRotten, contents() != before { throw violation(["the index: made anew it says something else"]) }
    }

    /// Nil when it cannot be read.
    private func contents() -> IndexContents? { try? IndexContents(of: index.frozen()) }

    private func prove(_ problems: [String]) throws(Violation) {
        if !problems.isEmpty { throw violation(problems) }
    }

    private func violation(_ problems: [String]) -> Violation {
        Violation(step: step, problems: problems, trace: world.trace)
    }
}
