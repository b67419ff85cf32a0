public import Host
public import Ledger
public import Prose
import SystemPackage

/// One shot: stores files that stay where they are. It shares everything from the bytes on with the daemon, and its lock.
public struct Ingest: ~Copyable {
    /// What became of one path.
    public enum Outcome: Sendable {
        /// The path was recorded before with the same bytes: passed over.
        case known
        /// It will get its line with the batch that it is in.
        case queued
        /// It could not be opened.
        case failed(Fault)
    }

    private let seams: Seams
    private let settings: Settings
    private let rules: RuleSet
    /// Keeps the lock.
    private let lockedStore: OpenFolder
    private var pipeline: Pipeline
    /// What the pipeline has in hand, oldest first.
    private var inHand: [[FileInHand]] = []
    private var batch: [FileInHand] = []
    private var bytes = 0
    /// The index was made anew because it was found damaged in use: a second time it is the medium that is damaged.
    private var hasMended = false
    /// A crash left word that is about nothing but the index.
    private let clearsCrash: Bool

    /// Opens and recovers the store. It holds the store's lock until it goes.
    ///
    /// - Parameter rebuildsIndex: The index is emptied first, so that recovery fills it from all lines.
    public init(seams: Seams, settings: Settings, rules: RuleSet, rebuildsIndex: Bool = false) throws(StartProblem) {
        let store = try Places.openStore(settings, on: seams.volume)
        let recovery = Recovery(seams: seams, settings: settings, rules: rules, trusted: nil, indexIsDamaged: rebuildsIndex)
        let opened = try recovery.open(store)
        self.seams = seams
        self.settings = settings
        self.rules = rules
        self.lockedStore = store
        // What was in hand of the daemon is its own affair.
        clearsCrash = opened.crash == .nothing
        for event in Event.cuts(opened.report) { seams.reporter.report(event) }
        if let rebuilt = opened.rebuilt, !rebuildsIndex { seams.reporter.report(Event.rebuilt(rebuilt)) }
        self.pipeline = opened.takePipeline()
    }

    deinit { seams.crashes.disarm() }

    /// Takes up a file of a folder. `path` is its absolute path, as the record will name it.
    public mutating func add(
        _ name: RelativePath, in folder: borrowing OpenFile, path: [UInt8], source: String?,
        _ each: (Record) -> Void
    ) throws(Fault) -> Outcome {
        let file: FileInHand
        do throws(Fault) {
            file = try read(name, in: folder, FileInHand.Origin.path(path, source: source))
        } catch {
            return .failed(error)
        }
        if let digest = file.digest {
            let isKnown = try mending { ingest throws(Fault) in try ingest.pipeline.knows(path: path, digest: digest) }
            if isKnown { return .known }
        }
        try queue(file, each)
        return .queued
    }

    /// Takes up bytes that came by another way, such as standard input; they are never known.
    public mutating func add(
        _ content: [UInt8], path: [UInt8], source: String?, _ each: (Record) -> Void
    ) throws(Fault) {
        var file = FileInHand(
            origin: .path(path, source: source), bytes: content, size: content.count, modified: seams.time.wall)
        if content.isEmpty { file.refusal = Refusals.empty() }
        if content.count > settings.maxFileSize {
            file.refusal = Refusals.tooLarge(content.count, limit: settings.maxFileSize)
            file.digest = Hashing.digest(of: content)
        }
        try queue(file, each)
    }

    /// Stores what is queued and brings the index up to date.
    public mutating func finish(_ each: (Record) -> Void) throws(Fault) {
        try mending { ingest throws(Fault) in
            try ingest.handOver(each)
            while ingest.pipeline.hasBatch { try ingest.storeNext(each) }
            try ingest.pipeline.commitIndex()
        }
        if clearsCrash { try seams.crashes.clear() }
    }

    /// Gives the pipeline what is queued, which begins to prepare it; what it held is stored meanwhile.
    private mutating func handOver(_ each: (Record) -> Void) throws(Fault) {
        while !batch.isEmpty {
            if pipeline.room == 0 { try storeNext(each) }
            let part = Array(batch.prefix(pipeline.room))
            batch.removeFirst(part.count)
            inHand.append(part)
            pipeline.take(part)
        }
        bytes = 0
    }

    private mutating func storeNext(_ each: (Record) -> Void) throws(Fault) {
        let stored = try pipeline.storeNext()
        inHand.removeFirst()
        for stored in stored { each(stored.record) }
        let now = seams.time.monotonic
        if pipeline.wantsIndexCommit(at: now) { try pipeline.beginIndexCommit() }
    }

    /// Runs `body`, and again with an index made anew when the one there turns out to be damaged. That shows before a batch is
    /// written: what is in hand then has no lines.
    private mutating func mending<Result>(_ body: (inout Ingest) throws(Fault) -> Result) throws(Fault) -> Result {
        do throws(Fault) {
            return try body(&self)
        } catch {
            guard error.isDamagedIndex, !hasMended else { throw error }
        }
        hasMended = true
        try mend()
        return try body(&self)
    }

    private mutating func mend() throws(Fault) {
        // Nobody may write the index while it is emptied; whether that works is of no interest any more.
        try? pipeline.finishIndexCommit()
        let recovery = Recovery(seams: seams, settings: settings, rules: rules, trusted: pipeline.durable, indexIsDamaged: true)
        do throws(StartProblem) {
            let opened = try recovery.open(lockedStore)
            if let rebuilt = opened.rebuilt { seams.reporter.report(Event.rebuilt(rebuilt)) }
            pipeline = opened.takePipeline()
        } catch {
            if case .fault(let fault) = error { throw fault }
            // The medium changed under the program.
            throw Fault(.read, .ioError, "the store again (\(error.sentence))")
        }
        batch = inHand.flatMap { $0 } + batch
        inHand = []
    }

    /// Reads a file, with its digest, or finds out why it is refused.
    func read(
        _ name: RelativePath, in folder: borrowing OpenFile, _ origin: FileInHand.Origin
    ) throws(Fault) -> FileInHand {
        let file: OpenFile
        do throws(Fault) {
            file = try seams.volume.open(name, in: folder, .read)
        } catch {
            guard error.errno == .tooManySymbolicLinkLevels || error.errno == .noSuchAddressOrDevice else { throw error }
            return refused(try seams.volume.status(name, in: folder), origin)
        }
        let status = try seams.volume.status(file)
        guard status.kind == .regular else { return refused(status, origin) }
        var inHand = FileInHand(origin: origin, bytes: [], size: status.size, modified: status.modified)
        try FileReading.read(into: &inHand, file, seams.volume, limit: settings.maxFileSize)
        if inHand.refusal == nil || inHand.refusal?.reason == .empty { inHand.digest = Hashing.digest(of: inHand.bytes) }
        return inHand
    }

    private func refused(_ status: FileStatus, _ origin: FileInHand.Origin) -> FileInHand {
        FileInHand(
            origin: origin, bytes: [], size: status.size, modified: status.modified,
            refusal: Refusals.notAFile(status.kind))
    }

    /// Takes up a delivery; whether it is known is not asked.
    mutating func queue(_ file: FileInHand, _ each: (Record) -> Void) throws(Fault) {
        batch.append(file)
        bytes += file.bytes.count
        guard batch.count >= settings.batchFiles || bytes >= settings.batchBytes else { return }
        try mending { ingest throws(Fault) in try ingest.handOver(each) }
    }
}
