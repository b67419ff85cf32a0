public import SystemPackage

/// A call to the machine that failed: which call, on what, and why. The engine branches on `errno`; people read `sentence`.
public struct Fault: Error, Equatable, Sendable {
    /// The calls of the seams, named by what they do.
    public enum Call: String, Sendable, CaseIterable {
        case open, status, list, read, append, overwrite, allocate, truncate, sync, rename, remove, makeFolder, lock, lease, space
        case watch, index, wait
    }

    public let call: Call
    public let errno: Errno
    /// What the call was about, as text for a person: a path, a stream, a table.
    public let subject: String

    public init(_ call: Call, _ errno: Errno, _ subject: String) {
        self.call = call
        self.errno = errno
        self.subject = subject
    }

    /// The volume has no room: the remedy is to free some, and work goes on by itself.
    public var isNoSpace: Bool { errno == .noSpace || errno == .diskQuotaExceeded }

    /// The index is damaged, of another version, or none: the remedy is `IndexStore.erase` and building it anew.
    /// Errors of the disk below it (`.ioError`, `.noSpace` …) are not of this kind.
    public var isDamagedIndex: Bool { call == .index && errno == .badMessage }

    /// The name is not there (any more).
    public var isGone: Bool { errno == .noSuchFileOrDirectory || errno == .notDirectory }

    /// What was in use is no longer there, as found out by looking rather than told by a call that failed.
    public static func gone(_ call: Call, _ subject: String) -> Fault { Fault(call, .noSuchFileOrDirectory, subject) }

    /// One sentence with the remedy.
    public var sentence: String {
        "Cannot \(call.phrase) \(subject): \(errno.description). \(remedy)"
    }

    /// What a person can do about it: the one table of (call, errno) to remedy.
    public var remedy: String {
        switch (call, errno) {
        case (_, .noSpace), (_, .diskQuotaExceeded):
            "Free some space or raise the quota; work goes on by itself."
        case (_, .readOnlyFileSystem):
            "Mount the filesystem writable; work goes on by itself."
        case (.append, .fileTooLarge), (.allocate, .fileTooLarge):
            "A file may not grow any more: raise the limit (LimitFSIZE= in the unit), or lower rotate.size."
        case (_, .ioError):
            "The disk reports an error: see the kernel's log (`journalctl -k`) and check the medium."
        case (_, .permissionDenied), (_, .notPermitted):
            "Give the user that runs winnow access to it."
        case (_, .noSuchFileOrDirectory):
            "Put it back, mount what holds it, or correct the path in the settings."
        case (_, .isDirectory):
            "A file belongs there: move the folder away."
        case (_, .notDirectory):
            "A folder is needed there; something else has its name."
        case (.watch, .tooManyOpenFiles):
            "Raise fs.inotify.max_user_instances; until then folders are listed instead."
        case (_, .tooManyOpenFiles), (_, .tooManyOpenFilesInSystem):
            "Raise the limit of open files (LimitNOFILE= in the unit)."
        case (.index, .badMessage):
            "It is built anew from the store; nothing is lost."
        case (.watch, .noFunction):
            "The kernel has no inotify (CONFIG_INOTIFY_USER); folders are listed instead."
        case (.watch, .noSpace):
            "Raise fs.inotify.max_user_watches; until then folders are listed instead."
        case (_, .tooManySymbolicLinkLevels):
            "A symbolic link stands there and is not followed: put the file itself there, or mount what holds it."
        case (.rename, .improperLink):
            "Put inbox, archive and rejected on one filesystem and one mount."
        case (_, .noMemory):
            "Give the machine or the service more memory."
        case (_, .staleNFSFileHandle), (_, .noSuchAddressOrDevice):
            "The filesystem went away: mount it again."
        default:
            "The attempt is repeated; if it stays, see the kernel's log (`journalctl -k`)."
        }
    }
}

extension Fault: CustomStringConvertible {
    public var description: String { sentence }
}

extension Fault.Call {
    fileprivate var phrase: String {
        switch self {
        case .open: "open"
        case .status: "look at"
        case .list: "list"
        case .read: "read"
        case .append: "append to"
        case .overwrite: "write again what lies in"
        case .allocate: "reserve space for"
        case .truncate: "cut"
        case .sync: "make durable"
        case .rename: "move"
        case .remove: "remove"
        case .makeFolder: "create the folder"
        case .lock: "lock"
        case .lease: "take a lease on"
        case .space: "ask the free space of"
        case .watch: "watch"
        case .index: "use the index"
        case .wait: "wait for"
        }
    }
}
