import Host

/// Files that are known but not ready: each with the reason and the moment to look again. Bounded: whoever finds it full
/// leaves the name to the next listing. The sources share it, so that thousands of files that wait in one do not keep the
/// files of others out.
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
        /// The last listing that was under way when it was put, or that saw the file.
        fileprivate(set) var listing = 0
    }

    private(set) var entries: [RelativePath: Entry] = [:]
    private var shares = Shares(capacity: WaitingRoom.capacity)
    /// How many listings have begun.
    private var listing = 0
    /// When the earliest entry is due, or before: a lower bound that `due` makes exact.
    private var earliest: Instant?

    var count: Int { entries.count }
    var nextDue: Instant? { earliest }

    subscript(path: RelativePath) -> Entry? { entries[path] }

    func hasRoom(for source: RelativePath) -> Bool { shares.hasRoom(for: source) }

    /// False when its source has its share and the path is new.
    mutating func put(_ path: RelativePath, _ entry: Entry) -> Bool {
        if entries[path] == nil {
            let source = Backlog.source(of: path)
            guard shares.hasRoom(for: source) else { return false }
            shares.take(source)
        }
        entries[path] = entry
        entries[path]?.listing = listing
        if let due = entry.due { earliest = min(earliest ?? due, due) }
        return true
    }

    mutating func remove(_ path: RelativePath) {
        guard entries.removeValue(forKey: path) != nil else { return }
        shares.give(Backlog.source(of: path))
        if entries.isEmpty { earliest = nil }
    }

    /// A listing begins, of whatever folder.
    mutating func beginListing() { listing += 1 }

    /// A listing has seen a file that changed last at `changed`: what becomes of it; nil when it does not wait here.
    mutating func seen(_ path: RelativePath, changed: Int64, at now: Instant) -> Placement? {
        guard !entries.isEmpty, var entry = entries[path], entry.place == .inbox else { return nil }
        // What no clock can end may have been ended by whatever asked for this listing; what changed, and whose event was
        // lost, may be what it waited to become.
        if !entry.isQueued, entry.due == nil || entry.changed != changed { entry.due = now }
        entry.changed = changed
        return put(path, entry) ? .waiting : .noRoom
    }

    /// The listing of a folder has ended: what waited below it and was not seen is gone.
    mutating func endListing(of folder: RelativePath) {
        for (path, entry) in entries where entry.listing < listing && entry.place == .inbox && folder.contains(path) {
            remove(path)
        }
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
