import Host
import Intake
import Ledger
import LinuxHost

/// The store as far as it is durable, from outside of the daemon, while it grows.
///
/// A daemon says in status.json how far it has synced. One that died without a clean stop has left its word, and as long as
/// the machine has not been booted since, no more than that is believed: pages that a failed sync left behind read like
/// durable ones. Otherwise what is in the files is made durable here and now: what is a whole line then stays one.
struct DurableView {
    let ledger: LedgerReader
    /// Where the streams end for now. They only ever grow.
    private(set) var ends = PerStream(repeating: Position.start)
    /// The last word about them is that of a daemon that died: there may be lines behind them.
    private var isLastWord = false

    private let settings: Settings
    private let volume = LinuxVolume()
    private let time = SystemTime()
    private let loop: EventLoop
    private let watcher: InotifyWatcher

    init(_ settings: Settings) throws(Problem) {
        self.settings = settings
        do throws(Fault) {
            ledger = LedgerReader(try volume.openFolder(at: settings.storeFolder.path))
            watcher = InotifyWatcher()
            loop = try EventLoop(watcher: watcher)
        } catch {
            if error.isGone { throw Problem(.noInput, "There is no store at \(settings.storeFolder.path).") }
            throw Problem(error)
        }
        watchStatus()
    }

    /// The daemon replaces status.json when something is new. A folder that cannot be watched is looked at every second.
    private func watchStatus() {
        for path in StatusFile.places(settings) {
            let folder = path.split(separator: "/").dropLast().joined(separator: "/")
            guard let folder = try? volume.openFolder(at: "/" + folder) else { continue }
            _ = try? watcher.watch(folder)
        }
    }

    /// Looks how far the streams are durable now.
    mutating func refresh() throws(Problem) {
        let status = try DaemonStatus.find(settings)
        let isTold = status.state != .notRunning || status.isOfThisBoot
        let found = isTold ? status.durableEnds ?? ends : try syncedEnds()
        for stream in Stream.allCases { ends[stream] = max(ends[stream], found[stream]) }
        isLastWord = isTold && status.state == .notRunning
    }

    /// Whether some of these streams go on behind what a daemon that died had told of.
    func leavesOut(_ streams: [Stream]) throws(Problem) -> Bool {
        guard isLastWord else { return false }
        do throws(ReadError) {
            let files = try ledger.ends()
            return streams.contains { files[$0] > ends[$0] }
        } catch {
            throw Problem(error)
        }
    }

    /// The same, or where no daemon runs up to the ends of the files: what one that died has not told of is no less a line
    /// to whoever only judges what is there.
    mutating func refreshForJudging() throws(Problem) {
        guard try DaemonStatus.find(settings).state == .notRunning else { return try refresh() }
        do throws(ReadError) {
            ends = try ledger.ends()
        } catch {
            // A rotated file that is missing: the reading meets it and says so.
            guard case .damaged = error else { throw Problem(error) }
            try refresh()
        }
    }

    private func syncedEnds() throws(Problem) -> PerStream<Position> {
        do throws(ReadError) {
            let found = try ledger.ends()
            try sync()
            return found
        } catch {
            throw Problem(error)
        }
    }

    private func sync() throws(ReadError) {
        for stream in Stream.allCases {
            guard let active = try ledger.segments(of: stream).last else { continue }
            do throws(Fault) {
                let folder = try volume.openFolder(at: settings.storeFolder.path)
                try volume.syncData(try volume.open(active.name, in: folder, .read))
            } catch {
                throw .fault(error)
            }
        }
    }

    /// Sleeps until there may be something new; false when the process is to end.
    func wait() throws(Problem) -> Bool {
        do throws(Fault) {
            // The signals are not blocked, so that they end the process at once; one whose parent blocked them gets here.
            let wake = try loop.wait(until: time.monotonic + .seconds(1))
            var events: [WatchEvent] = []
            while try watcher.events(into: &events, limit: 1024) { events = [] }
            return !wake.contains(.terminate)
        } catch {
            throw Problem(error)
        }
    }
}

extension Problem {
    /// The store could not be read.
    init(_ error: ReadError) {
        switch error {
        case .fault(let fault): self.init(fault)
        case .damaged(let damage): self.init(.badData, damage.sentence)
        }
    }
}
