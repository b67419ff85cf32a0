import Host
import LinuxHost

/// The real volume, each call of it measured.
final class MeasuredVolume: Volume {
    private let volume = LinuxVolume()
    private let clock: StageClock

    init(_ clock: StageClock) { self.clock = clock }

    func openFolder(at absolute: String) throws(Fault) -> OpenFile {
        try clock.measure(.other) { () throws(Fault) in try volume.openFolder(at: absolute) }
    }

    func openFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) -> OpenFile {
        try clock.measure(.other) { () throws(Fault) in try volume.openFolder(path, in: folder) }
    }

    func open(_ path: RelativePath, in folder: borrowing OpenFile, _ mode: OpenMode) throws(Fault) -> OpenFile {
        try clock.measure(.read) { () throws(Fault) in try volume.open(path, in: folder, mode) }
    }

    func close(_ handle: Handle) { volume.close(handle) }

    func status(_ file: borrowing OpenFile) throws(Fault) -> FileStatus {
        try clock.measure(.read) { () throws(Fault) in try volume.status(file) }
    }

    func status(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) -> FileStatus {
        try clock.measure(.move) { () throws(Fault) in try volume.status(path, in: folder) }
    }

    /// With what is done about each name.
    func list(_ folder: borrowing OpenFile, _ each: (FolderEntry) -> Bool) throws(Fault) {
        try clock.measure(.watch) { () throws(Fault) in try volume.list(folder, each) }
    }

    func nextNames(of folder: borrowing OpenFile, into entries: inout [FolderEntry]) throws(Fault) -> Bool {
        try clock.measure(.watch) { () throws(Fault) in try volume.nextNames(of: folder, into: &entries) }
    }

    func read(_ file: borrowing OpenFile, at offset: Int, count: Int, into buffer: inout [UInt8]) throws(Fault) -> Int {
        try clock.measure(.read) { () throws(Fault) in try volume.read(file, at: offset, count: count, into: &buffer) }
    }

    func append(_ bytes: Span<UInt8>, to file: borrowing OpenFile) throws(Fault) {
        try clock.measure(.write) { () throws(Fault) in try volume.append(bytes, to: file) }
    }

    func overwrite(_ bytes: Span<UInt8>, at offset: Int, in file: borrowing OpenFile) throws(Fault) {
        try clock.measure(.write) { () throws(Fault) in try volume.overwrite(bytes, at: offset, in: file) }
    }

    func allocate(_ file: borrowing OpenFile, upTo size: Int) throws(Fault) {
        try clock.measure(.write) { () throws(Fault) in try volume.allocate(file, upTo: size) }
    }

    func truncate(_ file: borrowing OpenFile, to size: Int) throws(Fault) {
        try clock.measure(.write) { () throws(Fault) in try volume.truncate(file, to: size) }
    }

    func sync(_ file: borrowing OpenFile) throws(Fault) {
        try clock.measure(.sync) { () throws(Fault) in try volume.sync(file) }
    }

    func syncData(_ file: borrowing OpenFile) throws(Fault) {
        try clock.measure(.sync) { () throws(Fault) in try volume.syncData(file) }
    }

    func syncVolume(_ folder: borrowing OpenFile) throws(Fault) {
        try clock.measure(.sync) { () throws(Fault) in try volume.syncVolume(folder) }
    }

    func rename(
        _ path: RelativePath, in folder: borrowing OpenFile, to newPath: RelativePath, in newFolder: borrowing OpenFile
    ) throws(Fault) {
        try clock.measure(.move) { () throws(Fault) in try volume.rename(path, in: folder, to: newPath, in: newFolder) }
    }

    func replace(_ newPath: RelativePath, with path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {
        try clock.measure(.move) { () throws(Fault) in try volume.replace(newPath, with: path, in: folder) }
    }

    func remove(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {
        try clock.measure(.move) { () throws(Fault) in try volume.remove(path, in: folder) }
    }

    func makeFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {
        try clock.measure(.other) { () throws(Fault) in try volume.makeFolder(path, in: folder) }
    }

    func removeFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {
        try clock.measure(.other) { () throws(Fault) in try volume.removeFolder(path, in: folder) }
    }

    func lock(_ folder: borrowing OpenFile) throws(Fault) -> Bool {
        try clock.measure(.other) { () throws(Fault) in try volume.lock(folder) }
    }

    func lockHolder(_ folder: borrowing OpenFile) -> Int32? { volume.lockHolder(folder) }

    func takeLease(_ file: borrowing OpenFile) throws(Fault) -> Lease {
        try clock.measure(.read) { () throws(Fault) in try volume.takeLease(file) }
    }

    func leaseHolds(_ file: borrowing OpenFile) throws(Fault) -> Bool {
        try clock.measure(.read) { () throws(Fault) in try volume.leaseHolds(file) }
    }

    func releaseLease(_ file: borrowing OpenFile) throws(Fault) {
        try clock.measure(.read) { () throws(Fault) in try volume.releaseLease(file) }
    }

    func space(_ folder: borrowing OpenFile) throws(Fault) -> Space {
        try clock.measure(.other) { () throws(Fault) in try volume.space(folder) }
    }

    func traits(_ folder: borrowing OpenFile) throws(Fault) -> FilesystemTraits {
        try clock.measure(.other) { () throws(Fault) in try volume.traits(folder) }
    }
}
