import Host
import Intake
import Ledger
import LinuxHost

/// status.json: what the daemon is doing, for `winnow status` and for whoever must know how far the streams are durable.
struct StatusFile {
    static let name = "status.json"

    /// Where the unit has it (`RuntimeDirectory=winnow`).
    private static let unitPath = "/run/winnow/" + name

    let path: String
    private let state: String
    /// Nanoseconds since 1970.
    let started: Int64

    /// In $RUNTIME_DIRECTORY when there is one, else in the state folder.
    init(_ settings: Settings, started: Int64) {
        path = StatusFile.runtimePath ?? settings.state + "/" + StatusFile.name
        state = settings.state
        self.started = started
    }

    /// Where the daemon of this state may have written it. Whose it is, its content tells.
    static func places(_ settings: Settings) -> [String] {
        let unit = settings.state == Settings().state ? unitPath : nil
        return [runtimePath, settings.state + "/" + name, unit].compactMap(\.self)
    }

    private static var runtimePath: String? {
        Environment.value("RUNTIME_DIRECTORY")?.split(separator: ":").first.map { $0 + "/" + name }
    }

    func content(_ progress: Progress, perSecond: Int, time: any TimeSource) -> String {
        json(progress, perSecond: perSecond, time: time).line + "\n"
    }

    private func json(_ progress: Progress, perSecond: Int, time: any TimeSource) -> JSON {
        let head: [(String, JSON?)] = [
            ("pid", .integer(Int(ThisProcess.id))),
            ("pid_start", ThisProcess.start(of: ThisProcess.id).map { .integer($0) }),
            ("boot_id", BootID.current.map { .text($0) }),
            ("version", .text(Program.version)),
            ("state", .text(state)),
            ("started", .text(Timestamp(nanoseconds: started).description)),
            ("time", .text(Timestamp(nanoseconds: time.wall).description)),
            ("boottime", .integer(Int(time.monotonic.nanoseconds / 1_000_000_000))),
            ("condition", .text(word(progress.condition))),
            ("problem", progress.condition.problem.map { .text($0) }),
        ]
        let numbers: [(String, JSON?)] = [
            ("articles", .integer(progress.totals.articles)),
            ("duplicates", .integer(progress.totals.duplicates)),
            ("rejected", .integer(progress.totals.rejected)),
            ("waiting", .integer(progress.waiting)),
            ("oldest", progress.oldest.map { oldest($0) }),
            ("per_second", .integer(perSecond)),
            ("stored_since_start", .integer(progress.stored.total)),
            ("bytes_since_start", .integer(progress.bytesIn)),
            ("vanished", .integer(progress.vanished)),
            ("overflows", .integer(progress.overflows)),
            ("listings", .integer(progress.listings)),
            ("watching", .text(word(progress.watching))),
            ("unwatched", unwatched(progress.watching)),
        ]
        let faults: [(String, JSON?)] = [
            ("faults", .integer(progress.faults)),
            ("last_fault", progress.lastFault.map { .text($0) }),
            ("last_fault_at", progress.lastFaultAt.map { .text(Timestamp(nanoseconds: $0).description) }),
            ("reloads", .integer(progress.reloads.taken)),
            ("reloads_refused", .integer(progress.reloads.refused)),
            ("reload_refused", progress.reloads.refusal.map { .text($0) }),
            ("journal_suppressed", .integer(progress.suppressed)),
            ("durable", progress.durable.map { durable($0) }),
        ]
        return .object(head + numbers + faults)
    }

    private func word(_ condition: Progress.Condition) -> String {
        switch condition {
        case .starting: "starting"
        case .running: "running"
        case .full: "full"
        case .stalled: "stalled"
        case .broken: "broken"
        }
    }

    private func word(_ watching: Progress.Watching) -> String {
        switch watching {
        case .everything: "everything"
        case .allBut: "part"
        case .nothing: "nothing"
        }
    }

    /// How many folders are listed every `rescan` because they cannot be watched.
    private func unwatched(_ watching: Progress.Watching) -> JSON? {
        guard case .allBut(let folders) = watching else { return nil }
        return .integer(folders)
    }

    private func oldest(_ waiting: WaitingFile) -> JSON {
        .object([
            ("file", .text(waiting.path)),
            ("reason", .text(waiting.reason.rawValue)),
            ("changed", .text(Timestamp(nanoseconds: waiting.changed).description)),
        ])
    }

    private func durable(_ durable: Durable) -> JSON {
        var keys: [(String, JSON?)] = [("next_seq", .integer(durable.nextSeq))]
        for stream in Stream.allCases {
            let end = durable.ends[stream]
            keys.append((stream.name, .object([("segment", .integer(end.segment)), ("offset", .integer(end.offset))])))
        }
        return .object(keys)
    }
}
