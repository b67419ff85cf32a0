import Host

/// Hints: what the watcher tells.
extension InboxFeed {
    /// Events read from the watcher at a time.
    private static let eventLimit = 4_096
    /// Times that events are read before the work goes on, though more keep coming: 16,384 events, a whole queue of the
    /// kernel by default.
    private static let eventRounds = 4

    mutating func readEvents(now: Instant) throws(Fault) {
        var events: [WatchEvent] = []
        hasMoreEvents = true
        for _ in 0..<InboxFeed.eventRounds where hasMoreEvents {
            events.removeAll(keepingCapacity: true)
            hasMoreEvents = try watcher.events(into: &events, limit: InboxFeed.eventLimit)
            for event in events { absorb(event, now: now) }
        }
    }

    private mutating func absorb(_ event: WatchEvent, now: Instant) {
        switch event {
        case .name(let id, let name, let cause):
            if id == gateWatch, name == gate?.name { doubt() }
            guard let folder = tree.folder(of: id) else { return }
            let path = folder.appending(name)
            if !ignore.matches(path) { absorb(path, cause, now: now) }
        case .folder(let id, let name):
            // Any folder: store/ lies there too, or the mount point of all of it.
            if id == gateWatch { doubt() }
            guard let folder = tree.folder(of: id) else { return }
            let path = folder.appending(name)
            if !ignore.matches(path) { tree.list(path, at: now) }
        case .ended(let id):
            if id == gateWatch { gateEnded(now: now) }
            guard let folder = tree.folder(of: id) else { return }
            if folder.isRoot { rootEnded = true }
            for gone in tree.forget(folder) { watcher.unwatch(gone) }
            troubles.forget(folder)
            tree.list(folder.parent, at: now)
        case .overflow:
            counters.overflows += 1
            if notices.last != .overflow { notices.append(.overflow) }
            tree.list(.root, at: max(now, restEnd(.root, !hasReady) ?? now))
        }
    }

    private mutating func gateEnded(now: Instant) {
        gateWatch = nil
        doubt()
        // A listing of the inbox watches its parent again.
        tree.list(.root, at: now)
    }

    private mutating func absorb(_ path: RelativePath, _ cause: WatchEvent.Cause, now: Instant) {
        let status: FileStatus
        do throws(Fault) {
            status = try look(at: path)
        } catch {
            // There is something that cannot be looked at now: a listing of its folder will.
            if !error.isGone { tree.list(path.parent, at: now + ListingRest.least) }
            return
        }
        if status.kind == .folder { return tree.list(path, at: now) }
        let candidate = Candidate(path: path, changed: status.changed)
        let arrivedWhole = cause == .moved || (cause == .created && status.links > 1)
        if status.kind != .regular || (arrivedWhole && completeness.leasesTell) {
            room.remove(path)
            if !backlog.hint(candidate) { partial.insert(Backlog.source(of: path)) }
        } else {
            settle(candidate, cause, status, now: now)
        }
    }

    /// A file written in place, or one that only time can judge: it must be left alone for `settle` from now.
    private mutating func settle(_ candidate: Candidate, _ cause: WatchEvent.Cause, _ status: FileStatus, now: Instant) {
        var entry =
            room[candidate.path]
            ?? WaitingRoom.Entry(
                reason: .settling, changed: status.changed, firstSeen: now, due: nil, attempts: 0, sighting: nil,
                place: .inbox)
        entry.due = completeness.settled(now)
        entry.isQueued = false
        if !completeness.leasesTell { entry.sighting = Candidate.Sighting(status: status, at: now) }
        if !room.put(candidate.path, entry) { partial.insert(Backlog.source(of: candidate.path)) }
    }

    private func look(at path: RelativePath) throws(Fault) -> FileStatus {
        let folder = OpenFolder(try volume.openFolder(path.parent, in: root.file))
        return try volume.status(path.last, in: folder.file)
    }
}
