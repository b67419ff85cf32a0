internal import CLMDB
import Glibc
public import Host
internal import Synchronization
internal import SystemPackage

/// The index in LMDB: one environment in a folder, one named database a table.
///
/// It opens at first use, so that a damaged environment is a fault of the call that met it and `erase` always works.
/// Sync mode is LMDB's default: what `commit` returned from survives a power cut. One process writes; any number may
/// read at the same time in mode `.read`, each call in a snapshot of its own that ends with it, so that no reader keeps
/// the writer from reusing pages. Any thread may read and another one commit. A process must not have the same folder open
/// twice (lmdb.h, "Caveats").
public final class LMDBStore: IndexStore {
    public enum Mode: Sendable {
        /// The only writer; creates what is missing.
        case write
        /// For commands beside the daemon. There must be an index.
        ///
        /// A process that may not write the lock file cannot show the writer what it reads. It may still `get`, which
        /// takes microseconds, while pages are used again after two commits at the earliest; `scan` is refused with
        /// `.permissionDenied`.
        case read
    }

    private let folder: String
    private let mode: Mode
    private let current = Mutex<LMDBEnvironment?>(nil)

    /// - Parameter folder: an existing folder, for the index alone.
    public init(folder: String, mode: Mode) {
        self.folder = folder
        self.mode = mode
    }

    public func get(
        _ table: IndexTable, _ key: Span<UInt8>, _ body: (Span<UInt8>) -> Void
    ) throws(Fault) -> Bool {
        let environment = try environment()
        return try unsafe environment.reading { transaction throws(Fault) in
            guard let database = environment.database(of: table) else { return false }
            return try unsafe key.withUnsafeBufferPointer { memory throws(Fault) in
                var key = unsafe MDB_val(memory)
                var value = unsafe MDB_val()
                let code = unsafe mdb_get(transaction, database, &key, &value)
                if code == MDB_NOTFOUND { return false }
                try check(code, table)
                unsafe value.withBytes(body)
                return true
            }
        }
    }

    public func visit(
        _ table: IndexTable, _ keys: [UInt8], each size: Int, _ body: (Int, Int, Span<UInt8>) -> Bool
    ) throws(Fault) {
        let environment = try environment()
        // In a snapshot that the writer does not see, one value at a time is safe.
        guard environment.isRegistered, let database = environment.database(of: table) else {
            return try visitCopies(table, keys, each: size, body)
        }
        try unsafe environment.reading { transaction throws(Fault) in
            var cursor: OpaquePointer?
            try check(unsafe mdb_cursor_open(transaction, database, &cursor), table)
            defer { unsafe mdb_cursor_close(cursor) }
            let values = try unsafe values(cursor, keys, size, table)
            var (round, goesOn) = (0, true)
            while goesOn {
                goesOn = false
                for unsafe (key, value) in unsafe values where unsafe body(round, key, value.span) { goesOn = true }
                round += 1
            }
        }
    }

    /// What the cursor finds, with the places of the keys; it lies where it is while the transaction lasts. The cursor finds a
    /// key that follows the last one in the page at hand.
    private func values(
        _ cursor: OpaquePointer?, _ keys: [UInt8], _ size: Int, _ table: IndexTable
    ) throws(Fault) -> [(key: Int, value: UnsafeBufferPointer<UInt8>)] {
        try unsafe keys.withUnsafeBufferPointer { memory throws(Fault) in
            var values: [(key: Int, value: UnsafeBufferPointer<UInt8>)] = unsafe []
            unsafe values.reserveCapacity(keys.count / size)
            for start in stride(from: 0, to: keys.count, by: size) {
                var key = unsafe MDB_val(UnsafeBufferPointer(rebasing: memory[start..<start + size]))
                var value = unsafe MDB_val()
                let code = unsafe mdb_cursor_get(cursor, &key, &value, MDB_SET)
                if code == MDB_NOTFOUND { continue }
                try check(code, table)
                unsafe values.append((start / size, value.memory))
            }
            return unsafe values
        }
    }

    public func scan(
        _ table: IndexTable, _ each: (_ key: Span<UInt8>, _ value: Span<UInt8>) -> Bool
    ) throws(Fault) {
        let environment = try environment()
        guard environment.isRegistered else { throw fault(.permissionDenied) }
        try unsafe environment.reading { transaction throws(Fault) in
            guard let database = environment.database(of: table) else { return }
            var cursor: OpaquePointer?
            try check(unsafe mdb_cursor_open(transaction, database, &cursor), table)
            defer { unsafe mdb_cursor_close(cursor) }
            while true {
                var key = unsafe MDB_val()
                var value = unsafe MDB_val()
                let code = unsafe mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
                if code == MDB_NOTFOUND { return }
                try check(code, table)
                let goesOn = unsafe key.withBytes { key in unsafe value.withBytes { value in each(key, value) } }
                if !goesOn { return }
            }
        }
    }

    public func commit(_ changes: [IndexChange]) throws(Fault) {
        guard mode == .write else { throw fault(.notPermitted) }
        guard !changes.isEmpty else { return }
        var environment: LMDBEnvironment? = try environment()
        do throws(Fault) {
            try environment?.commit(changes)
        } catch {
            // Whatever the failed write left in memory is not trusted: the next call opens what is on disk, and finds it
            // closed here.
            current.withLock {
                $0 = nil
                environment = nil
            }
            // LMDB tells a write that came out short as EIO, which means a full disk but for a broken one.
            throw error.errno == .ioError && isFull ? fault(.noSpace) : error
        }
    }

    public func erase() throws(Fault) {
        guard mode == .write else { throw fault(.notPermitted) }
        try current.withLock { current throws(Fault) in
            // Readers in other processes keep the files they have; nobody finds them by name any more.
            current = nil
            for name in ["data.mdb", "lock.mdb"] { try LMDBStore.remove("\(folder)/\(name)") }
            let descriptor = try kernel(.index, folder) { unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
            defer { _ = close(descriptor) }
            _ = try kernel(.index, folder) { fsync(descriptor) }
        }
    }

    /// A folder too, as long as nobody has put anything into it.
    private static func remove(_ path: String) throws(Fault) {
        if unsafe unlink(path) == 0 || errno == ENOENT { return }
        let reason = Errno(rawValue: errno)
        if reason == .isDirectory, unsafe rmdir(path) == 0 { return }
        throw Fault(.index, reason, path)
    }

    public func check(_ isAtWork: () -> Void) throws(Fault) { try LMDBPages.check(folder: folder, isAtWork) }

    /// Space that the file takes, with pages free for reuse; 0 when there is none.
    public var size: Int {
        get throws(Fault) {
            var status = stat()
            guard unsafe stat("\(folder)/data.mdb", &status) != 0 else { return Int(status.st_blocks) * 512 }
            guard errno == ENOENT else { throw fault(Errno(rawValue: errno)) }
            return 0
        }
    }

    /// Less is free where the index lies than a commit writes (see `IndexWriter`).
    private var isFull: Bool {
        let least: UInt64 = 4 << 20
        var space = statvfs()
        return unsafe statvfs(folder, &space) == 0 && UInt64(space.f_bavail) * UInt64(space.f_frsize) < least
    }

    private func environment() throws(Fault) -> LMDBEnvironment {
        try current.withLock { current throws(Fault) in
            if let current { return current }
            let opened = try LMDBEnvironment.open(folder: folder, mode: mode)
            current = opened
            return opened
        }
    }

    private func check(_ code: Int32, _ table: IndexTable) throws(Fault) {
        if code != 0 { throw Fault(lmdb: code, "\(folder), table \(table)") }
    }

    private func fault(_ errno: Errno) -> Fault { Fault(.index, errno, folder) }
}
