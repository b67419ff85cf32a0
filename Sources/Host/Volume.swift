/// A folder or file that a volume has open: a small number, like a descriptor. Owned by exactly one `OpenFile`.
public struct Handle: Hashable, Sendable {
    public let number: Int32
    public init(number: Int32) { self.number = number }
}

/// The answer to "does anybody have this file open for writing?".
public enum Lease: Sendable, Equatable {
    /// Nobody has; until the lease is released, whoever wants to must wait.
    case granted
    /// Somebody has.
    case busy
    /// Not ours to ask: the file belongs to another user and the process lacks CAP_LEASE.
    case notOwner
    /// The filesystem knows no leases.
    case unsupported
}

/// What the engine must know of the filesystem a folder lies on.
public struct FilesystemTraits: Sendable, Equatable {
    /// Its name, such as `ext4`, for people.
    public var name: String
    /// A granted lease proves that nobody writes: every writer passes this kernel.
    public var leasesTell: Bool
    /// inotify sees every change: no other machine can make one.
    public var watchesTell: Bool

    public init(name: String, leasesTell: Bool, watchesTell: Bool) {
        self.name = name
        self.leasesTell = leasesTell
        self.watchesTell = watchesTell
    }
}

/// Free and total space, in bytes, as an ordinary user sees them.
public struct Space: Sendable, Equatable {
    public var free: Int
    public var total: Int
    public init(free: Int, total: Int) {
        self.free = free
        self.total = total
    }
}

/// One name found in a folder. `kind` is nil when the filesystem does not tell without a look.
public struct FolderEntry: Sendable, Equatable {
    public var name: RelativePath
    public var kind: FileStatus.Kind?
    public init(name: RelativePath, kind: FileStatus.Kind?) {
        self.name = name
        self.kind = kind
    }
}

public enum OpenMode: Sendable, Equatable {
    /// For reading; never follows a symbolic link and never waits, whatever lies there (`O_NOFOLLOW|O_NONBLOCK`).
    case read
    /// The same, but a symbolic link is followed: for what an operator moved to another filesystem, leaving a link.
    case readThrough
    /// For appending to a file that must exist.
    case append
    /// For appending to a file that must not exist yet and is created, mode 0640.
    case create
    /// For reading, cutting and writing over what lies in a file that must exist.
    case edit
}

/// Files and folders as the engine sees them: the calls of the kernel, no more. A simulated volume makes each of
/// them fail, or crashes at it. No call retries by itself but for EINTR; none but `readThrough` follows a
/// symbolic link in the last component.
///
/// Paths are below an open folder. Folders of several components are opened beneath it without following any
/// symbolic link; for names that a stranger may replace, open their folder first and pass a path of one component.
public protocol Volume: AnyObject, Sendable {
    /// Opens an absolute path, which must be a folder; symbolic links in it are followed (it comes from the settings).
    func openFolder(at absolute: String) throws(Fault) -> OpenFile
    /// Opens a folder beneath another; `.root` opens it once more.
    func openFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) -> OpenFile
    func open(_ path: RelativePath, in folder: borrowing OpenFile, _ mode: OpenMode) throws(Fault) -> OpenFile
    /// Called by `OpenFile` alone.
    func close(_ handle: Handle)

    func status(_ file: borrowing OpenFile) throws(Fault) -> FileStatus
    /// Of the name itself, not of what a symbolic link leads to.
    func status(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) -> FileStatus
    /// Calls `each` for every name but `.` and `..`, in the filesystem's order, until it returns false.
    func list(_ folder: borrowing OpenFile, _ each: (FolderEntry) -> Bool) throws(Fault)
    /// Appends the names that follow those of the last call for this handle, in the filesystem's order: as many as come at
    /// once, some thousands. False when there are no more. A handle is read in this way or by `list`, not in both.
    func nextNames(of folder: borrowing OpenFile, into entries: inout [FolderEntry]) throws(Fault) -> Bool

    /// Reads at most `count` bytes from `offset`, appends them to `buffer`, and returns how many; 0 at the end.
    func read(_ file: borrowing OpenFile, at offset: Int, count: Int, into buffer: inout [UInt8]) throws(Fault) -> Int
    /// Appends all of `bytes` at the end. On an error any prefix of them may be there.
    func append(_ bytes: Span<UInt8>, to file: borrowing OpenFile) throws(Fault)
    /// Reserves space so that the file can grow to `size` bytes; its size stays (`FALLOC_FL_KEEP_SIZE`).
    /// Where the filesystem cannot, it does nothing.
    func allocate(_ file: borrowing OpenFile, upTo size: Int) throws(Fault)
    /// Writes `bytes` over those that lie at `offset` of a file opened with `.edit`. On an error any part of them may be there.
    func overwrite(_ bytes: Span<UInt8>, at offset: Int, in file: borrowing OpenFile) throws(Fault)
    func truncate(_ file: borrowing OpenFile, to size: Int) throws(Fault)

    /// Makes content and, for a folder, names durable (`fsync`).
    func sync(_ file: borrowing OpenFile) throws(Fault)
    /// Makes content and size durable (`fdatasync`).
    func syncData(_ file: borrowing OpenFile) throws(Fault)
    /// Makes everything on the filesystem of `folder` durable (`syncfs`).
    func syncVolume(_ folder: borrowing OpenFile) throws(Fault)

    /// Moves a name; fails with `.fileExists` when the new name is taken (`RENAME_NOREPLACE`).
    func rename(
        _ path: RelativePath, in folder: borrowing OpenFile, to newPath: RelativePath, in newFolder: borrowing OpenFile
    ) throws(Fault)
    /// Moves a name over another within one folder, atomically.
    func replace(_ newPath: RelativePath, with path: RelativePath, in folder: borrowing OpenFile) throws(Fault)
    func remove(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault)
    /// Fails with `.fileExists` when there is anything of that name. Mode 0750, or the group bits of its parent when setgid.
    func makeFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault)
    /// Removes an empty folder.
    func removeFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault)

    /// Takes the advisory lock of an open folder for as long as it stays open; false when another process has it.
    func lock(_ folder: borrowing OpenFile) throws(Fault) -> Bool
    /// The process that holds the lock of a folder, where the kernel tells.
    func lockHolder(_ folder: borrowing OpenFile) -> Int32?

    /// Takes a read lease; it ends with `releaseLease` or when the file is closed.
    func takeLease(_ file: borrowing OpenFile) throws(Fault) -> Lease
    /// False once a writer waits for the lease to end.
    func leaseHolds(_ file: borrowing OpenFile) throws(Fault) -> Bool
    func releaseLease(_ file: borrowing OpenFile) throws(Fault)

    func space(_ folder: borrowing OpenFile) throws(Fault) -> Space
    func traits(_ folder: borrowing OpenFile) throws(Fault) -> FilesystemTraits
}

/// A handle with its owner: closed when it goes out of scope.
public struct OpenFile: ~Copyable, Sendable {
    public let volume: any Volume
    public let handle: Handle
    /// The subject of the folder it was opened in, or its own when `name` is the root.
    private let place: String
    private let name: RelativePath

    /// For messages. Put together when asked for: files are opened often, and fail seldom.
    public var subject: String { name.isRoot ? place : "\(place)/\(name.text)" }

    /// Takes over `handle`, which nobody else may close.
    public init(_ handle: Handle, on volume: any Volume, subject: String) {
        self.volume = volume
        self.handle = handle
        self.place = subject
        self.name = .root
    }

    /// Takes over `handle`, which nobody else may close, of what was opened as `name` in `folder`.
    public init(_ handle: Handle, on volume: any Volume, name: RelativePath, in folder: borrowing OpenFile) {
        self.volume = volume
        self.handle = handle
        self.place = folder.subject
        self.name = name
    }

    deinit { volume.close(handle) }
}
