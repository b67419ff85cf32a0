import Host
import Intake
import LinuxHost

/// Looks for files that wait in the inbox. Touches nothing.
struct InboxSearch {
    /// Folders are gone into as deep as the daemon does.
    private static let depth = 128
    /// Names looked at before giving up (a million): the answer must come while somebody waits for it.
    private static let nameLimit = 1 << 20

    private let settings: Settings
    private let volume = LinuxVolume()

    init(_ settings: Settings) {
        self.settings = settings
    }

    /// A file that waits, and why as far as can be told from outside.
    struct Found {
        let path: RelativePath
        let reason: String

        var json: JSON {
            .object([("stream", .text("inbox")), ("file", .text(path.text)), ("waits", .text(reason))])
        }

        func text(_ style: Style) -> String {
            "\(style(.bold, path.text.printable))  \(style(.cyan, "waits in the inbox")): \(reason)"
        }
    }

    func files(_ wanted: TraceQuery) throws(Problem) -> [Found] {
        let status = try DaemonStatus.find(settings)
        var found: [RelativePath] = []
        var left = Self.nameLimit
        do throws(Fault) {
            try walk(try volume.openFolder(at: settings.inboxFolder.path), .root, Self.depth, &left) { path in
                if wanted.matches(path.bytes) { found.append(path) }
            }
        } catch {
            if !error.isGone { throw Problem(error) }
        }
        return found.sorted().map { Found(path: $0, reason: reason($0, status)) }
    }

    private func reason(_ path: RelativePath, _ status: DaemonStatus) -> String {
        if let pattern = settings.ignore.pattern(matching: path) { return "it is left alone, by the pattern \(pattern)" }
        if let reason = status.reason(of: path.text) { return reason.sentence }
        switch status.state {
        case .running: return "its turn has not come, or it is not complete"
        case .notTaking: return "the daemon takes nothing in: see winnow status"
        case .notRunning: return "no daemon runs"
        }
    }

    private func walk(
        _ folder: borrowing OpenFile, _ path: RelativePath, _ depth: Int, _ left: inout Int, _ each: (RelativePath) -> Void
    ) throws(Fault) {
        var folders: [RelativePath] = []
        var room = left
        try volume.list(folder) { entry in
            room -= 1
            if entry.kind == .folder { folders.append(entry.name) } else { each(path.appending(entry.name)) }
            return room > 0
        }
        left = room
        guard depth > 0 else { return }
        for name in folders where left > 0 {
            guard let below = try? volume.openFolder(name, in: folder) else { continue }
            try walk(below, path.appending(name), depth - 1, &left, each)
        }
    }
}
