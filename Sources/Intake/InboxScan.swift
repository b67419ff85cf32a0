import Host
import SystemPackage

/// Where a name found by a listing goes.
enum Placement {
    case ready
    case waiting
    /// It should wait and there is no room: its source must be listed again.
    case noRoom
}

/// One listing of a folder of the inbox and of all that is below it: watch first, then list, so that nothing slips between.
/// It is done in slices: a folder may hold millions of names, and other work must not wait for all of them.
struct InboxScan: Sendable {
    /// Folders below one another; a deeper one is reported and left alone. More than a path of 4,096 bytes has in practice.
    static let depth = 128

    /// A folder below the first level that has been empty for this long is removed.
    static let emptyFor = Duration.seconds(86_400)

    /// Names looked at between two looks at the clock: some 0.2 ms where they are in memory.
    private static let stride = 64

    /// What a listing found.
    struct Findings: Sendable {
        /// Ready files by source.
        var ready: [RelativePath: ReadyList] = [:]
        /// Folders that could not be watched or listed, and why. A folder that is gone is none of them.
        var troubles: [(folder: RelativePath, fault: Fault)] = []
        /// Sources of which more should wait than there is room for.
        var partial: Set<RelativePath> = []
        /// Names that were looked at.
        var names = 0
    }

    /// A folder that is being listed.
    private struct Current: Sendable {
        let path: RelativePath
        let folder: OpenFolder
        /// Names fetched and not looked at yet, the next one last.
        var names: [FolderEntry] = []
        var hasMore = true
        var isEmpty = true
        var subfolders: [RelativePath] = []
    }

    let start: RelativePath
    let began: Instant
    private let root: OpenFolder
    private let volume: any Volume
    /// Nil where watching tells nothing.
    private let watcher: (any Watcher)?
    private let ignore: IgnoreList
    /// Folders that have been empty since before this moment, in nanoseconds since 1970, are removed.
    private let emptyBefore: Int64
    /// Names kept for one source.
    private let capacity: @Sendable (_ sources: Int) -> Int
    /// Folders to be listed, the next one last: one source is done with before another begins.
    private var stack: [RelativePath]
    private var current: Current?
    private(set) var findings = Findings()
    /// Folders that were watched, with their watches, since `takeWatched`.
    private var watched: [(folder: RelativePath, id: WatchID)] = []

    /// - Parameters:
    ///   - capacity: how many names are kept for a source when there are so many of them.
    init(
        from start: RelativePath, in root: OpenFolder, at now: Instant, wall: Int64, volume: any Volume, watcher: (any Watcher)?,
        ignore: IgnoreList, capacity: @escaping @Sendable (Int) -> Int
    ) {
        self.start = start
        self.began = now
        self.root = root
        self.volume = volume
        self.watcher = watcher
        self.ignore = ignore
        self.emptyBefore = wall &- InboxScan.emptyFor.wholeNanoseconds
        self.capacity = capacity
        self.stack = [start]
    }

    /// Goes on until `isOver` says that it is time for other work, or all is listed: then true. `place` decides about each
    /// name that is not a folder. A call looks at 64 names at least.
    mutating func run(until isOver: () -> Bool, place: (RelativePath, FileStatus) -> Placement) -> Bool {
        var steps = 0
        while true {
            do throws(Fault) {
                if let name = current?.names.popLast() {
                    try look(at: name, place)
                } else if current?.hasMore ?? false {
                    try fetch()
                } else if let done = current {
                    current = nil
                    leave(done)
                } else if let path = stack.popLast() {
                    enter(path)
                } else {
                    finish()
                    return true
                }
            } catch {
                abandon(error)
            }
            steps += 1
            if steps.isMultiple(of: InboxScan.stride), isOver() { return false }
        }
    }

    /// They must be known before the next event is read.
    mutating func takeWatched() -> [(folder: RelativePath, id: WatchID)] {
        defer { watched = [] }
        return watched
    }

    /// True when a file of this source may lie where it lists.
    func covers(_ source: RelativePath) -> Bool { start.contains(source) || source.contains(start) }
}

// One folder.
extension InboxScan {
    private mutating func enter(_ path: RelativePath) {
        let folder: OpenFolder
        do throws(Fault) {
            // A handle of its own, also for the inbox itself: it remembers how far it was read.
            folder = OpenFolder(try volume.openFolder(path, in: root.file))
        } catch {
            return failed(path, error)
        }
        current = Current(path: path, folder: folder)
        guard let watcher else { return }
        do throws(Fault) {
            watched.append((path, try watcher.watch(folder.file)))
        } catch {
            if !error.isGone { findings.troubles.append((path, error)) }
        }
    }

    /// Gone, or swapped for something else, since its parent was listed: that is no trouble.
    private mutating func failed(_ path: RelativePath, _ fault: Fault) {
        guard !fault.isGone, fault.errno != .tooManySymbolicLinkLevels else { return }
        findings.troubles.append((path, fault))
    }

    /// What was found of the folder stays found.
    private mutating func abandon(_ fault: Fault) {
        guard let path = current?.path else { return }
        current = nil
        failed(path, fault)
    }

    private mutating func fetch() throws(Fault) {
        guard var folder = current else { return }
        current = nil
        defer { current = folder }
        folder.hasMore = try volume.nextNames(of: folder.folder.file, into: &folder.names)
        if !folder.names.isEmpty { folder.isEmpty = false }
        folder.names.reverse()
    }

    private mutating func look(
        at entry: FolderEntry, _ place: (RelativePath, FileStatus) -> Placement
    ) throws(Fault) {
        findings.names += 1
        // Its folders were not to be ignored, or the listing would not be here.
        guard let (path, folder) = current.map({ ($0.path, $0.folder) }), !ignore.matches(entry.name) else { return }
        if entry.kind == .folder {
            current?.subfolders.append(path.appending(entry.name))
            return
        }
        do throws(Fault) {
            let status = try volume.status(entry.name, in: folder.file)
            if status.kind == .folder {
                current?.subfolders.append(path.appending(entry.name))
            } else {
                sort(entry.name, in: path, status, place)
            }
        } catch {
            if !error.isGone { throw error }
        }
    }

    private mutating func sort(
        _ name: RelativePath, in folder: RelativePath, _ status: FileStatus, _ place: (RelativePath, FileStatus) -> Placement
    ) {
        // Of a file, the source is its first folder.
        let source = folder.first
        switch place(folder.appending(name), status) {
        case .ready:
            if findings.ready[source] == nil { findings.ready[source] = ReadyList(capacity: share) }
            findings.ready[source]?.enter(folder)
            findings.ready[source]?.add(name, changed: status.changed)
        case .waiting: break
        case .noRoom: findings.partial.insert(source)
        }
    }

    /// Names kept for a source that is met now: it, those that had any, and those that are still to come share the room.
    private var share: Int { capacity(1 + findings.ready.count + stack.count { $0.depth == 1 }) }

    private mutating func leave(_ folder: Current) {
        if folder.isEmpty, folder.path.depth > 1 { removeIfOld(folder) }
        if let deepest = folder.subfolders.first, deepest.depth > InboxScan.depth {
            findings.troubles.append((deepest, Fault(.open, .fileNameTooLong, deepest.text)))
        } else {
            stack += folder.subfolders
        }
    }

    /// The folder's own last change says since when it is empty: rmdir and unlink change it, and no program can set it back.
    /// Whoever puts a file there in the same moment keeps it: only an empty folder can be removed.
    private func removeIfOld(_ folder: Current) {
        // One that cannot be looked at or removed does no harm.
        guard let status = try? volume.status(folder.folder.file), status.changed <= emptyBefore else { return }
        try? volume.removeFolder(folder.path.last, in: volume.openFolder(folder.path.parent, in: root.file))
    }

    private mutating func finish() {
        for source in Array(findings.ready.keys) { findings.ready[source]?.finish() }
    }
}
