import Host
import SystemPackage

/// Where a name is or could be.
struct Place: Sendable {
    let folder: Int
    let name: RelativePath
}

extension Machine {
    /// What lies at a folder's place: a mounted root hides the folder below.
    func top(of folder: Int) -> Int {
        mounts.isEmpty ? folder : mounts[folder] ?? folder
    }

    func lookUp(_ place: Place) -> Int? {
        inodes[place.folder].names[place.name].map(top)
    }

    /// Follows all components but the last, none of which may be a symbolic link.
    func place(_ path: RelativePath, from folder: Int, asDaemon: Bool = true) throws(Errno) -> Place {
        precondition(!path.isRoot, "a name is needed")
        guard path.bytes.count > Machine.nameLimit || path.bytes.contains(UInt8(ascii: "/")) else {
            try checkSearch(folder, asDaemon)
            return Place(folder: folder, name: path)
        }
        var here = folder
        let components = path.components
        for component in components.dropLast() {
            here = try step(component, in: here, asDaemon)
        }
        try checkSearch(here, asDaemon)
        guard path.last.bytes.count <= Machine.nameLimit else { throw .fileNameTooLong }
        return Place(folder: here, name: path.last)
    }

    /// The folder at a path.
    func folder(_ path: RelativePath, from folder: Int, asDaemon: Bool = true) throws(Errno) -> Int {
        if path.isRoot { return folder }
        let place = try place(path, from: folder, asDaemon: asDaemon)
        return try step(place.name, in: place.folder, asDaemon)
    }

    private func step(_ name: RelativePath, in folder: Int, _ asDaemon: Bool) throws(Errno) -> Int {
        try checkSearch(folder, asDaemon)
        guard name.bytes.count <= Machine.nameLimit else { throw .fileNameTooLong }
        guard let next = lookUp(Place(folder: folder, name: name)) else { throw .noSuchFileOrDirectory }
        if inodes[next].kind == .symbolicLink { throw .tooManySymbolicLinkLevels }
        guard inodes[next].kind == .folder else { throw .notDirectory }
        guard !asDaemon || !devices[inodes[next].device].isUnplugged else { throw .noSuchAddressOrDevice }
        return next
    }

    private func checkSearch(_ folder: Int, _ asDaemon: Bool) throws(Errno) {
        guard !asDaemon || inodes[folder].rights.search else { throw .permissionDenied }
    }

    /// An absolute path, in which symbolic links are followed.
    func folder(atAbsolute path: String) throws(Errno) -> Int {
        var rest = Array(path.utf8.split(separator: UInt8(ascii: "/")).map(Array.init).reversed())
        var here = top(of: devices[0].root)
        var links = 0
        while let bytes = rest.popLast() {
            guard let name = RelativePath(bytes: bytes) else { throw .invalidArgument }
            guard let next = lookUp(Place(folder: here, name: name)) else { throw .noSuchFileOrDirectory }
            if inodes[next].kind == .symbolicLink {
                links += 1
                guard links <= Machine.linkLimit else { throw .tooManySymbolicLinkLevels }
                let target = inodes[next].target
                if target.first == UInt8(ascii: "/") { here = top(of: devices[0].root) }
                rest += target.split(separator: UInt8(ascii: "/")).map(Array.init).reversed()
                continue
            }
            here = try step(name, in: here, true)
        }
        return here
    }

    /// What a symbolic link in `folder` leads to, which is no other link; any other file is itself.
    func follow(_ file: Int, from folder: Int) throws(Errno) -> Int {
        guard inodes[file].kind == .symbolicLink else { return file }
        let target = inodes[file].target
        guard let path = RelativePath(bytes: Array(target.drop { $0 == UInt8(ascii: "/") })) else { throw .invalidArgument }
        let start = target.first == UInt8(ascii: "/") ? top(of: devices[0].root) : folder
        guard let found = lookUp(try place(path, from: start)) else { throw .noSuchFileOrDirectory }
        guard inodes[found].kind != .symbolicLink else { throw .tooManySymbolicLinkLevels }
        return found
    }

    /// The path of a name from the root of the world.
    func path(of place: Place) -> RelativePath {
        var path = place.name
        var folder = place.folder
        while inodes[folder].parent != folder {
            path = inodes[folder].ownName.appending(path)
            folder = inodes[folder].parent
        }
        return path
    }

    // MARK: changes

    func checkWritable(_ folder: Int, asDaemon: Bool = true) throws(Errno) {
        guard !devices[inodes[folder].device].isReadOnly else { throw .readOnlyFileSystem }
        guard !asDaemon || inodes[folder].rights.write else { throw .permissionDenied }
        guard inodes[folder].links > 0 else { throw .noSuchFileOrDirectory }
    }

    /// Gives a file a name; whatever had it loses it in the same moment.
    mutating func link(_ file: Int, at place: Place) {
        let old = inodes[place.folder].names[place.name]
        inodes[place.folder].names.set(place.name, to: file)
        inodes[file].links += 1
        if inodes[file].kind == .folder {
            inodes[file].parent = place.folder
            inodes[file].ownName = place.name
        }
        note(inodes[file].kind == .folder ? .makeFolder : .link, place, file)
        touch([place.folder, file])
        if let old { forgetLink(of: old) }
    }

    mutating func unlink(_ place: Place) {
        guard let file = inodes[place.folder].names.remove(place.name) else { return }
        note(inodes[file].kind == .folder ? .removeFolder : .unlink, place, file)
        watches.left(place.name, from: place.folder, &hintRandom)
        touch([place.folder, file])
        forgetLink(of: file)
    }

    /// Renames; whatever had the new name loses it in the same moment.
    mutating func move(_ from: Place, to: Place) {
        guard let file = inodes[from.folder].names.remove(from.name) else { return }
        let old = inodes[to.folder].names[to.name]
        inodes[to.folder].names.set(to.name, to: file)
        note(.move(toFolder: to.folder, toName: to.name), from, file)
        watches.left(from.name, from: from.folder, &hintRandom)
        touch([from.folder, to.folder, file])
        if let old { forgetLink(of: old) }
        for handle in writing {
            guard let opening = openings[handle], opening.file == file else { continue }
            guard opening.folder == from.folder, opening.name == from.name else { continue }
            openings[handle]?.folder = to.folder
            openings[handle]?.name = to.name
        }
        if inodes[file].kind == .folder {
            inodes[file].parent = to.folder
            inodes[file].ownName = to.name
            watches.madeFolder(to.name, in: to.folder, &hintRandom)
            watches.ended(file, watchStays: true, &hintRandom)
        } else {
            watches.named(to.name, in: to.folder, .moved, &hintRandom)
        }
    }

    /// True when `folder` is `other` or lies below it.
    func isInside(_ folder: Int, _ other: Int) -> Bool {
        var here = folder
        while here != other {
            guard inodes[here].parent != here else { return false }
            here = inodes[here].parent
        }
        return true
    }

    private mutating func note(_ kind: NameChange.Kind, _ place: Place, _ file: Int) {
        let change = NameChange(
            kind: kind, folder: place.folder, name: place.name, file: file, changedBefore: inodes[file].changed)
        inodes[place.folder].pending += 1
        inodes[file].pending += 1
        if case .move(let toFolder, _) = kind { inodes[toFolder].pending += 1 }
        devices[inodes[place.folder].device].journal.append(change)
    }

    private mutating func touch(_ files: [Int]) {
        for file in files {
            inodes[file].changed = stamp
            if inodes[file].kind == .folder { inodes[file].modified = stamp }
        }
    }

    private mutating func forgetLink(of file: Int) {
        inodes[file].links -= 1
        inodes[file].changed = stamp
        if inodes[file].kind == .folder { watches.ended(file, watchStays: false, &hintRandom) }
        dropIfUnused(file)
    }
}
