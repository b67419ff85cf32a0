import Host

/// What the daemon may do with a file or folder. Users may do everything.
public struct Rights: Sendable, Equatable {
    public var read, write, search: Bool

    public init(read: Bool = true, write: Bool = true, search: Bool = true) {
        self.read = read
        self.write = write
        self.search = search
    }

    public static let all = Rights()
    public static let none = Rights(read: false, write: false, search: false)
}

/// A file or folder, with or without a name. Its place in the machine's table is never used again; `number` may be.
struct Inode: Sendable {
    let number: UInt64
    let device: Int
    let kind: FileStatus.Kind
    var owner: UInt32
    var rights = Rights.all
    var modified: Int64
    var changed: Int64

    /// Names in folders, as seen now.
    var links = 0
    /// Names on the medium.
    var durableLinks = 0
    /// Changes in the journal that speak of it.
    var pending = 0
    /// Its space has been given back.
    var isReleased = false
    /// Its number has been given back.
    var isDead = false
    /// Open handles, of the daemon and of others.
    var openings = 0
    /// Of these, for writing.
    var writers = 0

    var content = Content()
    /// A power cut took content of it that could be read before.
    var lostContent = false

    /// A user wrote to it after it had been moved away from the name by which the user opened it.
    var writtenElsewhere = false

    var names = NameTable()
    var durableNames = NameTable()
    /// For a folder: where it is, as seen now.
    var parent = 0
    var ownName = RelativePath.root
    /// For a symbolic link.
    var target: [UInt8] = []

    /// The handle that holds a read lease, and whether a writer waits for it.
    var lease: Int32?
    var leaseIsBroken = false
    /// Who holds the advisory lock.
    var lock: LockHolder?

    init(number: UInt64, device: Int, kind: FileStatus.Kind, owner: UInt32, now: Int64) {
        self.number = number
        self.device = device
        self.kind = kind
        self.owner = owner
        modified = now
        changed = now
    }

    /// Nothing can ever lead to it again.
    var isUnreachable: Bool { links == 0 && durableLinks == 0 && pending == 0 && openings == 0 }
}

enum LockHolder: Sendable, Equatable {
    case handle(Int32)
    case process(Int32)
}
