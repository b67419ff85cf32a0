import Host

/// Files found ready by one listing, oldest first, in flat memory: 16 bytes and the name each.
///
/// A listing may find any number; only the `capacity` oldest are kept, and of the others nothing but how many they are:
/// the folder is listed again when those that are kept are taken.
struct ReadyList: Sendable {
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

    private(set) var capacity: Int
    private var entries: [Entry] = []
    /// Names one after another, each with its length in a byte before it: a name has 1 to 255 bytes.
    private var names: [UInt8] = []
    private var folders: [RelativePath] = []
    private var next = 0
    private var isSorted = true
    /// How many files were found that are not kept.
    private(set) var beyond = 0
    /// The youngest that was kept when others were not: those are younger.
    private(set) var youngest: Candidate?

    init(capacity: Int) {
        precondition(capacity > 0)
        self.capacity = capacity
    }

    /// What is kept.
    var count: Int { entries.count - next }
    var isEmpty: Bool { count == 0 }
    /// More was found than is kept.
    var isPartial: Bool { beyond > 0 }

    /// Starts a folder; the names added next lie in it.
    mutating func enter(_ folder: RelativePath) {
        if folders.last != folder { folders.append(folder) }
    }

    /// Adds a name of the folder entered last. Names longer than 255 bytes do not exist on Linux.
    mutating func add(_ name: RelativePath, changed: Int64) {
        precondition(!folders.isEmpty && !name.bytes.isEmpty && name.bytes.count <= 255)
        if let youngest, changed >= youngest.changed, isYounger(name, changed, than: youngest) {
            beyond += 1
            return
        }
        // Sorted when half as many again have come: of a million names in no order that is some six times.
        if entries.count >= capacity + capacity / 2 + 1 { keepOldest() }
        entries.append(Entry(changed: changed, nameStart: names.count, folder: folders.count - 1))
        names.append(UInt8(name.bytes.count))
        names.append(contentsOf: name.bytes)
        isSorted = false
    }

    private func isYounger(_ name: RelativePath, _ changed: Int64, than youngest: Candidate) -> Bool {
        guard changed == youngest.changed, let folder = folders.last else { return true }
        return Candidate(path: folder.appending(name), changed: changed) > youngest
    }

    /// Puts what was added in order; call once after the last `add`.
    mutating func finish() {
        keepOldest()
    }

    /// Keeps at most `capacity` from now on.
    mutating func limit(to capacity: Int) {
        precondition(capacity > 0)
        self.capacity = min(self.capacity, capacity)
        if count > self.capacity { cut() }
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

    mutating func removeAll(where isGone: (Candidate) -> Bool) {
        entries.removeSubrange(..<next)
        next = 0
        let list = self
        entries.removeAll { entry in list.candidate(entry).map(isGone) ?? true }
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
            let (one, other) = (ReadyList.name(of: a, in: names), ReadyList.name(of: b, in: names))
            if a.folder == b.folder { return one.lexicographicallyPrecedes(other) }
            return ReadyList.path(folders[Int(a.folder)], one).lexicographicallyPrecedes(ReadyList.path(folders[Int(b.folder)], other))
        }
        isSorted = true
        if count > capacity { cut() }
    }

    private static func path(_ folder: RelativePath, _ name: ArraySlice<UInt8>) -> [UInt8] {
        folder.isRoot ? Array(name) : folder.bytes + [UInt8(ascii: "/")] + name
    }

    /// Lets go of the youngest, and of what only they needed.
    private mutating func cut() {
        precondition(isSorted)
        beyond += count - capacity
        entries.removeSubrange((next + capacity)...)
        entries.removeSubrange(..<next)
        next = 0
        youngest = entries.last.flatMap { candidate($0) }
        compact()
    }

    private mutating func compact() {
        var (keptNames, keptFolders): ([UInt8], [RelativePath]) = ([], [])
        keptNames.reserveCapacity(names.count / 2)
        var places: [UInt32: UInt32] = [:]
        // The one entered last may get more names.
        let last = UInt32(folders.count - 1)
        for i in entries.indices {
            let (start, folder) = (Int(entries[i].nameStart), entries[i].folder)
            entries[i].nameStart = UInt32(keptNames.count)
            keptNames.append(contentsOf: names[start...start + Int(names[start])])
            if places[folder] == nil {
                places[folder] = UInt32(keptFolders.count)
                keptFolders.append(folders[Int(folder)])
            }
            entries[i].folder = places[folder, default: 0]
        }
        if keptFolders.last != folders[Int(last)] { keptFolders.append(folders[Int(last)]) }
        (names, folders) = (keptNames, keptFolders)
    }
}
