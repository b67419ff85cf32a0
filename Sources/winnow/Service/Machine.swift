import Config
import Host
import Intake
import LinuxHost

/// The seams of the real machine, for a state.
struct Machine {
    let seams: Seams
    let watcher: InotifyWatcher
    let notifier: SystemdNotifier

    /// The file in the state folder in which a crash leaves word of what was in hand.
    private static let crashName = "crash"

    init(_ settings: Settings, reporter: any Reporter, notifier: SystemdNotifier = SystemdNotifier()) {
        watcher = InotifyWatcher()
        self.notifier = notifier
        seams = Seams(
            volume: LinuxVolume(), watcher: watcher, time: SystemTime(), index: LMDBStore(folder: settings.indexFolder.path, mode: .write),
            workers: ThreadWorkers(), notifier: notifier, reporter: reporter,
            crashes: CrashFile(path: settings.state + "/" + Machine.crashName))
    }
}

extension Machine {
    /// The index, for a command that reads it beside the daemon. What LMDB takes on trust may be damaged, and looking through all
    /// of it first would take longer than most answers: so a crash tells what to do.
    static func indexToRead(_ settings: Settings) -> LMDBStore {
        let folder = settings.indexFolder.path
        CrashSentence.install(
            "The program crashed while it used the index in \(folder.printable), which may be damaged: `winnow verify` tells, and `winnow verify --repair` makes it anew.")
        return LMDBStore(folder: folder, mode: .read)
    }
}

extension Problem {
    /// Why a state could not be opened.
    init(_ problem: StartProblem) {
        switch problem {
        case .fault(let fault): self.init(fault)
        case .missing, .storeMissing, .cannotMake, .notEmpty, .cannotMove:
            self.init(.cannotCreate, problem.sentence, errno: problem.errno)
        case .locked: self.init(.temporary, problem.sentence, errno: problem.errno)
        case .damaged: self.init(.badData, problem.sentence, errno: problem.errno)
        }
    }
}
