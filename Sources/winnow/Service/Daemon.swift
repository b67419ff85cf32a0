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
    private let statusFile: StatusFile
    private var herald: Herald
    private var settings: Settings
    private let load: () throws(Problem) -> Configuration

    /// `load` reads the settings, now and at every reload.
    init(_ load: @escaping () throws(Problem) -> Configuration) throws(Problem) {
        let configuration = try load()
        let settings = configuration.settings
        let machine = try Machine(settings, reporter: TerminalReporter.orJournal())
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
        statusFile = StatusFile(settings, started: machine.seams.time.wall)
        herald = Herald(watchdog: machine.notifier.watchdogInterval)
    }

    /// Serves the inbox until it is told to stop.
    mutating func serve() throws(Problem) {
        try start()
        while true {
            let due = engine.cycle()
            tell()
            let wake = try wait(until: herald.due.map { min($0, due) } ?? due)
            if wake.contains(.terminate) { break }
            if wake.contains(.reload) { reload() }
            if wake.contains(.rescan) { engine.rescan() }
        }
        stop()
    }

    /// Takes what is complete until a listing finds nothing more; returns what stays, and why.
    mutating func drain() throws(Problem) -> [WaitingFile] {
        try start()
        while true {
            let due = engine.cycle()
            tell()
            if case .stalled(let sentence) = engine.progress.condition {
                engine.stop()
                throw Problem(.temporary, sentence)
            }
            if engine.isDrained() || engine.progress.condition == .full { break }
            if try wait(until: min(due, engine.nextDue)).contains(.terminate) { break }
        }
        let left = engine.left
        stop()
        return left
    }

    private mutating func start() throws(Problem) {
        do throws(StartProblem) {
            try engine.start()
        } catch {
            throw Problem(error)
        }
        machine.notifier.notify([.ready])
        report(
            Event(
                .started, .notice,
                "Serves \(settings.inboxFolder.path); lines go to \(settings.storeFolder.path)"))
        tell()
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
            return refuseReload(error.sentence)
        }
        let changes = configuration.settings.changes(since: settings)
        if let fixed = changes.first(where: \.needsRestart) {
            return refuseReload("\(fixed.key.name) was changed, which needs a restart.")
        }
        engine.reload(configuration.settings, rules: rules)
        settings = configuration.settings
        let names = changes.map(\.key.name).joined(separator: ", ")
        report(Event(.reloaded, .notice, "Read settings and rules again; changed: \(names.isEmpty ? "no setting" : names)"))
    }

    private func refuseReload(_ sentence: String) {
        report(Event(.reloadRefused, .error, "Kept the old settings and rules: \(sentence)"))
    }

    private func report(_ event: Event) { machine.seams.reporter.report(event) }

    private func stop() {
        engine.stop()
        statusFile.remove()
    }

    private mutating func tell() {
        let (now, wall) = (machine.seams.time.monotonic, machine.seams.time.wall)
        let notices = herald.afterCycle(engine.progress, now: now, wall: wall)
        guard !notices.isEmpty else { return }
        machine.notifier.notify(notices)
        if notices.contains(where: { if case .status = $0 { true } else { false } }) {
            statusFile.write(engine.progress, perSecond: herald.perSecond, wall: wall)
        }
    }

    private func wait(until due: Instant) throws(Problem) -> Wake {
        do throws(Fault) {
            return try loop.wait(until: due == .distantFuture ? nil : due)
        } catch {
            throw Problem(error)
        }
    }
}
