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
    /// Keeps the lock.
    private let lockedStore: OpenFolder
    private var pipeline: Pipeline
    private var batch: [FileInHand] = []
    private var bytes = 0

    /// Opens and recovers the store. It holds the store's lock until it goes.
    ///
    /// - Parameter rebuildsIndex: The index is emptied first, so that recovery fills it from all lines.
    public init(seams: Seams, settings: Settings, rules: RuleSet, rebuildsIndex: Bool = false) throws(StartProblem) {
        let store = try Places.openStore(settings, on: seams.volume)
        let recovery = Recovery(seams: seams, settings: settings, rules: rules, trusted: nil, indexIsDamaged: rebuildsIndex)
        let opened = try recovery.open(store)
        self.seams = seams
        self.settings = settings
        self.lockedStore = store
        self.pipeline = opened.takePipeline()
    }

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
        if let digest = file.digest, try pipeline.knows(path: path, digest: digest) { return .known }
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
        try handOver(each)
        while pipeline.hasBatch { try storeNext(each) }
        try pipeline.commitIndex()
    }

    /// Gives the pipeline what is queued, which begins to prepare it; what it held is stored meanwhile.
    private mutating func handOver(_ each: (Record) -> Void) throws(Fault) {
        while !batch.isEmpty {
            if pipeline.room == 0 { try storeNext(each) }
            let part = Array(batch.prefix(pipeline.room))
            batch.removeFirst(part.count)
            pipeline.take(part)
        }
        bytes = 0
    }

    private mutating func storeNext(_ each: (Record) -> Void) throws(Fault) {
        for stored in try pipeline.storeNext() { each(stored.record) }
        let now = seams.time.monotonic
        if pipeline.wantsIndexCommit(at: now) { try pipeline.beginIndexCommit() }
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
        if batch.count >= settings.batchFiles || bytes >= settings.batchBytes { try handOver(each) }
    }
}
