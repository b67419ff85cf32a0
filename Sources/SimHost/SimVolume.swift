public import Host
internal import SystemPackage

/// The filesystems of a world, as the daemon is given them.
public final class SimVolume: Volume {
    private let world: World

    public init(_ world: World) {
        self.world = world
    }

    private func open(_ handle: Handle, _ subject: String) -> OpenFile {
        OpenFile(handle, on: self, subject: subject)
    }

    private static func join(_ folder: String, _ path: RelativePath) -> String {
        path.isRoot ? folder : folder + "/" + path.text
    }

    public func openFolder(at absolute: String) throws(Fault) -> OpenFile {
        let handle = try world.call(.open, absolute) { machine, _ throws(Errno) in
            try machine.openFolder(machine.folder(atAbsolute: absolute))
        }
        return open(handle, absolute)
    }

    public func openFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) -> OpenFile {
        let subject = SimVolume.join(folder.subject, path)
        let base = folder.handle
        let handle = try world.call(.open, subject) { machine, _ throws(Errno) in
            try machine.openFolder(machine.folder(path, from: machine.folder(base)))
        }
        return open(handle, subject)
    }

    public func open(
        _ path: RelativePath, in folder: borrowing OpenFile, _ mode: OpenMode
    ) throws(Fault) -> OpenFile {
        let subject = SimVolume.join(folder.subject, path)
        let base = folder.handle
        let handle = try world.call(.open, subject) { machine, _ throws(Errno) in
            try machine.open(machine.place(path, from: machine.folder(base)), mode)
        }
        return open(handle, subject)
    }

    public func close(_ handle: Handle) {
        world.with { $0.close(handle) }
    }

    public func status(_ file: borrowing OpenFile) throws(Fault) -> FileStatus {
        let handle = file.handle
        return try world.call(.status, file.subject) { machine, _ throws(Errno) in
            machine.status(try machine.file(handle))
        }
    }

    public func status(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) -> FileStatus {
        let base = folder.handle
        return try world.call(.status, SimVolume.join(folder.subject, path)) { machine, _ throws(Errno) in
            let start = try machine.folder(base)
            if path.isRoot { return machine.status(start) }
            guard let file = machine.lookUp(try machine.place(path, from: start)) else { throw .noSuchFileOrDirectory }
            return machine.status(file)
        }
    }

    public func list(_ folder: borrowing OpenFile, _ each: (FolderEntry) -> Bool) throws(Fault) {
        let handle = folder.handle
        let entries = try world.call(.list, folder.subject) { machine, _ throws(Errno) in
            let folder = try machine.folder(handle)
            let tells = machine.devices[machine.inodes[folder].device].listsKinds
            return machine.inodes[folder].names.entries.map { entry in
                FolderEntry(name: entry.name, kind: tells ? machine.inodes[entry.file].kind : nil)
            }
        }
        for entry in entries {
            guard each(entry) else { return }
        }
    }

    /// Names that come at once: few, so that a listing has seams between which something may happen.
    private static let namesAtOnce = 32

    public func nextNames(of folder: borrowing OpenFile, into entries: inout [FolderEntry]) throws(Fault) -> Bool {
        let handle = folder.handle
        let (names, more) = try world.call(.list, folder.subject) { machine, _ throws(Errno) in
            let folder = try machine.folder(handle)
            let tells = machine.devices[machine.inodes[folder].device].listsKinds
            let rest = machine.inodes[folder].names.entries(after: machine.openings[handle.number]?.listed)
            let next = rest.prefix(SimVolume.namesAtOnce)
            if let last = next.last { machine.openings[handle.number]?.listed = last }
            return (
                next.map { FolderEntry(name: $0.name, kind: tells ? machine.inodes[$0.file].kind : nil) }, rest.count > next.count
            )
        }
        entries += names
        return more
    }

    public func read(
        _ file: borrowing OpenFile, at offset: Int, count: Int, into buffer: inout [UInt8]
    ) throws(Fault) -> Int {
        let handle = file.handle
        return try world.call(.read, file.subject) { machine, _ throws(Errno) in
            try machine.read(machine.file(handle), at: offset, count: count, into: &buffer)
        }
    }

    public func overwrite(_ bytes: Span<UInt8>, at offset: Int, in file: borrowing OpenFile) throws(Fault) {
        let copy = Array(copying: bytes)
        let handle = file.handle
        try world.call(.overwrite, file.subject) { machine, extent throws(Errno) in
            let opening = try machine.opening(handle)
            guard opening.writes else { throw .badFileDescriptor }
            try machine.overwrite(copy, at: offset, in: opening.file, extent)
        }
    }

    public func append(_ bytes: Span<UInt8>, to file: borrowing OpenFile) throws(Fault) {
        let copy = Array(copying: bytes)
        let handle = file.handle
        try world.call(.append, file.subject) { machine, extent throws(Errno) in
            let opening = try machine.opening(handle)
            guard opening.writes else { throw .badFileDescriptor }
            try machine.append(copy, to: opening.file, extent)
        }
    }

    public func allocate(_ file: borrowing OpenFile, upTo size: Int) throws(Fault) {
        let handle = file.handle
        try world.call(.allocate, file.subject) { machine, _ throws(Errno) in
            try machine.allocate(machine.file(handle), upTo: size)
        }
    }

    public func truncate(_ file: borrowing OpenFile, to size: Int) throws(Fault) {
        let handle = file.handle
        try world.call(.truncate, file.subject) { machine, _ throws(Errno) in
            let opening = try machine.opening(handle)
            guard opening.writes else { throw .invalidArgument }
            try machine.truncate(opening.file, to: size)
        }
    }

    public func sync(_ file: borrowing OpenFile) throws(Fault) {
        let handle = file.handle
        try world.call(.sync, file.subject) { machine, extent throws(Errno) in
            machine.sync(try machine.file(handle), extent)
        }
    }

    public func syncData(_ file: borrowing OpenFile) throws(Fault) {
        try sync(file)
    }

    public func syncVolume(_ folder: borrowing OpenFile) throws(Fault) {
        let handle = folder.handle
        try world.call(.sync, "the filesystem of " + folder.subject) { machine, extent throws(Errno) in
            let folder = try machine.file(handle)
            machine.syncDevice(machine.inodes[folder].device, extent)
        }
    }

    public func rename(
        _ path: RelativePath, in folder: borrowing OpenFile, to newPath: RelativePath, in newFolder: borrowing OpenFile
    ) throws(Fault) {
        let (base, newBase) = (folder.handle, newFolder.handle)
        let subject = SimVolume.join(folder.subject, path) + " to " + SimVolume.join(newFolder.subject, newPath)
        try world.call(.rename, subject) { machine, _ throws(Errno) in
            let from = try machine.place(path, from: machine.folder(base))
            try machine.rename(from, to: machine.place(newPath, from: machine.folder(newBase)))
        }
    }

    public func replace(
        _ newPath: RelativePath, with path: RelativePath, in folder: borrowing OpenFile
    ) throws(Fault) {
        let base = folder.handle
        try world.call(.rename, SimVolume.join(folder.subject, newPath)) { machine, _ throws(Errno) in
            let start = try machine.folder(base)
            try machine.replace(machine.place(newPath, from: start), with: machine.place(path, from: start))
        }
    }

    public func remove(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {
        let base = folder.handle
        try world.call(.remove, SimVolume.join(folder.subject, path)) { machine, _ throws(Errno) in
            try machine.remove(machine.place(path, from: machine.folder(base)))
        }
    }

    public func makeFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {
        let base = folder.handle
        try world.call(.makeFolder, SimVolume.join(folder.subject, path)) { machine, _ throws(Errno) in
            let place = try machine.place(path, from: machine.folder(base))
            try machine.makeFolder(place, owner: Machine.daemon)
        }
    }

    public func removeFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {
        let base = folder.handle
        try world.call(.remove, SimVolume.join(folder.subject, path)) { machine, _ throws(Errno) in
            try machine.removeFolder(machine.place(path, from: machine.folder(base)))
        }
    }

    public func lock(_ folder: borrowing OpenFile) throws(Fault) -> Bool {
        let handle = folder.handle
        return try world.call(.lock, folder.subject) { machine, _ throws(Errno) in
            machine.lock(try machine.folder(handle), handle)
        }
    }

    public func lockHolder(_ folder: borrowing OpenFile) -> Int32? {
        let handle = folder.handle
        return world.with { machine in
            guard let folder = try? machine.folder(handle) else { return nil }
            switch machine.inodes[folder].lock {
            case .process(let id): return id
            case .handle: return Machine.process
            case nil: return nil
            }
        }
    }

    public func takeLease(_ file: borrowing OpenFile) throws(Fault) -> Lease {
        let handle = file.handle
        return try world.call(.lease, file.subject) { machine, _ throws(Errno) in
            try machine.takeLease(machine.file(handle), handle)
        }
    }

    public func leaseHolds(_ file: borrowing OpenFile) throws(Fault) -> Bool {
        let handle = file.handle
        return try world.call(.lease, file.subject) { machine, _ throws(Errno) in
            machine.leaseHolds(try machine.file(handle), handle)
        }
    }

    public func releaseLease(_ file: borrowing OpenFile) throws(Fault) {
        let handle = file.handle
        try world.call(.lease, file.subject) { machine, _ throws(Errno) in
            machine.releaseLease(try machine.file(handle), handle)
        }
    }

    public func space(_ folder: borrowing OpenFile) throws(Fault) -> Space {
        let handle = folder.handle
        return try world.call(.space, folder.subject) { machine, _ throws(Errno) in
            let device = machine.devices[machine.inodes[try machine.file(handle)].device]
            return Space(free: device.free, total: device.capacity)
        }
    }

    public func traits(_ folder: borrowing OpenFile) throws(Fault) -> FilesystemTraits {
        let handle = folder.handle
        return try world.call(.space, folder.subject) { machine, _ throws(Errno) in
            machine.devices[machine.inodes[try machine.file(handle)].device].traits
        }
    }
}
