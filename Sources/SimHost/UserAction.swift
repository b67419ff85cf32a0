public import Host

/// What the users of the machine do, outside the daemon: one system call, or one command of a few. Paths are from the
/// root of the world. Nothing asks for the daemon's rights; what cannot be done (the name is not there, the disk is
/// full) is left undone, as a user's command would fail.
public enum UserAction: Sendable, Equatable {
    /// `open(O_WRONLY|O_CREAT)`, emptied first when `truncating`. While the daemon holds a lease the writer waits, and
    /// so does everything that it does afterwards.
    case open(writer: Int, RelativePath, truncating: Bool)
    case write(writer: Int, [UInt8])
    /// `pwrite`, or a store through a shared mapping: nothing is added to the queue of hints.
    case overwrite(writer: Int, at: Int, [UInt8])
    case sync(writer: Int)
    case close(writer: Int)
    /// `cp`: open, write, close.
    case copyIn(RelativePath, [UInt8])
    /// Written elsewhere on the same filesystem, then renamed to the path, over whatever was there.
    case moveIn(RelativePath, [UInt8])
    /// `O_TMPFILE`, written, closed, then linked in under the path.
    case linkIn(RelativePath, [UInt8])
    /// A whole tree, made elsewhere and moved in with one rename; the paths are below the folder.
    case moveFolderIn(RelativePath, [Leaf])
    case hardLink(from: RelativePath, to: RelativePath)
    /// `mv -f`, of files and of folders.
    case rename(from: RelativePath, to: RelativePath)
    /// `rm -rf`.
    case remove(RelativePath)
    case makeFolder(RelativePath)
    case chmod(RelativePath, Rights)
    case chown(RelativePath, UInt32)
    /// Sets the time of the last change to now.
    case touch(RelativePath)
    /// A FIFO, socket or device; or a symbolic link, which gets the target.
    case special(RelativePath, FileStatus.Kind, target: [UInt8])

    /// One file of a tree.
    public struct Leaf: Sendable, Equatable {
        public var path: RelativePath
        public var bytes: [UInt8]
        public init(_ path: RelativePath, _ bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// Who acts, when it is somebody with an open file.
    var writer: Int? {
        switch self {
        case .open(let writer, _, _), .write(let writer, _), .overwrite(let writer, _, _), .sync(let writer),
            .close(let writer):
            writer
        default: nil
        }
    }
}

/// A user's process with a file open for writing, or waiting for the lease on it to end.
struct UserWriter: Sendable {
    let file: Int
    let place: Place
    let truncating: Bool
    /// Nil while it waits.
    var handle: Handle?
    /// What it will do when it may go on.
    var queued: [UserAction] = []
}
