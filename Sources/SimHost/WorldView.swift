public import Host

/// What lies somewhere in a world.
public struct Sight: Sendable, Equatable {
    public let path: RelativePath
    public let kind: FileStatus.Kind
    public let status: FileStatus
    /// The content of a regular file.
    public let bytes: [UInt8]
    /// A power cut took something of it that could be read before.
    public let lostContent: Bool
    /// A user wrote to it after it had been moved away from the name by which the user opened it.
    public let writtenElsewhere: Bool
    /// Users that have it open for writing, or wait to.
    public let writers: Int
    /// What the daemon may do with it.
    public let rights: Rights
}

/// What the test driver sees, without the daemon's rights and without being counted.
extension World {
    /// Everything below a folder but the folder itself, in the order of the paths.
    public func sights(below path: RelativePath) -> [Sight] {
        with { machine in
            guard let folder = try? machine.folder(path, from: machine.top(of: machine.devices[0].root), asDaemon: false)
            else { return [] }
            var out: [Sight] = []
            var folders = [(folder, path)]
            while let (folder, path) = folders.popLast() {
                for entry in machine.inodes[folder].names.entries {
                    let file = machine.top(of: entry.file)
                    let sight = machine.sight(of: file, at: path.appending(entry.name))
                    if sight.kind == .folder { folders.append((file, sight.path)) }
                    out.append(sight)
                }
            }
            return out.sorted { $0.path < $1.path }
        }
    }

    /// What has the name, nil when nothing has.
    public func sight(_ path: RelativePath) -> Sight? {
        with { machine in
            guard let place = try? machine.userPlace(path), let file = machine.lookUp(place) else { return nil }
            return machine.sight(of: file, at: path)
        }
    }

    /// What would be read after a power cut now, at worst: nil when the name is not durable.
    public func durableBytes(_ path: RelativePath) -> [UInt8]? {
        with { machine in
            var here = machine.top(of: machine.devices[0].root)
            for part in path.components {
                guard let next = machine.inodes[here].durableNames[part] else { return nil }
                here = machine.top(of: next)
            }
            return machine.inodes[here].kind == .regular ? machine.inodes[here].content.durable : nil
        }
    }

    /// Handles that the daemon has open.
    public var openHandles: Int { with { machine in machine.openings.values.count(where: \.isDaemon) } }

    /// Folders under watch.
    public var watched: Int { with { $0.watches.count } }

    /// Every rename of a regular file by the daemon, oldest first.
    public var moves: [Move] { with { $0.moves } }

    /// Every regular file that the daemon removed or replaced, oldest first.
    public var removals: [RelativePath] { with { $0.removals } }

    /// Writers that wait for a lease to end.
    public var waitingWriters: Int { with { machine in machine.users.values.count { $0.handle == nil } } }
}

extension Machine {
    fileprivate func sight(of file: Int, at path: RelativePath) -> Sight {
        let inode = inodes[file]
        return Sight(
            path: path, kind: inode.kind, status: status(file), bytes: inode.kind == .regular ? inode.content.bytes : [],
            lostContent: inode.lostContent, writtenElsewhere: inode.writtenElsewhere,
            writers: inode.writers + users.values.count { $0.file == file && $0.handle == nil },
            rights: inode.rights)
    }
}
