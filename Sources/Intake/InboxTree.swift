import Host

/// Which folders of the inbox are watched, and which must be listed again. A pure value.
struct InboxTree: Sendable {
    private var folders: [WatchID: RelativePath] = [:]
    private var watches: [RelativePath: WatchID] = [:]
    /// Folders to list with all that is below them, each with the moment from which on it should be done.
    private(set) var toList: [RelativePath: Instant] = [:]

    var watchCount: Int { folders.count }
    var watchIDs: [WatchID] { Array(folders.keys) }

    func folder(of id: WatchID) -> RelativePath? { folders[id] }
    func isWatched(_ folder: RelativePath) -> Bool { watches[folder] != nil }

    /// A folder and its watch. The same watch under an older name means that the folder was renamed.
    mutating func add(_ folder: RelativePath, _ id: WatchID) {
        if let older = folders[id], older != folder { watches[older] = nil }
        if let older = watches[folder], older != id { folders[older] = nil }
        folders[id] = folder
        watches[folder] = id
    }

    /// Forgets a folder and everything below it; returns the watches to end.
    mutating func forget(_ folder: RelativePath) -> [WatchID] {
        let gone = watches.filter { folder.contains($0.key) }
        for (path, id) in gone {
            watches[path] = nil
            folders[id] = nil
        }
        return Array(gone.values)
    }

    /// Asks for a listing of a folder; an earlier moment wins.
    mutating func list(_ folder: RelativePath, at moment: Instant) {
        toList[folder] = min(toList[folder] ?? moment, moment)
    }

    var nextListing: Instant? { toList.values.min() }

    /// The folders to list now. What lies below another of them is left out: listing goes down.
    mutating func dueListings(at now: Instant) -> [RelativePath] {
        let due = Set(toList.filter { $0.value <= now }.keys)
        for folder in due { toList[folder] = nil }
        return due.filter { folder in !InboxTree.isBelow(any: due, folder) }.sorted()
    }

    /// A tree moved in may ask for a listing of each of its thousands of folders: so it is their parents that are looked up.
    private static func isBelow(any folders: Set<RelativePath>, _ folder: RelativePath) -> Bool {
        var above = folder
        while !above.isRoot {
            above = above.parent
            if folders.contains(above) { return true }
        }
        return false
    }
}
