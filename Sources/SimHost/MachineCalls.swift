import Host
import SystemPackage

/// The calls of `Volume` on the simulated machine, without counting and faults.
extension Machine {
    mutating func openFolder(_ folder: Int) throws(Errno) -> Handle {
        guard inodes[folder].rights.read else { throw .permissionDenied }
        return try addOpening(
            Opening(file: folder, writes: false, isDaemon: true, folder: folder, name: .root))
    }

    mutating func open(_ place: Place, _ mode: OpenMode) throws(Errno) -> Handle {
        let found = lookUp(place)
        if mode == .create {
            guard found == nil else { throw .fileExists }
            try checkWritable(place.folder)
            let file = makeInode(.regular, on: inodes[place.folder].device, owner: Machine.daemon)
            link(file, at: place)
            watches.named(place.name, in: place.folder, .created, &hintRandom)
            return try addOpening(Opening(file: file, writes: true, isDaemon: true, folder: place.folder, name: place.name))
        }
        guard var file = found else { throw .noSuchFileOrDirectory }
        if mode == .readThrough { file = try follow(file, from: place.folder) }
        let writes = mode != .read && mode != .readThrough
        switch inodes[file].kind {
        case .symbolicLink: throw .tooManySymbolicLinkLevels
        case .socket: throw .noSuchAddressOrDevice
        case .folder where writes: throw .isDirectory
        default: break
        }
        if mode != .append { guard inodes[file].rights.read else { throw .permissionDenied } }
        if writes {
            guard !devices[inodes[file].device].isReadOnly else { throw .readOnlyFileSystem }
            guard inodes[file].rights.write else { throw .permissionDenied }
            guard inodes[file].lease == nil else { throw .resourceTemporarilyUnavailable }
        }
        return try addOpening(
            Opening(file: file, writes: writes, isDaemon: true, folder: place.folder, name: place.name))
    }

    func read(_ file: Int, at offset: Int, count: Int, into buffer: inout [UInt8]) throws(Errno) -> Int {
        guard offset >= 0, count >= 0 else { throw .invalidArgument }
        if inodes[file].kind == .folder { throw .isDirectory }
        let size = inodes[file].content.count
        guard offset < size else { return 0 }
        let end = min(size, offset + min(count, size))
        buffer.append(contentsOf: inodes[file].content.bytes[offset..<end])
        return end - offset
    }

    /// Appends what fits.
    mutating func append(_ bytes: [UInt8], to file: Int, _ extent: Extent) throws(Errno) {
        guard !devices[inodes[file].device].isReadOnly else { throw .readOnlyFileSystem }
        var count = bytes.count
        if extent == .part { count = random.below(count + 1) }
        let content = inodes[file].content
        let room = content.charge - content.count + devices[inodes[file].device].free
        let fits = min(count, room)
        if fits > 0 { change(file) { $0.append(bytes[..<fits]) } }
        guard fits == count else { throw .noSpace }
    }

    /// Writes over what is there; nothing beyond the end is asked for.
    mutating func overwrite(_ bytes: [UInt8], at offset: Int, in file: Int, _ extent: Extent) throws(Errno) {
        guard !devices[inodes[file].device].isReadOnly else { throw .readOnlyFileSystem }
        guard offset >= 0, offset + bytes.count <= inodes[file].content.count else { throw .invalidArgument }
        let count = extent == .part ? random.below(bytes.count + 1) : bytes.count
        if count > 0 { change(file) { $0.overwrite(at: offset, with: Array(bytes[..<count])) } }
    }

    mutating func allocate(_ file: Int, upTo size: Int) throws(Errno) {
        guard !devices[inodes[file].device].isReadOnly else { throw .readOnlyFileSystem }
        let more = size - inodes[file].content.charge
        guard more > 0 else { return }
        guard more <= devices[inodes[file].device].free else { throw .noSpace }
        change(file) { $0.reserved = size }
    }

    mutating func truncate(_ file: Int, to size: Int) throws(Errno) {
        guard size >= 0 else { throw .invalidArgument }
        guard !devices[inodes[file].device].isReadOnly else { throw .readOnlyFileSystem }
        guard size - inodes[file].content.charge <= devices[inodes[file].device].free else { throw .noSpace }
        change(file) { $0.truncate(to: size) }
    }

    mutating func rename(_ from: Place, to: Place) throws(Errno) {
        guard inodes[from.folder].device == inodes[to.folder].device else { throw .improperLink }
        try checkWritable(from.folder)
        try checkWritable(to.folder)
        guard let file = inodes[from.folder].names[from.name] else { throw .noSuchFileOrDirectory }
        guard mounts[file] == nil else { throw .resourceBusy }
        guard inodes[to.folder].names[to.name] == nil else { throw .fileExists }
        if inodes[file].kind == .folder, isInside(to.folder, file) { throw .invalidArgument }
        if inodes[file].kind == .regular { moves.append(Move(from: path(of: from), to: path(of: to))) }
        move(from, to: to)
    }

    mutating func replace(_ to: Place, with from: Place) throws(Errno) {
        guard inodes[from.folder].device == inodes[to.folder].device else { throw .improperLink }
        try checkWritable(from.folder)
        try checkWritable(to.folder)
        guard let file = lookUp(from) else { throw .noSuchFileOrDirectory }
        if let old = lookUp(to) {
            if old == file { return }
            if inodes[old].kind == .folder { throw .isDirectory }
            if inodes[file].kind == .folder { throw .notDirectory }
            removals.append(path(of: to))
        }
        move(from, to: to)
    }

    mutating func remove(_ place: Place) throws(Errno) {
        try checkWritable(place.folder)
        guard let file = lookUp(place) else { throw .noSuchFileOrDirectory }
        guard inodes[file].kind != .folder else { throw .isDirectory }
        if inodes[file].kind == .regular { removals.append(path(of: place)) }
        unlink(place)
    }

    mutating func makeFolder(_ place: Place, owner: UInt32) throws(Errno) {
        guard lookUp(place) == nil else { throw .fileExists }
        try checkWritable(place.folder, asDaemon: owner == Machine.daemon)
        let file = makeInode(.folder, on: inodes[place.folder].device, owner: owner)
        link(file, at: place)
        watches.madeFolder(place.name, in: place.folder, &hintRandom)
    }

    mutating func removeFolder(_ place: Place) throws(Errno) {
        try checkWritable(place.folder)
        guard let file = lookUp(place) else { throw .noSuchFileOrDirectory }
        guard inodes[file].kind == .folder else { throw .notDirectory }
        guard mounts.isEmpty || inodes[place.folder].names[place.name] == file else { throw .resourceBusy }
        guard inodes[file].names.isEmpty else { throw .directoryNotEmpty }
        unlink(place)
    }

    mutating func lock(_ folder: Int, _ handle: Handle) -> Bool {
        switch inodes[folder].lock {
        case nil:
            inodes[folder].lock = .handle(handle.number)
            return true
        case .handle(handle.number): return true
        default: return false
        }
    }

    mutating func takeLease(_ file: Int, _ handle: Handle) throws(Errno) -> Lease {
        guard devices[inodes[file].device].knowsLeases, inodes[file].kind == .regular else { return .unsupported }
        guard inodes[file].owner == Machine.daemon || hasLeaseCapability else { return .notOwner }
        guard inodes[file].writers == 0 else { return .busy }
        guard inodes[file].lease == nil || inodes[file].lease == handle.number else {
            throw .resourceTemporarilyUnavailable
        }
        inodes[file].lease = handle.number
        return .granted
    }

    func leaseHolds(_ file: Int, _ handle: Handle) -> Bool {
        inodes[file].lease == handle.number && !inodes[file].leaseIsBroken
    }

    mutating func releaseLease(_ file: Int, _ handle: Handle) {
        if inodes[file].lease == handle.number { endLease(of: file) }
    }
}
