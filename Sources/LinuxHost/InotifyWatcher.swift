import Glibc
public import Host
internal import Synchronization
internal import SystemPackage

/// inotify: the kernel's hints about watched folders.
///
/// MODIFY is not asked for: each write of a slow writer would fill the queue, and the close that follows says all.
/// MOVED_FROM and DELETE are not either, but where names are watched: what left is no work. So a removed folder that
/// somebody still holds open gives no event at all (the kernel sends DELETE_SELF with its last close): whoever must know
/// at once watches the names of its parent.
///
/// A kernel without inotify, or without another instance for this user, is no fault of the watcher: each `watch` tries
/// again, fails with the reason, and begins to work when it can.
public final class InotifyWatcher: Watcher {
    /// For `EventLoop`: readable while events are queued in the kernel. Nil as long as there is no instance.
    var descriptor: Int32? {
        let number = instance.load(ordering: .acquiring)
        return number >= 0 ? number : nil
    }
    private let instance = Atomic<Int32>(-1)
    private let unread = Mutex(Unread())

    private static func mask(_ scope: WatchScope) -> UInt32 {
        let news =
            switch scope {
            case .arrivals: IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_ATTRIB
            case .names: IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE
            }
        // Only folders, and no news of files that have no name any more.
        return UInt32(news | IN_DELETE_SELF | IN_MOVE_SELF) | UInt32(IN_ONLYDIR) | UInt32(IN_EXCL_UNLINK)
    }

    public init() { _ = try? open() }

    deinit {
        if let descriptor { _ = close(descriptor) }
    }

    /// The instance, made if there is none yet. Called by one thread at a time.
    private func open() throws(Fault) -> Int32 {
        if let descriptor { return descriptor }
        let number = try kernel(.watch, "any folder") { inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK)) }
        instance.store(number, ordering: .releasing)
        return number
    }

    public func watch(_ folder: borrowing OpenFile, _ scope: WatchScope) throws(Fault) -> WatchID {
        let descriptor = try open()
        // By descriptor, so that the folder in hand is watched, whatever has its name by now.
        let path = "/proc/self/fd/\(folder.descriptor)"
        let number = try kernel(.watch, folder.subject) {
            unsafe inotify_add_watch(descriptor, path, InotifyWatcher.mask(scope))
        }
        return WatchID(number: number)
    }

    public func unwatch(_ id: WatchID) {
        if let descriptor { _ = inotify_rm_watch(descriptor, id.number) }
    }

    public func events(into queue: inout [WatchEvent], limit: Int) throws(Fault) -> Bool {
        guard let descriptor else { return false }
        return try unread.withLock { unread throws(Fault) in
            var room = limit
            while room > 0 {
                if unread.isEmpty, try !refill(&unread, descriptor) { return false }
                guard let record = unread.next() else { continue }
                guard let event = event(record) else { continue }
                queue.append(event)
                room -= 1
            }
            return true
        }
    }

    /// False when nothing is queued.
    private func refill(_ unread: inout Unread, _ descriptor: Int32) throws(Fault) -> Bool {
        do {
            let size = try kernel(.watch, "inotify") { unread.fill(from: descriptor) }
            return size > 0
        } catch where error.errno == .resourceTemporarilyUnavailable {
            return false
        }
    }

    /// Nil for what tells nothing new.
    private func event(_ record: InotifyRecord) -> WatchEvent? {
        let id = WatchID(number: record.watch)
        func has(_ bit: Int) -> Bool { record.mask & UInt32(bit) != 0 }

        if has(Int(IN_Q_OVERFLOW)) { return .overflow }
        if has(Int(IN_MOVE_SELF)) {
            // The watch would follow the folder to where nobody wants it. If it moved to another watched place it is
            // watched anew there, under another id.
            unwatch(id)
            return .ended(id)
        }
        // The last record of every watch, after DELETE_SELF and UNMOUNT too.
        if has(Int(IN_IGNORED)) { return .ended(id) }
        guard let name = RelativePath(bytes: record.name), !name.isRoot else { return nil }
        if has(Int(IN_MOVED_FROM)) || has(Int(IN_DELETE)) { return .name(id, name, .left) }
        if has(Int(IN_ISDIR)) { return .folder(id, name) }
        if has(Int(IN_CLOSE_WRITE)) { return .name(id, name, .closed) }
        if has(Int(IN_MOVED_TO)) { return .name(id, name, .moved) }
        if has(Int(IN_CREATE)) { return .name(id, name, .created) }
        return has(Int(IN_ATTRIB)) ? .name(id, name, .attributes) : nil
    }
}

/// One struct inotify_event.
struct InotifyRecord {
    var watch: Int32
    var mask: UInt32
    /// Without the padding; empty for what concerns the watched folder itself.
    var name: [UInt8]
}

/// Records read from the kernel and not yet handed on.
private struct Unread {
    /// Bytes read at a time: some 2,000 records of short names, 240 of the longest.
    private static let size = 64 << 10
    /// Watch (4), mask (4), cookie (4), length of the name with its padding (4).
    private static let header = 16

    private var bytes: [UInt8] = []
    private var start = 0

    var isEmpty: Bool { start == bytes.count }

    /// What read(2) returned; on failure nothing is left and errno is set.
    mutating func fill(from descriptor: Int32) -> Int {
        bytes.removeAll(keepingCapacity: true)
        start = 0
        var result = 0
        bytes.append(addingCapacity: Unread.size) { (room: inout OutputSpan<UInt8>) in
            unsafe room.withUnsafeMutableBufferPointer { memory, used in
                result = unsafe Glibc.read(descriptor, memory.baseAddress, min(memory.count, Unread.size))
                used = max(0, result)
            }
        }
        return result
    }

    /// Nil at the end, and at bytes that are no record, which are thrown away.
    mutating func next() -> InotifyRecord? {
        guard bytes.count - start >= Unread.header else { return abandon() }
        let length = Int(word(at: 12))
        guard length <= bytes.count - start - Unread.header else { return abandon() }
        let name = bytes[(start + Unread.header)..<(start + Unread.header + length)].prefix { $0 != 0 }
        let record = InotifyRecord(watch: Int32(bitPattern: word(at: 0)), mask: word(at: 4), name: Array(name))
        start += Unread.header + length
        return record
    }

    private mutating func abandon() -> InotifyRecord? {
        start = bytes.count
        return nil
    }

    /// Four bytes in the machine's order; the caller has checked that they are there.
    private func word(at offset: Int) -> UInt32 {
        unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: start + offset, as: UInt32.self) }
    }
}
