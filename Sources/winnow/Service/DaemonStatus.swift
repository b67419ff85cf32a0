import Host
import Intake
import Ledger
import LinuxHost

/// What status.json says of the daemon of a state, if one runs.
struct DaemonStatus {
    enum State: String {
        case running
        /// It runs, but takes nothing in.
        case notTaking = "not-taking"
        case notRunning = "not-running"
    }

    /// More than any status.json is (1 MiB).
    private static let sizeLimit = 1 << 20

    /// Seconds without a word after which a daemon is not believed: it speaks at least every `Publication.heartbeat`.
    private static let silence = 3 * Publication.heartbeat.components.seconds

    let state: State
    /// Why what the daemon wrote may be old: it cannot replace the file. Nil when nothing is known against it.
    private let doubt: String?
    /// The daemon's word is of this boot of the machine, whether it lives or not.
    let isOfThisBoot: Bool
    private let folder: String
    /// As the daemon wrote it last; nil when there is none.
    private let content: JSON?

    /// Looks where a daemon for these settings would write. One that died left its file behind: its process or its boot is
    /// gone.
    static func find(_ settings: Settings) throws(Problem) -> DaemonStatus {
        for path in StatusFile.places(settings) {
            guard let content = try content(at: path), content["state"]?.string == settings.state else { continue }
            return DaemonStatus(settings, content, at: path)
        }
        return DaemonStatus(settings, nil, at: nil)
    }

    /// Removes what a daemon left that died, after its store was recovered: how far it was durable then says too
    /// little now. Whoever calls holds the lock of the store.
    static func removeStale(_ settings: Settings) {
        for path in StatusFile.places(settings) where isOf(settings, at: path) { PlainFile.remove(path) }
    }

    private init(_ settings: Settings, _ content: JSON?, at path: String?) {
        folder = settings.state
        self.content = content
        isOfThisBoot = content?["boot_id"]?.string.map { $0 == BootID.current } ?? false
        let said = content.map { DaemonStatus.state(of: $0) } ?? .notRunning
        doubt = said == .running ? content.flatMap(DaemonStatus.silence) ?? path.flatMap(DaemonStatus.doubt) : nil
        state = doubt == nil ? said : .notTaking
    }

    /// Beside the state the file lies on the filesystem of the index: where it cannot be replaced, nothing is taken in.
    private static func doubt(of path: String) -> String? {
        guard let end = path.lastIndex(of: "/"), let fault = PlainFolder.refusal(String(path[..<end])) else { return nil }
        return "\(fault.sentence) What follows is what winnow could write last."
    }

    /// Said when the daemon has said nothing for longer than it may.
    private static func silence(of content: JSON) -> String? {
        guard let said = content["boottime"]?.int else { return nil }
        let silent = Int64(SystemTime().monotonic.nanoseconds / 1_000_000_000) - Int64(said)
        guard silent > silence else { return nil }
        return "winnow has said nothing for \(String.age(seconds: silent)): it hangs, or cannot write. See its journal; what follows is that old."
    }

    /// True when the file at `path` is the word of a daemon of this state.
    private static func isOf(_ settings: Settings, at path: String) -> Bool {
        (try? content(at: path))?["state"]?.string == settings.state
    }

    /// Nil when there is no such file, or no object in it.
    private static func content(at path: String) throws(Problem) -> JSON? {
        do throws(Fault) {
            return JSONReader.value(try PlainFile.read(path, limit: sizeLimit))
        } catch {
            if error.isGone { return nil }
            throw Problem(input: error)
        }
    }

    private static func state(of content: JSON) -> State {
        guard let pid = content["pid"]?.int.flatMap(Int32.init(exactly:)), ThisProcess.exists(pid) else { return .notRunning }
        // The start tells a process from another that got its id later. Where /proc hides it the boot must do, whose id
        // is not the same inside and outside of a container, nor in all mount namespaces of one.
        if let start = content["pid_start"]?.int, let now = ThisProcess.start(of: pid) {
            guard start == now else { return .notRunning }
        } else if content["boot_id"]?.string != BootID.current {
            return .notRunning
        }
        return content["condition"]?.string == "running" || content["condition"]?.string == "starting" ? .running : .notTaking
    }

    /// Why a file waits, when it is the one that the daemon names: the oldest.
    func reason(of file: String) -> WaitReason? {
        guard let oldest = content?["oldest"], oldest["file"]?.string == file else { return nil }
        return oldest["reason"]?.string.flatMap(WaitReason.init(rawValue:))
    }

    /// How far the streams are durable, as the daemon said last; nil when it has not said.
    var durableEnds: PerStream<Position>? {
        guard let durable = content?["durable"] else { return nil }
        var ends = PerStream(repeating: Position.start)
        for stream in Stream.allCases {
            guard let segment = durable[stream.name]?["segment"]?.int, let offset = durable[stream.name]?["offset"]?.int,
                segment >= 1, offset >= 0
            else { return nil }
            ends[stream] = Position(segment: segment, offset: offset)
        }
        return ends
    }

    /// What the daemon wrote, with our judgement before it.
    var json: JSON {
        var pairs: [(String, JSON?)] = [("status", .text(state.rawValue)), ("doubt", doubt.map { .text($0) })]
        if case .object(let said) = content { pairs += said } else { pairs.append(("state", .text(folder))) }
        return .object(pairs)
    }
}

extension DaemonStatus {
    /// For a person. `now` is in nanoseconds since 1970.
    func lines(_ style: Style, now: Int64) -> [String] {
        guard let content else {
            return [style(.bold, "winnow") + " does not run for \(folder). Start it: systemctl start winnow, or winnow run."]
        }
        var rows: [(String, String?)] = []
        rows.append(("winnow", headline(content, style, now)))
        rows.append(("state", folder))
        rows.append(("stored", stored(content)))
        rows.append(("waiting", waiting(content, now)))
        rows.append(("watching", watching(content)))
        rows.append(("rate", state == .notRunning ? nil : content["per_second"]?.int.map { "\($0) a second" }))
        rows.append(("problem", content["problem"]?.string.map { style(.red, $0.printable) }))
        rows.append(("doubt", doubt.map { style(.red, $0.printable) }))
        rows.append(("last fault", lastFault(content, now)))
        rows.append(("reload refused", content["reload_refused"]?.string?.printable))
        let width = rows.map(\.0.count).max() ?? 0
        return rows.compactMap { name, text in
            text.map { style(.bold, name.padded(to: width)) + "  " + $0 }
        }
    }

    private func headline(_ content: JSON, _ style: Style, _ now: Int64) -> String {
        let pid = content["pid"]?.int.map { " (pid \($0))" } ?? ""
        switch state {
        case .running:
            let since = age(content["started"], now).map { " for \($0)" } ?? ""
            return style(.green, "running") + since + pid
        case .notTaking:
            return style(.yellow, "running, but takes nothing in") + pid
        case .notRunning:
            return style(.red, "not running") + (age(content["time"], now).map { "; it was last seen \($0) ago" } ?? "")
        }
    }

    private func stored(_ content: JSON) -> String {
        let numbers = Stream.allCases.map { content[$0.name]?.int ?? 0 }
        return String.counted(numbers[0], "article") + ", " + String.counted(numbers[1], "duplicate")
            + ", \(String.grouped(numbers[2])) rejected"
    }

    private func waiting(_ content: JSON, _ now: Int64) -> String {
        let number = content["waiting"]?.int ?? 0
        guard number > 0, let oldest = content["oldest"], let file = oldest["file"]?.string else { return "\(number)" }
        let reason = oldest["reason"]?.string.flatMap(WaitReason.init(rawValue:))?.sentence ?? "unknown"
        let since = age(oldest["changed"], now).map { ", \($0) old" } ?? ""
        return "\(String.grouped(number)); the oldest is \(file.printable)\(since): \(reason)"
    }

    /// Nil when inotify tells of all folders, as it should.
    private func watching(_ content: JSON) -> String? {
        switch content["watching"]?.string {
        case "part": "all but \(String.counted(content["unwatched"]?.int ?? 0, "folder")); the rest is listed every `rescan`"
        case "nothing": "nothing, for others can write here unseen; all is listed every `rescan`"
        default: nil
        }
    }

    private func lastFault(_ content: JSON, _ now: Int64) -> String? {
        content["last_fault"]?.string.map { sentence in
            sentence.printable + (age(content["last_fault_at"], now).map { " (\($0) ago)" } ?? "")
        }
    }

    /// How long ago a time of the file was.
    private func age(_ time: JSON?, _ now: Int64) -> String? {
        guard let then = time?.string.flatMap(Timestamp.init) else { return nil }
        return String.age(seconds: max(0, now / 1_000_000_000 - then.seconds))
    }
}
