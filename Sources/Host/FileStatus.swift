/// What a name or an open file is, as of one moment.
public struct FileStatus: Equatable, Sendable {
    public enum Kind: Sendable, Equatable {
        case regular, folder, symbolicLink, fifo, socket, device
    }

    public var kind: Kind
    /// Device and inode together name a file as long as it exists.
    public var device: UInt64
    public var inode: UInt64
    /// Bytes.
    public var size: Int
    public var links: Int
    /// User id of the owner.
    public var owner: UInt32
    /// Last change of the content, in nanoseconds since 1970.
    public var modified: Int64
    /// Last change of content, name, links or rights, in nanoseconds since 1970.
    public var changed: Int64

    public init(
        kind: Kind, device: UInt64, inode: UInt64, size: Int, links: Int, owner: UInt32, modified: Int64, changed: Int64
    ) {
        precondition(size >= 0 && links >= 0)
        self.kind = kind
        self.device = device
        self.inode = inode
        self.size = size
        self.links = links
        self.owner = owner
        self.modified = modified
        self.changed = changed
    }

    /// True when both describe the same file, whatever its state.
    public func isSameFile(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode
    }

    /// True when nothing was written between the two.
    public func hasSameContent(as other: FileStatus) -> Bool {
        isSameFile(as: other) && size == other.size && modified == other.modified
    }
}
