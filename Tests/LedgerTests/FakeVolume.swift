import Host
import Synchronization

/// One folder of files in memory that knows what was synced. Every call that changes or syncs something is an
/// operation with a number; at a chosen one the machine stops, or the call fails once.
final class FakeVolume: Volume {
    /// What a power cut does to bytes that were not synced.
    enum Fate: CaseIterable { case lost, kept, prefix, garbage }

    private struct Inode {
        var live: [UInt8] = []
        var durable: [UInt8] = []
    }

    private enum NameChange { case create(String, Int), rename(String, String), remove(String) }

    private struct State {
        var inodes: [Int: Inode] = [:]
        var names: [String: Int] = [:]
        var durableNames: [String: Int] = [:]
        /// Changes of names since the folder was synced, in order.
        var pending: [NameChange] = []
        var handles: [Int32: Int] = [:]
        var nextHandle: Int32 = 1
        var nextInode = 1
        var operations = 0
        var stopAt = Int.max
        var failAt = Int.max
        var isStopped = false
        var log: [String] = []
        /// Bytes that may still be reserved; nil for no limit.
        var room: Int?
        /// Syncing files or names does nothing, as if the call had been forgotten.
        var forgetsFiles = false
        var forgetsNames = false
    }

    private let state: Mutex<State>

    init() { state = Mutex(State()) }

    private init(_ names: [String: Int], _ inodes: [Int: Inode], next: Int) {
        state = Mutex(State(inodes: inodes, names: names, durableNames: names, nextInode: next))
    }

    /// How many operations there were, or at which one the machine stops.
    var operations: Int { state.withLock { $0.operations } }
    var log: [String] { state.withLock { $0.log } }
    func stop(at operation: Int) { state.withLock { $0.stopAt = operation } }
    func fail(at operation: Int) { state.withLock { $0.failAt = operation } }
    func forget(files: Bool, names: Bool) { state.withLock { ($0.forgetsFiles, $0.forgetsNames) = (files, names) } }
    func limit(room: Int?) { state.withLock { $0.room = room } }

    /// The folder that `Ledger` works in.
    func folder() -> OpenFile { OpenFile(Handle(number: 0), on: self, subject: "store") }

    func content(_ name: String) -> [UInt8]? { state.withLock { state in state.names[name].flatMap { state.inodes[$0]?.live } } }

    /// Changes a file behind the ledger's back, durably.
    func put(_ name: String, _ bytes: [UInt8]?) {
        state.withLock { state in
            if let bytes {
                let inode = state.names[name] ?? state.nextInode
                state.nextInode = max(state.nextInode, inode + 1)
                state.inodes[inode] = Inode(live: bytes, durable: bytes)
                state.names[name] = inode
                state.durableNames[name] = inode
            } else {
                state.names[name] = nil
                state.durableNames[name] = nil
            }
        }
    }

    var names: [String] { state.withLock { $0.names.keys.sorted() } }

    /// The process died, the machine did not: everything written is there, what was not synced is still not synced.
    func afterKill() -> FakeVolume {
        state.withLock { old in
            let new = FakeVolume(old.names, old.inodes, next: old.nextInode)
            let (names, pending) = (old.durableNames, old.pending)
            new.state.withLock {
                $0.durableNames = names
                $0.pending = pending
            }
            return new
        }
    }

    /// The power failed: of unsynced names some first changes are there, of unsynced bytes what `fate` says.
    func afterPowerCut(_ fate: Fate, seed: UInt64) -> FakeVolume {
        state.withLock { old in
            var random = Seeded(seed: seed)
            var names = old.durableNames
            for change in old.pending.prefix(Int.random(in: 0...old.pending.count, using: &random)) { FakeVolume.apply(change, to: &names) }
            var inodes: [Int: Inode] = [:]
            for inode in Set(names.values).sorted() {
                let content = FakeVolume.remains(of: old.inodes[inode] ?? Inode(), fate, &random)
                inodes[inode] = Inode(live: content, durable: content)
            }
            return FakeVolume(names, inodes, next: old.nextInode)
        }
    }

    private static func remains(of inode: Inode, _ fate: Fate, _ random: inout Seeded) -> [UInt8] {
        guard inode.live.count >= inode.durable.count else { return Bool.random(using: &random) ? inode.live : inode.durable }
        let tail = inode.live[inode.durable.count...]
        switch fate {
        case .lost: return inode.durable
        case .kept: return inode.live
        case .prefix: return inode.durable + tail.prefix(.random(in: 0...tail.count, using: &random))
        case .garbage:
            // Page by page: as it was, zeros, or anything. Pages of 96 bytes, so that lines have several.
            var left = Array(tail)
            for start in stride(from: 0, to: left.count, by: 96) {
                let what = Int.random(in: 0..<3, using: &random)
                for at in start..<min(start + 96, left.count) where what > 0 {
                    left[at] = what == 1 ? 0 : UInt8.random(in: 0...255, using: &random)
                }
            }
            return inode.durable + left
        }
    }

    private static func apply(_ change: NameChange, to names: inout [String: Int]) {
        switch change {
        case .create(let name, let inode): names[name] = inode
        case .rename(let old, let new):
            names[new] = names[old]
            names[old] = nil
        case .remove(let name): names[name] = nil
        }
    }

    /// One operation: counted, stopped at, or failed.
    private func operation<Result>(
        _ call: Fault.Call, _ subject: String, _ body: (inout State) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        try state.withLock { (state) throws(Fault) -> Result in
            if state.isStopped { throw Fault.gone(call, "stopped") }
            state.operations += 1
            state.log.append("\(call.rawValue) \(subject)")
            if state.operations == state.stopAt { state.isStopped = true }
            if state.operations == state.stopAt || state.operations == state.failAt {
                // An append that does not come to its end leaves a part; the others happen or not.
                if call == .append { _ = try? body(&state) }
                throw Fault.gone(call, "\(subject), operation \(state.operations)")
            }
            return try body(&state)
        }
    }

    private func looking<Result>(_ body: (inout State) throws(Fault) -> Result) throws(Fault) -> Result {
        try state.withLock { (state) throws(Fault) -> Result in
            if state.isStopped { throw Fault.gone(.status, "stopped") }
            return try body(&state)
        }
    }
}

// MARK: Volume

extension FakeVolume {
    func openFolder(at absolute: String) throws(Fault) -> OpenFile { folder() }
    func openFolder(_ path: RelativePath, in other: borrowing OpenFile) throws(Fault) -> OpenFile { folder() }

    func open(_ path: RelativePath, in folder: borrowing OpenFile, _ mode: OpenMode) throws(Fault) -> OpenFile {
        let name = path.text
        let take: (inout State) throws(Fault) -> Handle = { (state) throws(Fault) in
            if mode == .create {
                guard state.names[name] == nil else { throw Fault.gone(.open, "\(name) exists") }
                state.inodes[state.nextInode] = Inode()
                state.names[name] = state.nextInode
                state.pending.append(.create(name, state.nextInode))
                state.nextInode += 1
            }
            guard let inode = state.names[name] else { throw Fault.gone(.open, name) }
            let handle = Handle(number: state.nextHandle)
            state.nextHandle += 1
            state.handles[handle.number] = inode
            return handle
        }
        let handle = mode == .create ? try operation(.open, name, take) : try looking(take)
        return OpenFile(handle, on: self, subject: name)
    }

    func close(_ handle: Handle) { state.withLock { $0.handles[handle.number] = nil } }

    private func inode(_ file: borrowing OpenFile, _ state: State) throws(Fault) -> Int {
        guard let inode = state.handles[file.handle.number] else { throw Fault.gone(.status, "a closed file") }
        return inode
    }

    private func status(_ inode: Int, _ state: State) -> FileStatus {
        FileStatus(
            kind: .regular, device: 1, inode: UInt64(inode), size: state.inodes[inode]?.live.count ?? 0, links: 1, owner: 0,
            modified: 0, changed: 0)
    }

    func status(_ file: borrowing OpenFile) throws(Fault) -> FileStatus {
        let number = file.handle.number
        return try looking { (state) throws(Fault) in
            guard let inode = state.handles[number] else { throw Fault.gone(.status, "a closed file") }
            return status(inode, state)
        }
    }

    func status(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) -> FileStatus {
        try looking { (state) throws(Fault) in
            guard let inode = state.names[path.text] else { throw Fault.gone(.status, path.text) }
            return status(inode, state)
        }
    }

    func list(_ folder: borrowing OpenFile, _ each: (FolderEntry) -> Bool) throws(Fault) {
        let names = try looking { (state) throws(Fault) in state.names.keys.sorted() }
        for name in names {
            guard let path = RelativePath(name) else { continue }
            if !each(FolderEntry(name: path, kind: .regular)) { return }
        }
    }

    func nextNames(of folder: borrowing OpenFile, into entries: inout [FolderEntry]) throws(Fault) -> Bool {
        try list(folder) { entry in
            entries.append(entry)
            return true
        }
        return false
    }

    func read(_ file: borrowing OpenFile, at offset: Int, count: Int, into buffer: inout [UInt8]) throws(Fault) -> Int {
        let number = file.handle.number
        let bytes = try looking { (state) throws(Fault) in
            guard let inode = state.handles[number], let content = state.inodes[inode]?.live else { throw Fault.gone(.read, "a closed file") }
            return content.dropFirst(offset).prefix(count)
        }
        buffer.append(contentsOf: bytes)
        return bytes.count
    }

    func append(_ bytes: Span<UInt8>, to file: borrowing OpenFile) throws(Fault) {
        let number = file.handle.number
        let added = Sample.bytes(bytes)
        try operation(.append, file.subject) { (state) throws(Fault) in
            guard let inode = state.handles[number] else { throw Fault.gone(.append, "a closed file") }
            let isCut = state.operations == state.stopAt || state.operations == state.failAt
            state.inodes[inode]?.live += isCut ? added.prefix(added.count * 2 / 3) : added[...]
        }
    }

    func allocate(_ file: borrowing OpenFile, upTo size: Int) throws(Fault) {
        try operation(.allocate, "\(file.subject) \(size)") { (state) throws(Fault) in
            if let room = state.room, size > room { throw Fault.gone(.allocate, "no room") }
        }
    }

    func overwrite(_ bytes: Span<UInt8>, at offset: Int, in file: borrowing OpenFile) throws(Fault) {
        let number = file.handle.number
        let new = Sample.bytes(bytes)
        try operation(.overwrite, file.subject) { (state) throws(Fault) in
            guard let inode = state.handles[number] else { throw Fault.gone(.overwrite, "a closed file") }
            state.inodes[inode]?.live.replaceSubrange(offset..<offset + new.count, with: new)
        }
    }

    func truncate(_ file: borrowing OpenFile, to size: Int) throws(Fault) {
        let number = file.handle.number
        try operation(.truncate, "\(file.subject) \(size)") { (state) throws(Fault) in
            guard let inode = state.handles[number], let content = state.inodes[inode]?.live else { throw Fault.gone(.truncate, "a closed file") }
            state.inodes[inode]?.live = Array(content.prefix(size))
        }
    }

    func sync(_ file: borrowing OpenFile) throws(Fault) {
        guard file.handle.number == 0 else { return try syncData(file) }
        try operation(.sync, "store") { (state) throws(Fault) in
            if state.forgetsNames { return }
            state.durableNames = state.names
            state.pending = []
        }
    }

    func syncData(_ file: borrowing OpenFile) throws(Fault) {
        let number = file.handle.number
        try operation(.sync, file.subject) { (state) throws(Fault) in
            guard let inode = state.handles[number], let content = state.inodes[inode]?.live else { throw Fault.gone(.sync, "a closed file") }
            if !state.forgetsFiles { state.inodes[inode]?.durable = content }
        }
    }

    func syncVolume(_ folder: borrowing OpenFile) throws(Fault) {}

    func rename(
        _ path: RelativePath, in folder: borrowing OpenFile, to newPath: RelativePath, in newFolder: borrowing OpenFile
    ) throws(Fault) {
        try operation(.rename, "\(path) \(newPath)") { (state) throws(Fault) in
            guard state.names[path.text] != nil, state.names[newPath.text] == nil else { throw Fault.gone(.rename, path.text) }
            let change = NameChange.rename(path.text, newPath.text)
            FakeVolume.apply(change, to: &state.names)
            state.pending.append(change)
        }
    }

    func replace(_ newPath: RelativePath, with path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {
        throw Fault.gone(.rename, "not needed here")
    }

    func remove(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {
        try operation(.remove, path.text) { (state) throws(Fault) in
            FakeVolume.apply(.remove(path.text), to: &state.names)
            state.pending.append(.remove(path.text))
        }
    }

    func makeFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {}
    func removeFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {}
    func lock(_ folder: borrowing OpenFile) throws(Fault) -> Bool { true }
    func lockHolder(_ folder: borrowing OpenFile) -> Int32? { nil }
    func takeLease(_ file: borrowing OpenFile) throws(Fault) -> Lease { .unsupported }
    func leaseHolds(_ file: borrowing OpenFile) throws(Fault) -> Bool { false }
    func releaseLease(_ file: borrowing OpenFile) throws(Fault) {}
    func space(_ folder: borrowing OpenFile) throws(Fault) -> Space { Space(free: 0, total: 0) }
    func traits(_ folder: borrowing OpenFile) throws(Fault) -> FilesystemTraits {
        FilesystemTraits(name: "memory", leasesTell: false, watchesTell: false)
    }
}
