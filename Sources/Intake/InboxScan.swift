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
struct InboxScan {
    /// Folders below one another; a deeper one is reported and left alone. More than a path of 4,096 bytes has in practice.
    static let depth = 128

    /// A folder below the first level that has been empty for this long is removed.
    static let emptyFor = Duration.seconds(86_400)

    /// What a listing found.
    struct Findings: Sendable {
        /// Ready files by source.
        var ready: [RelativePath: ReadyList] = [:]
        /// Folders that were watched, with their watches.
        var watched: [(folder: RelativePath, id: WatchID)] = []
        /// Folders that could not be watched or listed, and why. A folder that is gone is none of them.
        var troubles: [(folder: RelativePath, fault: Fault)] = []
        /// Sources of which more was found than is kept.
        var partial: Set<RelativePath> = []
    }

    let volume: any Volume
    /// Nil where watching tells nothing.
    let watcher: (any Watcher)?
    let ignore: IgnoreList
    /// Folders that have been empty since before this moment, in nanoseconds since 1970, are removed.
    let emptyBefore: Int64

    /// Lists `start` and everything below it; `place` decides about each name that is not a folder.
    func run(
        from start: RelativePath, in cache: inout FolderCache, place: (RelativePath, FileStatus) -> Placement
    ) -> Findings {
        var findings = Findings()
        var stack = [start]
        while let path = stack.popLast() {
            do throws(Fault) {
                let folder = try cache.folder(path)
                watch(folder, path, &findings)
                stack.append(contentsOf: try list(folder, path, in: &cache, &findings, place))
            } catch {
                // Gone, or swapped for something else, since its parent was listed.
                guard !error.isGone, error.errno != .tooManySymbolicLinkLevels else { continue }
                findings.troubles.append((path, error))
            }
        }
        for source in Array(findings.ready.keys) {
            findings.ready[source]?.finish()
            if findings.ready[source]?.isPartial == true { findings.partial.insert(source) }
        }
        return findings
    }

    private func watch(_ folder: OpenFolder, _ path: RelativePath, _ findings: inout Findings) {
        guard let watcher else { return }
        do throws(Fault) {
            findings.watched.append((path, try watcher.watch(folder.file)))
        } catch {
            if !error.isGone { findings.troubles.append((path, error)) }
        }
    }

    /// Sorts the names of one folder; returns its subfolders.
    private func list(
        _ folder: OpenFolder, _ path: RelativePath, in cache: inout FolderCache, _ findings: inout Findings,
        _ place: (RelativePath, FileStatus) -> Placement
    ) throws(Fault) -> [RelativePath] {
        var subfolders: [RelativePath] = []
        var trouble: Fault?
        var isEmpty = true
        let volume = volume
        try volume.list(folder.file) { entry in
            isEmpty = false
            let full = path.appending(entry.name)
            guard !ignore.matches(full) else { return true }
            if entry.kind == .folder {
                subfolders.append(full)
                return true
            }
            do throws(Fault) {
                let status = try volume.status(entry.name, in: folder.file)
                if status.kind == .folder {
                    subfolders.append(full)
                } else {
                    sort(entry.name, full, status, &findings, place)
                }
            } catch {
                if !error.isGone { trouble = error }
            }
            return trouble == nil
        }
        if let trouble { throw trouble }
        if isEmpty, path.depth > 1 { try removeIfOld(folder, path, &cache) }
        return descend(subfolders, &findings)
    }

    /// The folder's own last change says since when it is empty: rmdir and unlink change it, and no program can set it back.
    /// Whoever puts a file there in the same moment keeps it: only an empty folder can be removed.
    private func removeIfOld(_ folder: OpenFolder, _ path: RelativePath, _ cache: inout FolderCache) throws(Fault) {
        guard try volume.status(folder.file).changed <= emptyBefore else { return }
        // One that cannot be removed does no harm.
        try? volume.removeFolder(path.last, in: cache.folder(path.parent).file)
    }

    private func sort(
        _ name: RelativePath, _ full: RelativePath, _ status: FileStatus, _ findings: inout Findings,
        _ place: (RelativePath, FileStatus) -> Placement
    ) {
        let source = Backlog.source(of: full)
        switch place(full, status) {
        case .ready:
            findings.ready[source, default: ReadyList()].enter(full.parent)
            findings.ready[source]?.add(name, changed: status.changed)
        case .waiting: break
        case .noRoom: findings.partial.insert(source)
        }
    }

    private func descend(_ subfolders: [RelativePath], _ findings: inout Findings) -> [RelativePath] {
        guard let deepest = subfolders.first, deepest.depth > InboxScan.depth else { return subfolders }
        findings.troubles.append((deepest, Fault(.open, .fileNameTooLong, deepest.text)))
        return []
    }
}
