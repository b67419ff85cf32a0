import Host

/// Files found ready by one listing, oldest first, in flat memory: 16 bytes and the name each.
///
/// A listing may find any number; only the `capacity` oldest are kept, and `isPartial` says that more were found, so
/// that the folder is listed again when these are taken. Listing a million names again for every 262,144 taken costs
/// less than a tenth of taking them.
struct ReadyList: Sendable {
    /// Names kept from one listing.
    static let capacity = 1 << 18

    private struct Entry {
        var changed: Int64
        var nameStart: UInt32
        var folder: UInt32

        init(changed: Int64, nameStart: Int, folder: Int) {
            self.changed = changed
            self.nameStart = UInt32(nameStart)
            self.folder = UInt32(folder)
        }
    }

    private let capacity: Int
    private var entries: [Entry] = []
    /// Names one after another, each with its length in a byte before it: a name has 1 to 255 bytes.
    private var names: [UInt8] = []
    private var folders: [RelativePath] = []
    private var next = 0
    private var isSorted = true
    /// More was found than is kept.
    private(set) var isPartial = false

    init(capacity: Int = ReadyList.capacity) {
        precondition(capacity > 0)
        self.capacity = capacity
    }

    var count: Int { entries.count - next }
    var isEmpty: Bool { count == 0 }

    /// Starts a folder; the names added next lie in it.
    mutating func enter(_ folder: RelativePath) {
        if folders.last != folder { folders.append(folder) }
    }

    /// Adds a name of the folder entered last. Names longer than 255 bytes do not exist on Linux.
    mutating func add(_ name: RelativePath, changed: Int64) {
        precondition(!folders.isEmpty && !name.bytes.isEmpty && name.bytes.count <= 255)
        if entries.count >= 2 * capacity { keepOldest() }
        entries.append(Entry(changed: changed, nameStart: names.count, folder: folders.count - 1))
        names.append(UInt8(name.bytes.count))
        names.append(contentsOf: name.bytes)
        isSorted = false
    }

    /// Puts what was added in order; call once after the last `add`.
    mutating func finish() {
        keepOldest()
    }

    /// The oldest file that is left, without removing it.
    var first: Candidate? {
        precondition(isSorted)
        return isEmpty ? nil : candidate(entries[next])
    }

    /// All that is left, oldest first.
    var all: [Candidate] {
        precondition(isSorted)
        return entries[next...].compactMap { candidate($0) }
    }

    mutating func popFirst() -> Candidate? {
        guard let first else { return nil }
        next += 1
        return first
    }

    private func candidate(_ entry: Entry) -> Candidate? {
        guard let name = RelativePath(bytes: Array(ReadyList.name(of: entry, in: names))) else { return nil }
        return Candidate(path: folders[Int(entry.folder)].appending(name), changed: entry.changed)
    }

    private static func name(of entry: Entry, in names: [UInt8]) -> ArraySlice<UInt8> {
        let start = Int(entry.nameStart) + 1
        return names[start..<start + Int(names[start - 1])]
    }

    private mutating func keepOldest() {
        guard !isSorted else { return }
        let (names, folders) = (names, folders)
        entries.sort { a, b in
            if a.changed != b.changed { return a.changed < b.changed }
            if a.folder != b.folder { return folders[Int(a.folder)] < folders[Int(b.folder)] }
            return ReadyList.name(of: a, in: names).lexicographicallyPrecedes(ReadyList.name(of: b, in: names))
        }
        if entries.count > capacity {
            entries.removeSubrange(capacity...)
            isPartial = true
            compactNames()
        }
        isSorted = true
    }

    private mutating func compactNames() {
        var kept: [UInt8] = []
        kept.reserveCapacity(names.count / 2)
        for i in entries.indices {
            let start = Int(entries[i].nameStart)
            entries[i].nameStart = UInt32(kept.count)
            kept.append(contentsOf: names[start...start + Int(names[start])])
        }
        names = kept
    }
}
