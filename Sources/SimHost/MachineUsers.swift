import Host
import SystemPackage

/// What users do, on the simulated machine.
extension Machine {
    /// True when it could be done, or will be when the writer may go on.
    mutating func apply(_ action: UserAction) -> Bool {
        if let writer = action.writer, users[writer] != nil, users[writer]?.handle == nil {
            users[writer]?.queued.append(action)
            return true
        }
        do throws(Errno) {
            try perform(action)
            return true
        } catch {
            return false
        }
    }

    private mutating func perform(_ action: UserAction) throws(Errno) {
        switch action {
        case .open(let writer, let path, let truncating): try openUser(writer, path, truncating)
        case .write(let writer, let bytes):
            let file = try userFile(writer)
            noteWriting(writer)
            try append(bytes, to: file, .whole)
        case .overwrite(let writer, let offset, let bytes):
            let file = try userFile(writer)
            let size = inodes[file].content.count
            guard offset <= size, offset + bytes.count <= size else { throw .invalidArgument }
            noteWriting(writer)
            change(file) { $0.overwrite(at: offset, with: bytes) }
        case .sync(let writer): sync(try userFile(writer), .whole)
        case .close(let writer):
            guard let handle = users[writer]?.handle else { throw .badFileDescriptor }
            users[writer] = nil
            close(handle)
        case .copyIn(let path, let bytes): try copyIn(path, bytes)
        case .moveIn(let path, let bytes): try moveIn(path, bytes)
        case .linkIn(let path, let bytes): try linkIn(path, bytes)
        case .moveFolderIn(let path, let leaves): try moveFolderIn(path, leaves)
        case .hardLink(let from, let to): try hardLink(from, to)
        case .rename(let from, let to): try renameUser(from, to)
        case .remove(let path): try removeTree(userPlace(path))
        case .makeFolder(let path): try makeFolder(userPlace(path), owner: userID)
        case .chmod(let path, let rights): try setAttributes(path) { $0.rights = rights }
        case .chown(let path, let owner): try setAttributes(path) { $0.owner = owner }
        case .touch(let path):
            let now = stamp
            try setAttributes(path) { $0.modified = now }
        case .special(let path, let kind, let target): try makeSpecial(path, kind, target)
        }
    }

    func userPlace(_ path: RelativePath) throws(Errno) -> Place {
        try place(path, from: top(of: devices[0].root), asDaemon: false)
    }

    // MARK: open files

    private func userFile(_ writer: Int) throws(Errno) -> Int {
        guard let user = users[writer], user.handle != nil else { throw .badFileDescriptor }
        return user.file
    }

    private mutating func noteWriting(_ writer: Int) {
        guard let user = users[writer], let handle = user.handle, let opening = openings[handle.number] else { return }
        if opening.folder != user.place.folder || opening.name != user.place.name {
            inodes[user.file].writtenElsewhere = true
        }
    }

    private mutating func openUser(_ writer: Int, _ path: RelativePath, _ truncating: Bool) throws(Errno) {
        guard users[writer] == nil else { throw .resourceBusy }
        let place = try userPlace(path)
        try checkWritable(place.folder, asDaemon: false)
        if let file = lookUp(place) {
            guard inodes[file].kind == .regular else { throw .isDirectory }
            users[writer] = UserWriter(file: file, place: place, truncating: truncating)
            if inodes[file].lease == nil {
                try startWriting(writer)
            } else {
                inodes[file].leaseIsBroken = true
                inodes[file].openings += 1
            }
        } else {
            let file = makeInode(.regular, on: inodes[place.folder].device, owner: userID)
            link(file, at: place)
            watches.named(place.name, in: place.folder, .created, &hintRandom)
            users[writer] = UserWriter(file: file, place: place, truncating: false)
            try startWriting(writer)
        }
    }

    private mutating func startWriting(_ writer: Int) throws(Errno) {
        guard let user = users[writer] else { return }
        let place = user.place
        let opening = Opening(file: user.file, writes: true, isDaemon: false, folder: place.folder, name: place.name)
        let handle = try addOpening(opening)
        users[writer]?.handle = handle
        if user.truncating { change(user.file) { $0.truncate(to: 0) } }
    }

    /// The lease on a file has ended: whoever waited for it goes on, in the order of their numbers.
    mutating func wakeWriters(of file: Int) {
        let waiting = users.filter { $0.value.file == file && $0.value.handle == nil }.keys.sorted()
        for writer in waiting {
            inodes[file].openings -= 1
            guard (try? startWriting(writer)) != nil else { continue }
            let queued = users[writer]?.queued ?? []
            users[writer]?.queued = []
            for action in queued { _ = apply(action) }
        }
    }

    // MARK: arrivals

    /// A file without a name, with as much of the bytes as fits.
    private mutating func makeFile(_ bytes: [UInt8], near folder: Int) throws(Errno) -> Int {
        let device = inodes[folder].device
        guard devices[device].free >= bytes.count else { throw .noSpace }
        let file = makeInode(.regular, on: device, owner: userID)
        change(file) { $0.append(bytes[...]) }
        return file
    }

    /// `cp`: over an existing file it waits for nobody, it fails where a lease would make it wait.
    private mutating func copyIn(_ path: RelativePath, _ bytes: [UInt8]) throws(Errno) {
        let place = try userPlace(path)
        try checkWritable(place.folder, asDaemon: false)
        let file: Int
        if let old = lookUp(place) {
            guard inodes[old].kind == .regular else { throw .isDirectory }
            guard inodes[old].lease == nil else { throw .resourceTemporarilyUnavailable }
            file = old
            change(file) { $0.truncate(to: 0) }
        } else {
            file = makeInode(.regular, on: inodes[place.folder].device, owner: userID)
            link(file, at: place)
            watches.named(place.name, in: place.folder, .created, &hintRandom)
        }
        defer { watches.named(place.name, in: place.folder, .closed, &hintRandom) }
        try append(bytes, to: file, .whole)
    }

    private mutating func moveIn(_ path: RelativePath, _ bytes: [UInt8]) throws(Errno) {
        let place = try userPlace(path)
        try checkWritable(place.folder, asDaemon: false)
        if let old = lookUp(place), inodes[old].kind == .folder { throw .isDirectory }
        link(try makeFile(bytes, near: place.folder), at: place)
        watches.named(place.name, in: place.folder, .moved, &hintRandom)
    }

    /// The kernel reports the close under a name that never existed, and the link not at all.
    private mutating func linkIn(_ path: RelativePath, _ bytes: [UInt8]) throws(Errno) {
        let place = try userPlace(path)
        try checkWritable(place.folder, asDaemon: false)
        guard lookUp(place) == nil else { throw .fileExists }
        let file = try makeFile(bytes, near: place.folder)
        link(file, at: place)
        if let ghost = RelativePath("#\(inodes[file].number)") {
            watches.named(ghost, in: place.folder, .closed, &hintRandom)
        }
    }

    private mutating func moveFolderIn(_ path: RelativePath, _ leaves: [UserAction.Leaf]) throws(Errno) {
        let place = try userPlace(path)
        try checkWritable(place.folder, asDaemon: false)
        guard lookUp(place) == nil else { throw .fileExists }
        let device = inodes[place.folder].device
        let folder = makeInode(.folder, on: device, owner: userID)
        link(folder, at: place)
        for leaf in leaves where !leaf.path.isRoot {
            var here = folder
            for part in leaf.path.parent.components {
                if let next = inodes[here].names[part] {
                    guard inodes[next].kind == .folder else { throw .notDirectory }
                    here = next
                } else {
                    let next = makeInode(.folder, on: device, owner: userID)
                    link(next, at: Place(folder: here, name: part))
                    here = next
                }
            }
            link(try makeFile(leaf.bytes, near: here), at: Place(folder: here, name: leaf.path.last))
        }
        watches.madeFolder(place.name, in: place.folder, &hintRandom)
    }

    private mutating func hardLink(_ from: RelativePath, _ to: RelativePath) throws(Errno) {
        let place = try userPlace(to)
        try checkWritable(place.folder, asDaemon: false)
        guard let file = lookUp(try userPlace(from)) else { throw .noSuchFileOrDirectory }
        guard inodes[file].kind != .folder else { throw .notPermitted }
        guard inodes[file].device == inodes[place.folder].device else { throw .improperLink }
        guard lookUp(place) == nil else { throw .fileExists }
        link(file, at: place)
        watches.named(place.name, in: place.folder, .created, &hintRandom)
    }

    // MARK: other changes

    private mutating func renameUser(_ from: RelativePath, _ to: RelativePath) throws(Errno) {
        let (old, new) = (try userPlace(from), try userPlace(to))
        guard let file = lookUp(old) else { throw .noSuchFileOrDirectory }
        guard inodes[old.folder].device == inodes[new.folder].device, mounts[file] == nil else { throw .improperLink }
        try checkWritable(old.folder, asDaemon: false)
        try checkWritable(new.folder, asDaemon: false)
        if inodes[file].kind == .folder, isInside(new.folder, file) { throw .invalidArgument }
        if let there = lookUp(new) {
            if there == file { return }
            guard inodes[there].kind != .folder, inodes[file].kind != .folder else { throw .fileExists }
        }
        move(old, to: new)
    }

    private mutating func removeTree(_ place: Place) throws(Errno) {
        guard let file = lookUp(place) else { throw .noSuchFileOrDirectory }
        try checkWritable(place.folder, asDaemon: false)
        guard inodes[place.folder].names[place.name] == file else { throw .resourceBusy }
        if inodes[file].kind == .folder {
            for entry in inodes[file].names.entries {
                try removeTree(Place(folder: file, name: entry.name))
            }
        }
        unlink(place)
    }

    private mutating func setAttributes(_ path: RelativePath, _ body: (inout Inode) -> Void) throws(Errno) {
        let place = try userPlace(path)
        guard let file = lookUp(place) else { throw .noSuchFileOrDirectory }
        body(&inodes[file])
        inodes[file].changed = stamp
        watches.named(place.name, in: place.folder, .attributes, &hintRandom)
    }

    private mutating func makeSpecial(_ path: RelativePath, _ kind: FileStatus.Kind, _ target: [UInt8]) throws(Errno) {
        let place = try userPlace(path)
        try checkWritable(place.folder, asDaemon: false)
        guard lookUp(place) == nil else { throw .fileExists }
        guard kind != .folder, kind != .regular else { throw .invalidArgument }
        let file = makeInode(kind, on: inodes[place.folder].device, owner: userID)
        inodes[file].target = target
        link(file, at: place)
        watches.named(place.name, in: place.folder, .created, &hintRandom)
    }
}
