public import Host
public import Ledger
public import Prose
import SystemPackage

/// Runs the deliveries of a store again, under the rules of today, into a new state. The old one is only read, and its
/// originals stay where they are.
///
/// A delivery keeps its file, its original, its time of change and when it was stored. Its source too, where folder or
/// `ingest` gave one; where a rule had to name it, the rules of today do.
public struct Replay: ~Copyable {
    /// What became of one delivery.
    public enum Outcome: Sendable {
        /// It will get its line with the batch that it is in.
        case queued
        /// Nothing can be read where its bytes were.
        case unread(Fault)
        /// Other bytes lie there.
        case changed
    }

    private let volume: any Volume
    /// Nil when there is no such folder, as where all was ingested from elsewhere.
    private let archive: OpenFolder?
    private let rejected: OpenFolder?
    private var ingest: Ingest

    /// Makes the new state, whose folder must be empty or not there.
    ///
    /// - Parameters:
    ///   - seams: those of the new state.
    ///   - old: the settings of the state whose originals are read.
    ///   - new: the settings of the new state.
    public init(seams: Seams, from old: Settings, into new: Settings, rules: RuleSet) throws(StartProblem) {
        let archive = try Replay.existing(old.archiveFolder.path, on: seams.volume)
        let rejected = try Replay.existing(old.rejectedFolder.path, on: seams.volume)
        if let state = try Replay.existing(new.state, on: seams.volume), try state.holdsFiles(on: seams.volume) {
            throw .notEmpty(new.state)
        }
        let ingest = try Ingest(seams: seams, settings: new, rules: rules)
        self.volume = seams.volume
        self.archive = archive
        self.rejected = rejected
        self.ingest = ingest
    }

    /// Takes up the delivery of a line of the old store. They must come in the order of their numbers.
    public mutating func add(_ record: Record, _ each: (Record) -> Void) throws(Fault) -> Outcome {
        let origin = Replay.origin(of: record)
        let delivery = record.delivery
        var file: FileInHand
        if let refusal = Replay.lasting(record) {
            file = FileInHand(
                origin: origin, bytes: [], size: delivery.bytes, modified: 0, refusal: refusal, digest: delivery.sha256)
        } else {
            do throws(Fault) {
                file = try read(record, origin)
            } catch {
                return .unread(error)
            }
            guard file.digest == delivery.sha256 else { return .changed }
        }
        file.modified = delivery.modified.nanoseconds
        file.added = record.added
        try ingest.queue(file, each)
        return .queued
    }

    /// Stores what is queued and brings the index up to date.
    public mutating func finish(_ each: (Record) -> Void) throws(Fault) {
        try ingest.finish(each)
    }

    /// The rejection of what is not tried again: there were no bytes to judge, or they crashed the program.
    private static func lasting(_ record: Record) -> Rejection? {
        guard case .rejected(let rejection) = record.outcome else { return nil }
        return record.delivery.sha256 == nil || rejection.reason == .poison ? rejection : nil
    }

    private static func origin(of record: Record) -> FileInHand.Origin {
        if let original = record.delivery.original, let generation = Generation.number(of: original),
            let path = original.droppingFirst
        {
            return .inbox(path: path, generation: generation)
        }
        // `inbox` says that nothing named it.
        return .path(record.delivery.file, source: record.source == ArticleReader.unnamedSource ? nil : record.source)
    }

    /// Reads the original, or the file that `ingest` was given.
    private func read(_ record: Record, _ origin: FileInHand.Origin) throws(Fault) -> FileInHand {
        let file = record.delivery.file
        if let original = record.delivery.original {
            // A rejected one moves on when its line is durable, which may be just now.
            for folder in record.stream == .rejected ? [rejected, archive] : [archive, rejected] {
                guard let folder else { continue }
                do throws(Fault) {
                    return try ingest.read(original, in: folder.file, origin)
                } catch {
                    guard error.isGone else { throw error }
                }
            }
            throw Fault.gone(.open, original.text)
        }
        // Standard input has no path, and is gone.
        let slash = UInt8(ascii: "/")
        guard file.first == slash, let cut = file.lastIndex(of: slash), let name = RelativePath(bytes: Array(file[(cut + 1)...])),
            let parent = String(validating: file[..<cut], as: UTF8.self)
        else { throw Fault.gone(.open, String(decoding: file, as: UTF8.self)) }
        return try ingest.read(name, in: try volume.openFolder(at: parent.isEmpty ? "/" : parent), origin)
    }

    private static func existing(_ path: String, on volume: any Volume) throws(StartProblem) -> OpenFolder? {
        do throws(Fault) {
            return OpenFolder(try volume.openFolder(at: path))
        } catch {
            if error.errno == .noSuchFileOrDirectory { return nil }
            throw .fault(error)
        }
    }
}
