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

    let state: State
    /// Why what the daemon wrote may be old: it cannot replace the file. Nil when nothing is known against it.
    private let doubt: String?
    private let folder: String
    /// As the daemon wrote it last; nil when there is none.
    private let content: JSON?

    /// Looks where a daemon for these settings would write. One that died left its file behind: its process or its boot is
    /// gone.
    static func find(_ settings: Settings) throws(Problem) -> DaemonStatus {
        for path in StatusFile.places(settings) {
            let bytes: [UInt8]
            do throws(Fault) {
                bytes = try PlainFile.read(path, limit: sizeLimit)
            } catch {
                if error.isGone { continue }
                throw Problem(input: error)
            }
            guard let content = JSONReader.value(bytes), content["state"]?.string == settings.state else { continue }
            let state = state(of: content)
            let doubt = state == .running ? doubt(of: path) : nil
            return DaemonStatus(
                state: doubt == nil ? state : .notTaking, doubt: doubt, folder: settings.state, content: content)
        }
        return DaemonStatus(state: .notRunning, doubt: nil, folder: settings.state, content: nil)
    }

    /// Beside the state the file lies on the filesystem of the index: where it cannot be replaced, nothing is taken in.
    private static func doubt(of path: String) -> String? {
        guard let end = path.lastIndex(of: "/"), let fault = PlainFolder.refusal(String(path[..<end])) else { return nil }
        return "\(fault.sentence) What follows is what winnow could write last."
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
