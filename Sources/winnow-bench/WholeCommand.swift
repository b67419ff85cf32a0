import ArgumentParser
import Config
import Host
import Intake
import LinuxHost
import Prose

/// Where the time of a whole drain goes.
struct WholeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whole",
        abstract: "Drain generated articles through the engine, and tell where the time goes.",
        discussion: """
            Writes generated articles into the inbox of a state of its own and drains it, with every call of the machine \
            measured; before it the floor: the same files opened, read, appended, synced and renamed, and no more. Prints \
            for each stage microseconds an article by the clock, as share of the floor, and calls an article. What the \
            main thread does besides calls, and the processor time of all threads, come last.

            Example: the table of the tests' README

              winnow-bench whole --files 20000
            """)

    @OptionGroup var inbox: FilledInbox

    func run() throws {
        let floor = try inbox.microseconds { state in _ = try Floor().run(in: state) }
        let time = SystemTime()
        let clock = StageClock(time)
        var spent = Duration.zero
        let whole = try inbox.microseconds { state in
            let before = ThisProcess.processorTime
            try drain(state, clock)
            spent = ThisProcess.processorTime - before
        }
        report(clock, floor: floor, whole: whole, cpu: Double(spent.wholeNanoseconds) / 1_000)
    }

    private func drain(_ state: String, _ clock: StageClock) throws {
        var settings = Settings()
        settings.state = state
        let index = LMDBStore(folder: settings.indexFolder.path, mode: .write)
        let seams = Seams(
            volume: MeasuredVolume(clock), watcher: InotifyWatcher(), time: clock.time, index: MeasuredIndex(index, clock),
            workers: ThreadWorkers(),
            notifier: SystemdNotifier(), reporter: TerminalReporter(),
            crashes: CrashFile(path: settings.state + "/crash"))
        let engine = Engine(seams: seams, settings: settings, rules: try RuleSet(files: RuleFile.shipped()))
        try engine.start()
        let loop = try EventLoop()
        while !engine.isDrained() {
            let due = engine.cycle()
            if due > clock.time.monotonic, !engine.isDrained() { _ = try loop.wait(until: min(due, engine.nextDue)) }
        }
        engine.stop()
        guard engine.progress.stored.total == inbox.files else {
            throw ValidationError("\(engine.progress.stored.total) of \(inbox.files) files were stored.")
        }
    }

    private func report(_ clock: StageClock, floor: Double, whole: Double, cpu: Double) {
        let table = Table(widths: [12, 12, 16, 14])
        let each = Double(inbox.files)
        func row(_ name: String, _ time: Double, _ calls: Int? = nil) {
            print(
                table.row(
                    name, (time / each).rounded(to: 2), (time / floor).rounded(to: 3),
                    calls.map { (Double($0) / each).rounded(to: 2) } ?? ""))
        }
        print(table.row("stage", "us/article", "of the floor", "calls/article"))
        var calls = 0.0
        for stage in StageClock.Stage.allCases {
            row("\(stage)", clock.microseconds(stage), clock.count(stage))
            calls += clock.microseconds(stage)
        }
        row("computing", whole - calls)
        row("whole", whole)
        row("processor", cpu)
        row("floor", floor)
        print("ratio to the floor \((floor / whole).rounded(to: 3))")
    }
}
