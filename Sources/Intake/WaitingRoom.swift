import Host

/// Files that are known but not ready: each with the reason and the moment to look again. Bounded: whoever finds it full
/// leaves the name to the next listing.
struct WaitingRoom: Sendable {
    /// Names held at most, about 200 bytes each.
    static let capacity = 1 << 15

    struct Entry: Sendable {
        var reason: WaitReason
        /// The file's last change in nanoseconds since 1970, for its age.
        var changed: Int64
        /// When it was first seen in this state of waiting: patience counts from here.
        var firstSeen: Instant
        /// When to look again; nil waits for an event or a listing.
        var due: Instant?
        /// Looks so far, for the back-off.
        var attempts: Int
        var sighting: Candidate.Sighting?
        var place: Candidate.Place
        /// Its moment came and it stands among the ready.
        var isQueued = false
    }

    private(set) var entries: [RelativePath: Entry] = [:]
    /// When the earliest entry is due, or before: a lower bound that `due` makes exact.
    private var earliest: Instant?

    var isFull: Bool { entries.count >= WaitingRoom.capacity }
    var count: Int { entries.count }
    var nextDue: Instant? { earliest }

    subscript(path: RelativePath) -> Entry? { entries[path] }

    /// False when the room is full and the path is new.
    mutating func put(_ path: RelativePath, _ entry: Entry) -> Bool {
        guard entries[path] != nil || !isFull else { return false }
        entries[path] = entry
        if let due = entry.due { earliest = min(earliest ?? due, due) }
        return true
    }

    mutating func remove(_ path: RelativePath) {
        entries[path] = nil
        if entries.isEmpty { earliest = nil }
    }

    /// Takes out what waits in the inbox below a folder, which is about to be listed anew.
    mutating func extract(below folder: RelativePath) -> [RelativePath: Entry] {
        let taken = entries.filter { path, entry in entry.place == .inbox && folder.contains(path) }
        for path in taken.keys { entries[path] = nil }
        if entries.isEmpty { earliest = nil }
        return taken
    }

    /// The files whose moment has come, oldest first. Their entries stay, marked queued, until the file is taken or put anew.
    mutating func due(at now: Instant) -> [Candidate] {
        guard let earliest, earliest <= now else { return [] }
        var result: [Candidate] = []
        var next: Instant?
        for (path, entry) in entries {
            guard let due = entry.due else { continue }
            if due <= now {
                result.append(
                    Candidate(path: path, place: entry.place, changed: entry.changed, sighting: entry.sighting))
                entries[path]?.due = nil
                entries[path]?.isQueued = true
            } else {
                next = min(next ?? due, due)
            }
        }
        self.earliest = next
        return result.sorted()
    }

    /// The entry whose file changed longest ago.
    var oldest: (path: RelativePath, entry: Entry)? {
        entries.min { $0.value.changed < $1.value.changed }.map { ($0.key, $0.value) }
    }
}
