import Host
import SystemPackage

/// How badly hints behave, each as chances in a thousand.
public struct WatchTrouble: Sendable, Equatable {
    /// Never comes.
    public var lost: Int
    /// Comes twice.
    public var doubled: Int
    /// Comes after the next but one reading of the queue.
    public var late: Int

    public init(lost: Int = 0, doubled: Int = 0, late: Int = 0) {
        self.lost = lost
        self.doubled = doubled
        self.late = late
    }
}

/// The kernel's queue of inotify events and the folders it is about.
struct WatchQueue: Sendable {
    /// Folders that may be watched (fs.inotify.max_user_watches).
    var watchLimit = 65_536
    /// Events that may wait (fs.inotify.max_queued_events).
    var queueLimit = 16_384
    var trouble = WatchTrouble()
    /// Why nothing can be watched at all: no inotify, or no instance of it.
    var absence: Errno?

    private var ids: [Int: WatchID] = [:]
    /// Folders of which also the names that leave are told, and no closes and rights.
    private var nameScopes: Set<Int> = []
    private var nextID: Int32 = 1
    private var queue: [WatchEvent] = []
    private var late: [(rounds: Int, event: WatchEvent)] = []

    var count: Int { ids.count }

    /// Nil when the limit is reached.
    mutating func watch(_ folder: Int, _ scope: WatchScope) -> WatchID? {
        if scope == .names { nameScopes.insert(folder) } else { nameScopes.remove(folder) }
        if let id = ids[folder] { return id }
        guard ids.count < watchLimit else { return nil }
        let id = WatchID(number: nextID)
        nextID += 1
        ids[folder] = id
        return id
    }

    mutating func unwatch(_ id: WatchID) {
        for (folder, other) in ids where other == id { ids[folder] = nil }
    }

    /// The process is gone, and all of it with it.
    mutating func reset() {
        ids = [:]
        nameScopes = []
        queue = []
        late = []
    }

    mutating func named(_ name: RelativePath, in folder: Int, _ cause: WatchEvent.Cause, _ random: inout SeededRandom) {
        guard let id = ids[folder] else { return }
        if nameScopes.contains(folder), cause == .closed || cause == .attributes { return }
        put(.name(id, name, cause), &random)
    }

    mutating func left(_ name: RelativePath, from folder: Int, _ random: inout SeededRandom) {
        guard nameScopes.contains(folder) else { return }
        named(name, in: folder, .left, &random)
    }

    mutating func madeFolder(_ name: RelativePath, in folder: Int, _ random: inout SeededRandom) {
        guard let id = ids[folder] else { return }
        put(.folder(id, name), &random)
    }

    /// The folder itself was moved or removed. After a move the kernel would go on with the watch; after a removal not.
    mutating func ended(_ folder: Int, watchStays: Bool, _ random: inout SeededRandom) {
        guard let id = ids[folder] else { return }
        put(.ended(id), &random)
        if !watchStays { ids[folder] = nil }
    }

    /// Moves at most `limit` events over; true when more are there.
    mutating func take(_ limit: Int, into out: inout [WatchEvent]) -> Bool {
        for index in late.indices { late[index].rounds -= 1 }
        for (rounds, event) in late where rounds <= 0 { enqueue(event) }
        late.removeAll { $0.rounds <= 0 }
        let count = min(limit, queue.count)
        out.append(contentsOf: queue[..<count])
        queue.removeSubrange(..<count)
        return !queue.isEmpty
    }

    private mutating func put(_ event: WatchEvent, _ random: inout SeededRandom) {
        if trouble != WatchTrouble() {
            if random.chance(trouble.lost) { return }
            if random.chance(trouble.late) { return late.append((2, event)) }
            if random.chance(trouble.doubled) { enqueue(event) }
        }
        enqueue(event)
    }

    /// As the kernel does: the same event twice in a row is one; a full queue gets one overflow event.
    private mutating func enqueue(_ event: WatchEvent) {
        if queue.last == event && trouble.doubled == 0 { return }
        if queue.count < queueLimit {
            queue.append(event)
        } else if queue.last != .overflow {
            queue.append(.overflow)
        }
    }
}
