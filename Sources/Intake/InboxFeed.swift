import Host

/// Turns what happens in the inbox into candidates: events are hints, listings are the truth, and what is not ready waits.
struct InboxFeed: Sendable {
    /// Events read from the watcher at a time.
    private static let eventLimit = 4_096
    /// Least pause between two listings of the same source for which more was found than is kept, or after an overflow.
    private static let listingPause = Duration.seconds(1)
    /// A listing of a subfolder that found more is not kept; its whole source is listed instead.
    private static let smallListing = 4_096

    /// Something that a person should hear of.
    enum Notice: Equatable {
        case overflow
        /// A folder that cannot be watched: it is listed every `rescan` instead.
        case unwatched(RelativePath, Fault)
        /// A folder that cannot be listed: what lies in it waits.
        case unlisted(RelativePath, Fault)
        /// A file that waits until a person does something about it.
        case waits(RelativePath, WaitReason)
    }

    private let volume: any Volume
    private let watcher: any Watcher
    private let root: OpenFolder
    private let ignore: IgnoreList
    private let rescan: Duration
    let completeness: Completeness
    private let watchesTell: Bool
    private(set) var cache: FolderCache
    private var tree = InboxTree()
    private var backlog = Backlog()
    private(set) var room = WaitingRoom()
    private var partial: Set<RelativePath> = []
    private var lastListed: [RelativePath: Instant] = [:]
    private var nextRescan: Instant
    /// Something was drawn since everything was listed.
    private var drawnSinceListing = true
    /// The inbox itself was moved, removed or unmounted: it must be opened anew.
    private(set) var rootEnded = false
    /// What was noticed since `takeNotices`.
    private var notices: [Notice] = []
    private(set) var counters = Counters()

    struct Counters: Sendable, Equatable {
        var overflows = 0
        var listings = 0

        static func + (a: Counters, b: Counters) -> Counters {
            Counters(overflows: a.overflows + b.overflows, listings: a.listings + b.listings)
        }
    }

    init(
        inbox: OpenFolder, settings: Settings, traits: FilesystemTraits, seams: Seams
    ) {
        self.volume = seams.volume
        self.watcher = seams.watcher
        self.root = inbox
        self.ignore = settings.ignore
        self.rescan = settings.rescan
        self.watchesTell = traits.watchesTell
        self.cache = FolderCache(root: inbox, on: seams.volume)
        self.completeness = Completeness(
            settle: settings.settle, patience: settings.patience, leasesTell: settings.complete.believesLeases(on: traits))
        self.nextRescan = seams.time.monotonic
    }

    /// Files that wait, whatever for.
    var waiting: Int { backlog.count + room.entries.count(where: { !$0.value.isQueued }) }
    var hasReady: Bool { !backlog.isEmpty }

    /// When something is to be done without an event.
    var nextDue: Instant {
        [nextRescan, room.nextDue, tree.nextListing].compactMap(\.self).min() ?? nextRescan
    }

    mutating func takeNotices() -> [Notice] {
        defer { notices = [] }
        return notices
    }

    /// Reads events, lists what must be listed, and moves what is due to the ready.
    mutating func refresh(now: Instant, wall: Int64) throws(Fault) {
        try readEvents(now: now)
        if now >= nextRescan { listAll(at: now) }
        for source in partial where !backlog.has(source) && !room.isFull {
            tree.list(source, at: max(now, (lastListed[source] ?? now) + InboxFeed.listingPause))
            partial.remove(source)
        }
        for folder in tree.dueListings(at: now) { list(folder, now: now, wall: wall) }
        backlog.offer(room.due(at: now))
    }

    /// Asks for a listing of the whole inbox now.
    mutating func listAll(at now: Instant) {
        tree.list(.root, at: now)
        nextRescan = now + rescan
    }

    mutating func draw(_ limit: Int, already: [RelativePath]) -> [Candidate] {
        let drawn = backlog.draw(limit, already: already)
        if !drawn.isEmpty { drawnSinceListing = true }
        return drawn
    }

    /// Gives back what was drawn and not looked at.
    mutating func giveBack(_ candidates: some Sequence<Candidate>) {
        backlog.offer(Array(candidates))
    }

    mutating func withFolders<T>(_ body: (inout FolderCache) throws(Fault) -> T) throws(Fault) -> T {
        try body(&cache)
    }

    /// Folders are opened anew for each batch: they may have been replaced.
    mutating func forgetFolders() {
        cache.forgetAll()
    }
}

// What becomes of a candidate that was looked at.
extension InboxFeed {
    mutating func settledWith(_ candidate: Candidate) {
        if candidate.place == .inbox { room.remove(candidate.path) }
    }

    /// What earlier looks at the file knew.
    func look(_ candidate: Candidate, now: Instant, wall: Int64) -> Taker.Look {
        let entry = room[candidate.path]
        return Taker.Look(now: now, wall: wall, firstSeen: entry?.firstSeen ?? now, attempts: entry?.attempts ?? 0)
    }

    mutating func wait(
        _ candidate: Candidate, _ reason: WaitReason, until due: Instant, _ sighting: Candidate.Sighting?, now: Instant
    ) {
        let earlier = room[candidate.path]
        let isSame = earlier?.reason == reason
        let entry = WaitingRoom.Entry(
            reason: reason, changed: candidate.changed, firstSeen: isSame ? earlier?.firstSeen ?? now : now,
            due: due == .distantFuture ? nil : due, attempts: isSame ? (earlier?.attempts ?? 0) + 1 : 0,
            sighting: sighting, place: candidate.place)
        if !isSame, reason.needsAPerson { notices.append(.waits(candidate.path, reason)) }
        if !room.put(candidate.path, entry) { partial.insert(Backlog.source(of: candidate.path)) }
    }

    /// The file that has waited longest, and why.
    var oldest: WaitingFile? {
        let waiting = room.oldest.map {
            WaitingFile(path: $0.path.text, reason: $0.entry.reason, changed: $0.entry.changed)
        }
        let ready = backlog.oldest.map { WaitingFile(path: $0.path.text, reason: .queued, changed: $0.changed) }
        guard let waiting, let ready else { return waiting ?? ready }
        return waiting.changed <= ready.changed ? waiting : ready
    }

    /// True when the last listing of everything is younger than the last file that was drawn, and nothing that it found
    /// will be ready by itself soon: files that only need to stay unchanged are waited for, writers are not.
    var isDrained: Bool {
        backlog.isEmpty && !drawnSinceListing && tree.nextListing == nil
            && !room.entries.values.contains { $0.reason == .settling }
    }

    /// True when nothing is ready and only a listing can tell whether that is all.
    var needsListing: Bool { backlog.isEmpty && drawnSinceListing && tree.nextListing == nil }

    /// What waits, oldest first.
    var left: [WaitingFile] {
        room.entries.map { WaitingFile(path: $0.key.text, reason: $0.value.reason, changed: $0.value.changed) }
            .sorted { $0.changed < $1.changed }
    }
}

// Events.
extension InboxFeed {
    private mutating func readEvents(now: Instant) throws(Fault) {
        var events: [WatchEvent] = []
        var more = true
        while more {
            events.removeAll(keepingCapacity: true)
            more = try watcher.events(into: &events, limit: InboxFeed.eventLimit)
            for event in events { absorb(event, now: now) }
        }
    }

    private mutating func absorb(_ event: WatchEvent, now: Instant) {
        switch event {
        case .name(let id, let name, let cause):
            guard let folder = tree.folder(of: id) else { return }
            let path = folder.appending(name)
            if !ignore.matches(path) { absorb(path, cause, now: now) }
        case .folder(let id, let name):
            guard let folder = tree.folder(of: id) else { return }
            let path = folder.appending(name)
            if !ignore.matches(path) { tree.list(path, at: now) }
        case .ended(let id):
            guard let folder = tree.folder(of: id) else { return }
            if folder.isRoot { rootEnded = true }
            for gone in tree.forget(folder) { watcher.unwatch(gone) }
            tree.list(folder.parent, at: now)
        case .overflow:
            counters.overflows += 1
            if notices.last != .overflow { notices.append(.overflow) }
            tree.list(.root, at: max(now, (lastListed[.root] ?? now) + (lastListed[.root] == nil ? .zero : InboxFeed.listingPause)))
        }
    }

    private mutating func absorb(_ path: RelativePath, _ cause: WatchEvent.Cause, now: Instant) {
        let status: FileStatus
        do throws(Fault) {
            status = try look(at: path)
        } catch {
            // There is something that cannot be looked at now: a listing of its folder will.
            if !error.isGone { tree.list(path.parent, at: now + InboxFeed.listingPause) }
            return
        }
        if status.kind == .folder { return tree.list(path, at: now) }
        let candidate = Candidate(path: path, changed: status.changed)
        let arrivedWhole = cause == .moved || (cause == .created && status.links > 1)
        if status.kind != .regular || (arrivedWhole && completeness.leasesTell) {
            room.remove(path)
            backlog.offer([candidate])
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

// Listings.
extension InboxFeed {
    private mutating func list(_ start: RelativePath, now: Instant, wall: Int64) {
        let earlier = room.extract(below: start)
        var kept = room
        let completeness = completeness
        let scan = InboxScan(volume: volume, watcher: watchesTell ? watcher : nil, ignore: ignore)
        cache.forgetAll()
        let findings = scan.run(from: start, in: &cache) { path, status in
            if var entry = earlier[path] {
                // What no clock can end may have been ended by whatever asked for this listing.
                if entry.due == nil, !entry.isQueued { entry.due = now }
                return kept.put(path, entry) ? .waiting : .noRoom
            }
            if status.kind != .regular || completeness.isQuiet(status, nil, now: now, wall: wall) { return .ready }
            let entry = WaitingRoom.Entry(
                reason: .settling, changed: status.changed, firstSeen: now, due: completeness.settled(now), attempts: 0,
                sighting: Candidate.Sighting(status: status, at: now), place: .inbox)
            return kept.put(path, entry) ? .waiting : .noRoom
        }
        room = kept
        counters.listings += 1
        lastListed[start] = now
        if start.isRoot { drawnSinceListing = false }
        accept(findings, from: start, now: now)
    }

    private mutating func accept(_ findings: InboxScan.Findings, from start: RelativePath, now: Instant) {
        for (folder, id) in findings.watched { tree.add(folder, id) }
        partial.formUnion(findings.partial)
        for (folder, fault) in findings.troubles {
            notices.append(fault.call == .watch ? .unwatched(folder, fault) : .unlisted(folder, fault))
        }
        if start.depth <= 1 {
            backlog.replace(below: start, with: findings.ready)
        } else if let list = findings.ready.values.first {
            if list.count > InboxFeed.smallListing {
                tree.list(start.first, at: now)
            } else {
                backlog.offer(list.all)
            }
        }
    }
}
