import Host

/// Turns what happens in the inbox into candidates: events are hints, listings are the truth, and what is not ready waits.
///
/// Its parts are beside it: `InboxFeed+Events` reads hints, `InboxFeed+Listings` lists, `InboxFeed+Fates` keeps what was
/// looked at and not taken.
struct InboxFeed: Sendable {
    struct Counters: Sendable, Equatable {
        var overflows = 0
        var listings = 0
        /// Names that listings looked at.
        var names = 0

        static func + (a: Counters, b: Counters) -> Counters {
            Counters(overflows: a.overflows + b.overflows, listings: a.listings + b.listings, names: a.names + b.names)
        }
    }

    let volume: any Volume
    let watcher: any Watcher
    let time: any TimeSource
    let root: OpenFolder
    let ignore: IgnoreList
    let rescan: Duration
    let completeness: Completeness
    let watchesTell: Bool
    /// The folder that holds the inbox, and the inbox's name in it: there it shows at once that the inbox is another one.
    let gate: (parent: String, name: RelativePath)?
    var gateWatch: WatchID?
    var cache: FolderCache
    var tree = InboxTree()
    var backlog = Backlog()
    var room = WaitingRoom()
    var troubles = InboxTroubles()
    /// The listing that goes on, and the folders to be listed after it, the next one last.
    var scan: InboxScan?
    var toScan: [RelativePath] = []
    /// Files that were drawn while it goes on, by the hash of their paths, which need little room: a file that is left out of
    /// a listing by mistake is found by the next one.
    var drawnMeanwhile: Set<Int> = []
    /// Everything was listed once.
    var hasListedAll = false
    /// Sources of which there was more than there was room for: they are listed again when the rest is taken.
    var partial: Set<RelativePath> = []
    /// The rest of a source, or of the whole inbox, after it was listed last.
    var rests: [RelativePath: ListingRest] = [:]
    private var nextRescan: Instant
    /// Something was drawn since everything was listed.
    var drawnSinceListing = true
    /// More events are there than were read at a time.
    var hasMoreEvents = false
    /// The inbox itself was moved, removed or unmounted: it must be opened anew.
    var rootEnded = false
    /// Something happened to a folder beside the inbox, or to the inbox: whether the names still mean what is open must be
    /// looked at.
    private(set) var isInDoubt = false
    /// What was noticed since `takeNotices`.
    var notices: [InboxNotice] = []
    var counters = Counters()

    init(inbox: OpenFolder, settings: Settings, traits: FilesystemTraits, seams: Seams) {
        self.volume = seams.volume
        self.watcher = seams.watcher
        self.time = seams.time
        self.root = inbox
        self.ignore = settings.ignore
        self.rescan = settings.rescan
        self.watchesTell = traits.watchesTell
        self.gate = InboxFeed.gate(settings.inboxFolder.path)
        self.cache = FolderCache(root: inbox, on: seams.volume)
        self.completeness = Completeness(
            settle: settings.settle, patience: settings.patience, leasesTell: settings.complete.believesLeases(on: traits))
        self.nextRescan = seams.time.monotonic
        if !traits.watchesTell { notices.append(.unseen(filesystem: traits.name)) }
    }

    /// Nil for the root of the machine, which nothing holds.
    private static func gate(_ path: String) -> (parent: String, name: RelativePath)? {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        guard let name = RelativePath(bytes: Array(path.utf8[path.utf8.index(after: slash)...])), !name.isRoot else { return nil }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
    }

    /// Files that wait, whatever for.
    var waiting: Int {
        let found = hasListedAll ? 0 : scan?.findings.ready.values.reduce(0) { $0 + $1.count + $1.beyond } ?? 0
        return backlog.count + found + room.entries.count(where: { !$0.value.isQueued })
    }
    var hasReady: Bool { backlog.hasReady }
    var isListing: Bool { scan != nil || !toScan.isEmpty }
    /// A listing goes on, or is asked for.
    var listsMore: Bool { isListing || tree.nextListing != nil }

    /// When something is to be done without an event.
    var nextDue: Instant {
        if hasMoreEvents || isListing { return Instant(nanoseconds: 0) }
        return [nextRescan, room.nextDue, tree.nextListing].compactMap(\.self).min() ?? nextRescan
    }

    /// How much of the inbox inotify tells of.
    var watching: Progress.Watching {
        if !watchesTell { return .nothing }
        return troubles.unwatchedCount == 0 ? .everything : .allBut(folders: troubles.unwatchedCount)
    }

    mutating func takeNotices() -> [InboxNotice] {
        defer { notices = [] }
        return notices
    }

    /// Reads events, lists what must be listed, and moves what is due to the ready.
    mutating func refresh(now: Instant, wall: Int64) throws(Fault) {
        try readEvents(now: now)
        if now >= nextRescan { listAll(at: now) }
        let isIdle = !hasReady
        for source in partial where !backlog.has(source) && room.hasRoom(for: source) { listAgain(source, at: now, isIdle) }
        for source in backlog.usedUp { listAgain(source, at: now, isIdle) }
        listDue(now: now, wall: wall)
        backlog.offer(room.due(at: now))
    }

    /// Asks for a listing of a source of which there is more than what was kept.
    private mutating func listAgain(_ source: RelativePath, at now: Instant, _ isIdle: Bool) {
        partial.remove(source)
        if let scan, scan.start.contains(source) { return }
        tree.list(source, at: max(now, restEnd(source, isIdle) ?? now, restEnd(.root, isIdle) ?? now))
    }

    /// Before this moment a source, or the whole inbox, is not listed again for want of room or after an overflow.
    func restEnd(_ source: RelativePath, _ isIdle: Bool) -> Instant? {
        rests[source]?.end(isIdle: isIdle)
    }

    /// Asks for a listing of the whole inbox now.
    mutating func listAll(at now: Instant) {
        tree.list(.root, at: now)
        nextRescan = now + rescan
    }

    mutating func draw(_ limit: Int, already: [RelativePath]) -> [Candidate] {
        let drawn = backlog.draw(limit, already: already)
        if !drawn.isEmpty { drawnSinceListing = true }
        if scan != nil { drawnMeanwhile.formUnion(drawn.lazy.map(\.path.hashValue)) }
        return drawn
    }

    /// Gives back what was drawn and not looked at.
    mutating func giveBack(_ candidates: some Sequence<Candidate>) {
        for candidate in candidates { drawnMeanwhile.remove(candidate.path.hashValue) }
        backlog.offer(Array(candidates))
    }

    mutating func withFolders<T>(_ body: (inout FolderCache) throws(Fault) -> T) throws(Fault) -> T {
        try body(&cache)
    }

    /// Folders are opened anew for each batch: they may have been replaced.
    mutating func forgetFolders() {
        cache.forgetAll()
    }

    mutating func doubt() { isInDoubt = true }

    /// True once after something may have taken the place of the inbox.
    mutating func takeDoubt() -> Bool {
        defer { isInDoubt = false }
        return isInDoubt
    }

    /// Ends all watches: the next feed watches anew, and may serve another inbox.
    func end() {
        for id in tree.watchIDs { watcher.unwatch(id) }
        if let gateWatch { watcher.unwatch(gateWatch) }
    }
}
