import Host
import Ledger
import SystemPackage

/// archive/ with its generations, and rejected/, into which the originals of refused deliveries go on.
///
/// The law that recovery rests on: before the first line that names a generation is written, no older generation holds an
/// original without a line. So whatever cannot be ingested yet is carried along into the next one.
struct Archive: Sendable {
    private let volume: any Volume
    private let root: OpenFolder
    private let rejected: OpenFolder
    private(set) var current: Generation
    /// Generations that exist beyond the current one, found by recovery: they are gone through before a new one is opened.
    private var later: [Survey.Found]
    /// Originals of the current generation that recovery found without a line, in the order in which they were taken.
    private var unfinished: [Candidate]
    private var rejectedCache: FolderCache

    /// `survey` is what recovery found, oldest first.
    init(_ survey: [Survey.Found], root: OpenFolder, rejected: OpenFolder, on volume: any Volume) throws(Fault) {
        self.volume = volume
        self.root = root
        self.rejected = rejected
        self.rejectedCache = FolderCache(root: rejected, on: volume)
        guard let first = survey.first else { preconditionFailure("a survey finds at least where to go on") }
        self.later = Array(survey.dropFirst())
        self.unfinished = first.unfinished
        let folder = try Archive.openOrMake(Generation.name(first.number), in: root, on: volume)
        try volume.sync(root.file)
        self.current = Generation(number: first.number, folder: folder, used: first.lined, on: volume)
    }

    /// True while originals found by recovery are still to be ingested: until then nothing new may be taken.
    var hasUnfinished: Bool { !unfinished.isEmpty || !later.isEmpty }

    var hasStranded: Bool { !current.stranded.isEmpty }
    /// The originals that recovery found without a line, as records name them.
    var unfinishedOriginals: [RelativePath] {
        unfinished.map { current.original($0.path) }
            + later.flatMap { found in found.unfinished.map { Generation.original($0.path, in: found.number) } }
    }

    /// Originals without a line that are not in hand.
    var waiting: Int { unfinished.count + current.stranded.count + later.reduce(0) { $0 + $1.unfinished.count } }

    /// How many files of the batch that begins now may lie in the current generation; opens the next one when it is full.
    mutating func beginBatch() throws(Fault) -> Int {
        while unfinished.isEmpty, let next = later.first {
            later.removeFirst()
            try advance(to: next)
        }
        if current.room == 0 { try openNext() }
        return current.room
    }

    /// Originals to ingest before any other, at most `limit`: those that recovery found, and when their time has come
    /// those that could neither be ingested nor given back.
    mutating func takeUnfinished(_ limit: Int, stranded: Bool) -> [Candidate] {
        if stranded {
            unfinished += current.takeStranded()
        }
        let taken = Array(unfinished.prefix(limit))
        unfinished.removeFirst(taken.count)
        return taken
    }

    /// Takes back what was handed out and not looked at.
    mutating func giveBack(_ candidates: [Candidate]) {
        unfinished = candidates + unfinished
    }

    /// Keeps an original that cannot be ingested yet.
    mutating func strand(_ candidate: Candidate, _ sighting: Candidate.Sighting?) {
        current.strand(candidate.path, sighting)
    }

    /// Notes that an original that lay here without a line is in hand.
    mutating func took(_ candidate: Candidate) {
        if candidate.place == .archive { current.adopted(candidate.path) }
    }

    /// True when no generation beyond the current one waits to be gone through.
    var isNewest: Bool { later.isEmpty }

    /// Opens a generation that does not exist yet.
    mutating func openNext() throws(Fault) {
        precondition(later.isEmpty, "generations found by recovery come first")
        try advance(to: Survey.Found(number: current.number + 1, lined: [], unfinished: []))
    }

    /// For the taker, which moves files in and out.
    mutating func withCurrent<T>(_ body: (inout Generation) throws(Fault) -> T) throws(Fault) -> T {
        try body(&current)
    }

    /// Makes the names of the originals durable.
    mutating func sync() throws(Fault) {
        try current.sync(on: volume)
    }

    /// Folders that `sync` would sync, or `takeChanged` hand out.
    var changedCount: Int { current.changedCount }

    /// For whoever makes the names durable himself: the folders, in the order in which they are to be synced.
    mutating func takeChanged() throws(Fault) -> [OpenFolder] {
        try current.takeChanged()
    }

    /// Makes the bytes of all originals durable, and all their names.
    func syncBytes() throws(Fault) {
        try volume.syncVolume(root.file)
    }

    /// Begins the same beside other work.
    func startSyncingBytes(on workers: any Workers) -> PendingSync {
        let (volume, root) = (volume, root)
        return PendingSync(on: workers) { () throws(Fault) in try volume.syncVolume(root.file) }
    }

    private mutating func advance(to found: Survey.Found) throws(Fault) {
        let folder = try Archive.openOrMake(Generation.name(found.number), in: root, on: volume)
        try volume.sync(root.file)
        var next = Generation(number: found.number, folder: folder, used: found.lined, on: volume)
        for original in current.stranded {
            let path = original.path
            let from = try current.parent(of: path, on: volume)
            let into = try next.parent(of: path, on: volume)
            do throws(Fault) {
                try volume.rename(path.last, in: from.file, to: path.last, in: into.file)
                next.strand(path, original.sighting)
                next.moved(path)
            } catch {
                // Gone by another's hand. A name that is taken there stays behind: it is reported by `verify --originals`.
                guard error.isGone || error.errno == .fileExists else { throw error }
            }
        }
        try next.sync(on: volume)
        current = next
        unfinished = found.unfinished
    }

    static func openOrMake(
        _ name: RelativePath, in folder: OpenFolder, on volume: any Volume
    ) throws(Fault) -> OpenFolder {
        do throws(Fault) {
            return OpenFolder(try volume.openFolder(name, in: folder.file))
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw error }
        }
        try volume.makeFolder(name, in: folder.file)
        return OpenFolder(try volume.openFolder(name, in: folder.file))
    }
}

extension Archive {
    /// Moves the original of a rejected delivery to rejected/, once its line is durable. Doing it again does nothing.
    mutating func moveToRejected(_ original: RelativePath) throws(Fault) {
        do throws(Fault) {
            let from = OpenFolder(try volume.openFolder(original.parent, in: root.file))
            let into = try rejectedFolder(original.parent)
            try volume.rename(original.last, in: from.file, to: original.last, in: into.file)
        } catch {
            // Gone: moved before a crash. Taken: kept where it is rather than overwritten.
            guard error.isGone || error.errno == .fileExists else { throw error }
        }
    }

    /// Removes an original whose line is durable (`archive.policy: delete`). Doing it again does nothing.
    mutating func remove(_ original: RelativePath) throws(Fault) {
        do throws(Fault) {
            let folder = OpenFolder(try volume.openFolder(original.parent, in: root.file))
            try volume.remove(original.last, in: folder.file)
        } catch {
            guard error.isGone else { throw error }
        }
    }

    private mutating func rejectedFolder(_ path: RelativePath) throws(Fault) -> OpenFolder {
        do throws(Fault) {
            return try rejectedCache.folder(path)
        } catch {
            guard error.isGone else { throw error }
        }
        var parent = rejected
        for component in path.components {
            parent = try Archive.openOrMake(component, in: parent, on: volume)
        }
        return parent
    }
}
