import Config
import Host
import Intake
import LinuxHost
import Prose

/// The engine with what surrounds it: signals, the supervisor, the status file.
struct Daemon: ~Copyable {
    private let machine: Machine
    private let loop: EventLoop
    private let engine: Engine
    private var statusFile: DerivedFile
    private let status: StatusFile
    private var metricsFile: DerivedFile?
    private var herald: Herald
    private var publication = Publication()
    private var settings: Settings
    private let load: () throws(Problem) -> Configuration

    /// `load` reads the settings, now and at every reload.
    init(_ supervision: Supervision, _ load: @escaping () throws(Problem) -> Configuration) throws(Problem) {
        let configuration = try load()
        let settings = configuration.settings
        let machine = Machine(settings, reporter: supervision.reporter, notifier: supervision.notifier)
        let rules = try configuration.rules()
        let loop: EventLoop
        do throws(Fault) {
            loop = try EventLoop(watcher: machine.watcher)
        } catch {
            throw Problem(error)
        }
        self.load = load
        self.settings = settings
        self.machine = machine
        self.loop = loop
        engine = Engine(seams: machine.seams, settings: settings, rules: rules)
        status = StatusFile(settings, started: machine.seams.time.wall)
        statusFile = DerivedFile(status.path)
        herald = Herald(watchdog: machine.notifier.watchdogInterval)
        gather(settings.metricsTextfile)
    }

    /// Serves the inbox until it is told to stop.
    mutating func serve() throws(Problem) {
        try start()
        while true {
            let due = engine.cycle()
            tell(next: due)
            if case .broken(let sentence) = engine.progress.condition { throw Problem(.software, sentence) }
            let wake = try wait(until: [due, herald.due, publication.due].compactMap(\.self).min() ?? due)
            if wake.contains(.terminate) { break }
            if wake.contains(.reload) { reload() }
            if wake.contains(.rescan) { engine.rescan() }
            if wake.contains(.mounts) { engine.noteMounts() }
        }
        stop()
    }

    /// Takes what is complete until a listing finds nothing more; returns what stays, and why.
    mutating func drain() throws(Problem) -> [WaitingFile] {
        try start()
        while true {
            let due = engine.cycle()
            tell(next: due)
            switch engine.progress.condition {
            case .stalled where engine.isRebuilding: break
            case .stalled(let sentence):
                engine.stop()
                throw Problem(.temporary, sentence)
            case .broken(let sentence): throw Problem(.software, sentence)
            case .starting, .running, .full: break
            }
            if engine.isDrained() || engine.progress.condition == .full { break }
            if try wait(until: min(due, engine.nextDue, publication.due ?? due)).contains(.terminate) { break }
        }
        let (left, condition) = (engine.left, engine.progress.condition)
        tell(next: .distantFuture, isLast: true)
        engine.stop()
        statusFile.remove()
        if condition == .full, let problem = condition.problem { throw Problem(.temporary, problem) }
        return left
    }

    private mutating func start() throws(Problem) {
        machine.notifier.notify([.status("Opening the store")])
        do throws(StartProblem) {
            try engine.start()
        } catch {
            throw Problem(error)
        }
        // On a full disk it is in the way of what this one has to say.
        DaemonStatus.removeStale(settings)
        machine.notifier.notify([.ready])
        report(
            Event(
                .started, .notice,
                "Serves \(settings.inboxFolder.path); lines go to \(settings.storeFolder.path)"))
        tell(next: .distantFuture)
    }

    /// Takes over settings and rules that were changed, all or nothing.
    private mutating func reload() {
        machine.notifier.notify([.reloading])
        defer { machine.notifier.notify([.ready]) }
        let configuration: Configuration
        let rules: RuleSet
        do throws(Problem) {
            configuration = try load()
            rules = try configuration.rules()
        } catch {
            return engine.refuseReload(error.sentence)
        }
        let changes = configuration.settings.changes(since: settings)
        if let fixed = changes.first(where: \.needsRestart) {
            return engine.refuseReload("\(fixed.key.name) was changed, which needs a restart.")
        }
        engine.reload(configuration.settings, rules: rules)
        settings = configuration.settings
        gather(settings.metricsTextfile)
        let names = changes.map(\.key.name).joined(separator: ", ")
        report(Event(.reloaded, .notice, "Read settings and rules again; changed: \(names.isEmpty ? "no setting" : names)"))
    }

    /// Writes the numbers to `path` from now on; what was written elsewhere would be stale and goes.
    private mutating func gather(_ path: String?) {
        guard path != metricsFile?.path else { return }
        metricsFile?.remove()
        metricsFile = path.map { DerivedFile($0, mode: MetricsFile.mode) }
        herald.hasGatherer = path != nil
    }

    private func report(_ event: Event) { machine.seams.reporter.report(event) }

    private func stop() {
        engine.stop()
        statusFile.remove()
        metricsFile?.remove()
    }

    /// Says how things stand when it is time to; `isLast` says it in any case.
    private mutating func tell(next: Instant, isLast: Bool = false) {
        let (now, wall) = (machine.seams.time.monotonic, machine.seams.time.wall)
        let notices = herald.afterCycle(engine.progress, next: next, now: now, wall: wall)
        machine.notifier.notify(notices)
        let saysMore = isLast || notices.contains { if case .status = $0 { true } else { false } }
        let reporter = machine.seams.reporter
        if publication.isDue(engine.progress, now: now) || saysMore {
            statusFile.replace(status.content(engine.progress, perSecond: herald.perSecond, time: machine.seams.time), reporter)
        }
        guard saysMore else { return }
        metricsFile?.replace(MetricsFile.content(engine, settings, started: status.started, wall: wall), reporter)
    }

    private func wait(until due: Instant) throws(Problem) -> Wake {
        do throws(Fault) {
            return try loop.wait(until: due == .distantFuture ? nil : due)
        } catch {
            throw Problem(error)
        }
    }
}
