public import Host

/// A simulated filesystem: its size, its moods, and what on it is not durable yet.
public struct Device: Sendable {
    public var traits: FilesystemTraits
    /// Bytes it can hold; files take their size or their reserved space, whichever is more, and nothing else is counted.
    public var capacity: Int
    public var isReadOnly = false
    /// Leases are answered with `.unsupported` when false.
    public var knowsLeases = true
    /// A listing tells the kind of each name.
    public var listsKinds = true
    /// The disk is gone: every call about it fails with `.noSuchAddressOrDevice`.
    public var isUnplugged = false
    /// Bytes in use.
    public internal(set) var used = 0
    var journal = NameJournal()
    /// The files whose content the medium may not have.
    var dirty: Set<Int> = []
    /// Inode numbers given back, the last first, as real filesystems reuse them.
    var freeNumbers: [UInt64] = []
    var nextNumber: UInt64 = 2
    var root = 0

    public init(
        capacity: Int = 1 << 40, traits: FilesystemTraits = FilesystemTraits(name: "ext4", leasesTell: true, watchesTell: true)
    ) {
        self.capacity = capacity
        self.traits = traits
    }

    /// Bytes free; never negative, though the capacity may have shrunk.
    public var free: Int { max(0, capacity - used) }

    mutating func takeNumber() -> UInt64 {
        if let number = freeNumbers.popLast() { return number }
        nextNumber += 1
        return nextNumber - 1
    }
}
