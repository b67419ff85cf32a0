import Host
import Ledger
import Prose
import SystemPackage

/// An open state at work: inbox, archive, pipeline. One `step` is one cycle: look, take, store, tidy up.
/// Whatever throws makes the whole of it worthless; the engine lets go of it and recovers.
struct Desk: ~Copyable {
    /// Pause between two looks at a disk that is too full.
    private static let fullPause = Duration.seconds(1)
    /// Pause between two looks at originals that could neither be ingested nor given back.
    private static let strandedPause = Duration.seconds(1)
    /// Folders that are synced beside other work, and open as long: a batch from more is synced at once, one by one.
    private static let mostFoldersAside = 64

    private let seams: Seams
    private let settings: Settings
    private let places: Places
    private let taker: Taker
    private var feed: InboxFeed
    private var archive: Archive
    private var pipeline: Pipeline
    /// Originals under suspicion of crashing the program, and whether a crash's note is still there.
    private var suspects: Suspects
    private var crashWasLeft: Bool
    /// Originals of each batch in hand that a crash would be about.
    private var inHand: [[RelativePath]] = []
    private var size: BatchSize
    private var sync = OriginalsSync()
    private var strandedDue: Instant?
    /// While the disk is full: when to look again.
    private var fullUntil: Instant?

    /// What one step did.
    struct Step: Sendable {
        var stored: [Pipeline.Stored] = []
        var commits: [Pipeline.Commit] = []
        /// Names that were gone before they could be read: never delivered.
        var vanished = 0
        /// The store's volume is below `min_free`: nothing was taken.
        var isFull = false
        var notices: [InboxNotice] = []
    }

    init(
        _ places: Places, settings: Settings, seams: Seams, archive: consuming Archive, pipeline: consuming Pipeline, crash: CrashNote?
    ) throws(Fault) {
        let traits = try seams.volume.traits(places.inbox.file)
        self.seams = seams
        self.settings = settings
        self.places = places
        self.feed = InboxFeed(inbox: places.inbox, settings: settings, traits: traits, seams: seams)
        self.taker = Taker(
            volume: seams.volume, completeness: feed.completeness, maxFileSize: settings.maxFileSize,
            rescan: settings.rescan)
        self.suspects = Suspects(crash, unfinished: archive.unfinishedOriginals)
        self.crashWasLeft = crash != nil
        self.archive = archive
        self.pipeline = pipeline
        self.size = BatchSize(settings)
        // What an earlier process took or moved just before it died, and what recovery moved, may not be on disk yet.
        sync.moved(at: seams.time.monotonic)
    }

    /// When there is something to do without an event: at once while files are ready and there is room for them.
    var nextDue: Instant {
        if pipeline.hasBatch || feed.isListing { return Instant(nanoseconds: 0) }
        if feed.hasReady || archive.hasUnfinished { return fullUntil ?? Instant(nanoseconds: 0) }
        return [feed.nextDue, sync.due, pipeline.nextIndexCommit, strandedDue].compactMap(\.self).min() ?? feed.nextDue
    }

    deinit {
        seams.crashes.disarm()
        feed.end()
    }

    mutating func step() throws(Fault) -> Step {
        let now = seams.time.monotonic
        let wall = seams.time.wall
        if feed.hasReady || feed.nextDue <= now { try places.check(settings, on: seams.volume) }
        try feed.refresh(now: now, wall: wall)
        if feed.rootEnded { throw Fault.gone(.open, settings.inboxFolder.path) }
        if feed.takeDoubt() { try places.check(settings, on: seams.volume) }
        var step = Step()
        try takeUp(&step, now: now, wall: wall)
        try storeBatch(&step, now: now)
        if !step.stored.isEmpty { size.note(step.stored.count, took: seams.time.monotonic - now) }
        try tidyUp(now: now)
        step.notices = feed.takeNotices()
        return step
    }

    /// Up to where the streams are durable: what recovery may trust after a fault.
    var durable: Durable { pipeline.durable }

    /// Lists the whole inbox in the next step.
    mutating func rescan(at now: Instant) { feed.listAll(at: now) }

    /// Looks in the next step whether the paths of the folders still mean what is open.
    mutating func doubtFolders() { feed.doubt() }

    /// True when a listing found nothing more to take since the last file was taken.
    var isDrained: Bool { feed.isDrained && !archive.hasUnfinished && !pipeline.hasBatch }

    /// True when only a listing can tell whether there is nothing more to take.
    var needsListing: Bool { feed.needsListing && !archive.hasUnfinished && !pipeline.hasBatch }

    /// Originals that are taken alone, because one of them may have crashed the program.
    var suspectCount: Int { suspects.count }

    /// The files that stay, with why.
    var left: [WaitingFile] { feed.left }

    /// Since this desk was set up.
    var counters: InboxFeed.Counters { feed.counters }

    /// Says how things stand.
    func describe(_ progress: inout Progress) {
        progress.totals = pipeline.totals
        progress.durable = pipeline.durable
        progress.waiting = feed.waiting + archive.waiting + pipeline.inHand
        progress.oldest = feed.oldest
        progress.watching = feed.watching
    }
}

// Taking.
extension Desk {
    /// Takes until as many batches are in hand as may be, or nothing more is ready: while one is stored, the next is prepared.
    private mutating func takeUp(_ step: inout Step, now: Instant, wall: Int64) throws(Fault) {
        while pipeline.room > 0, suspects.isEmpty || !pipeline.hasBatch, hasWork(now) {
            step.isFull = try isFull()
            fullUntil = step.isFull ? now + Desk.fullPause : nil
            if step.isFull { return }
            let files = try takeBatch(&step, now: now, wall: wall)
            guard !files.isEmpty else { return }
            let names = try syncNames(files)
            sync.taken(at: now)
            inHand.append(files.filter { $0.refusal == nil }.compactMap(\.original))
            arm()
            pipeline.take(files, after: names)
        }
    }

    private func hasWork(_ now: Instant) -> Bool {
        feed.hasReady || archive.hasUnfinished || (strandedDue.map { $0 <= now } ?? false)
    }

    private func isFull() throws(Fault) -> Bool {
        let space = try seams.volume.space(places.store.file)
        return space.free < settings.minFree.bytes(ofTotal: space.total)
    }

    /// Takes what is ready, oldest first, until the batch is full. All of it lies in one generation.
    private mutating func takeBatch(_ step: inout Step, now: Instant, wall: Int64) throws(Fault) -> [FileInHand] {
        feed.forgetFolders()
        let room = min(size.files, try archive.beginBatch(), pipeline.room)
        // As long as one of them may crash the program, each is alone in hand.
        let limit = suspects.isEmpty ? room : 1
        var candidates = archive.takeUnfinished(limit, stranded: strandedDue.map { $0 <= now } ?? false)
        strandedDue = nil
        if archive.isNewest {
            let already = candidates.map(\.path)
            candidates += feed.draw(limit - candidates.count, already: already)
        }
        var files: [FileInHand] = []
        var bytes = 0
        var next = 0
        batch: while next < candidates.count, bytes < size.bytes {
            let candidate = candidates[next]
            switch try take(candidate, now: now, wall: wall) {
            case .taken(let file):
                bytes += file.bytes.count
                files.append(file)
                archive.took(candidate)
                feed.settledWith(candidate)
            case .gone:
                step.vanished += 1
                feed.settledWith(candidate)
            case .wait(let reason, let due, let sighting):
                wait(candidate, reason, due, sighting, now: now)
            case .nameTaken:
                if files.isEmpty, archive.isNewest {
                    try archive.openNext()
                    continue batch
                }
                break batch
            }
            next += 1
        }
        giveBack(candidates[next...])
        return files
    }

    private mutating func take(_ candidate: Candidate, now: Instant, wall: Int64) throws(Fault) -> Taker.Outcome {
        let look = feed.look(candidate, now: now, wall: wall)
        let taker = taker
        if candidate.place == .archive, suspects.isPoison(archive.current.original(candidate.path)) {
            return try archive.withCurrent { generation throws(Fault) in try taker.setAside(candidate, in: &generation) }
        }
        return try feed.withFolders { folders throws(Fault) in
            try archive.withCurrent { generation throws(Fault) in
                try taker.take(candidate, from: &folders, into: &generation, look)
            }
        }
    }

    private mutating func wait(
        _ candidate: Candidate, _ reason: WaitReason, _ due: Instant, _ sighting: Candidate.Sighting?, now: Instant
    ) {
        switch candidate.place {
        case .inbox: feed.wait(candidate, reason, until: due, sighting, now: now)
        case .archive:
            archive.strand(candidate, sighting)
            strandedDue = min(strandedDue ?? due, due)
        }
    }

    private mutating func giveBack(_ rest: ArraySlice<Candidate>) {
        feed.giveBack(rest.filter { $0.place == .inbox })
        archive.giveBack(rest.filter { $0.place == .archive })
    }

    /// From taking to the durable lines a crash is the files' doing, as far as anybody can tell. What is refused is not
    /// looked into, and cannot be the cause. In between it may be the index, and leaves a note as well.
    private func arm() { seams.crashes.arm(suspects.note(inHand: inHand.flatMap { $0 })) }

    /// Makes the moves durable, the names in the archive before it that they left the inbox. While an earlier batch is in
    /// hand that happens beside the work on it, and the lines of this one wait for what is returned.
    private mutating func syncNames(_ files: [FileInHand]) throws(Fault) -> PendingSync? {
        var parents: Set<RelativePath> = []
        for file in files {
            if case .inbox(let path, _) = file.origin { parents.insert(path.parent) }
        }
        guard pipeline.hasBatch, parents.count + archive.changedCount <= Desk.mostFoldersAside else {
            try archive.sync()
            for path in parents.sorted() {
                if let folder = try inboxFolder(path) { try Desk.syncInbox(folder, on: seams.volume) }
            }
            return nil
        }
        let entered = try archive.takeChanged()
        var left: [OpenFolder] = []
        for path in parents.sorted() {
            if let folder = try inboxFolder(path) { left.append(folder) }
        }
        let volume = seams.volume
        return PendingSync(on: seams.workers) { [left] () throws(Fault) in
            for folder in entered { try volume.sync(folder.file) }
            for folder in left { try Desk.syncInbox(folder, on: volume) }
        }
    }

    /// Nil when it is gone.
    private mutating func inboxFolder(_ path: RelativePath) throws(Fault) -> OpenFolder? {
        do throws(Fault) {
            return try feed.withFolders { folders throws(Fault) in try folders.folder(path) }
        } catch {
            guard error.isGone else { throw error }
            return nil
        }
    }

    private static func syncInbox(_ folder: OpenFolder, on volume: any Volume) throws(Fault) {
        do throws(Fault) {
            try volume.sync(folder.file)
        } catch {
            // A folder that is gone has no names to lose.
            guard error.isGone else { throw error }
        }
    }
}

// Storing, and tidying up.
extension Desk {
    private mutating func storeBatch(_ step: inout Step, now: Instant) throws(Fault) {
        guard pipeline.hasBatch else { return }
        step.stored = try pipeline.storeNext()
        step.commits = pipeline.takeCommits()
        inHand.removeFirst()
        try finish(step.stored, now: now)
        arm()
    }

    /// For a clean stop: stores a batch that is in hand; nil when there is none. Nothing more is taken.
    mutating func finishBatch() throws(Fault) -> Step? {
        guard pipeline.hasBatch else { return nil }
        var step = Step()
        try storeBatch(&step, now: seams.time.monotonic)
        return step
    }

    /// What remains to be done with the originals once their lines are durable.
    private mutating func finish(_ stored: [Pipeline.Stored], now: Instant) throws(Fault) {
        for delivery in stored {
            guard let original = delivery.original else { continue }
            suspects.acquit(original)
            if case .rejected = delivery.record.outcome {
                try archive.moveToRejected(original)
                // Since it was taken its bytes may have been synced, but under the name that it just lost.
                sync.moved(at: now)
            } else if settings.archivePolicy == .delete {
                try archive.remove(original)
                sync.moved(at: now)
            }
        }
    }

    private mutating func tidyUp(now: Instant) throws(Fault) {
        if archive.hasStranded, strandedDue == nil { strandedDue = now + Desk.strandedPause }
        if mayClearCrashes { try clearCrashes() }
        if sync.due.map({ $0 <= now }) ?? false {
            try sync.finish()
            if sync.due.map({ $0 <= now }) ?? false { try syncOriginals() }
        } else if pipeline.hasBatch, sync.mayBegin(at: now) {
            sync.begin(archive.startSyncingBytes(on: seams.workers))
        }
        if pipeline.wantsIndexCommit(at: now) { try beginIndexCommit() }
        // Nothing is waiting for this thread, and what the commit meets shall be known at once.
        if !pipeline.hasBatch { try pipeline.finishIndexCommit() }
    }

    /// A crash has left word, and no original is left that it could be about.
    private var mayClearCrashes: Bool { crashWasLeft && (suspects.isEmpty || archive.waiting == 0) }

    private mutating func clearCrashes() throws(Fault) {
        try seams.crashes.clear()
        suspects.acquitAll()
        crashWasLeft = false
    }

    private mutating func syncOriginals() throws(Fault) {
        try sync.finish()
        try archive.syncBytes()
        sync.synced()
    }

    /// Moves out of the archive first: the index must not say "finished" of one that a power cut could undo. Moves into it
    /// were durable before their lines.
    private mutating func beginIndexCommit() throws(Fault) {
        if sync.hasMoves { try syncOriginals() }
        try pipeline.beginIndexCommit()
    }

    /// Brings the index up to date before anything is taken.
    mutating func commitIndex() throws(Fault) {
        try beginIndexCommit()
        try pipeline.finishIndexCommit()
    }

    /// For a clean stop, when no batch is in hand any more: everything durable, the index up to date.
    mutating func close() throws(Fault) {
        try syncOriginals()
        try pipeline.commitIndex()
    }
}
