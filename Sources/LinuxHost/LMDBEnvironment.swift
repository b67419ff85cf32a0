internal import CLMDB
import Glibc
internal import Host
internal import Synchronization
internal import SystemPackage

/// An open LMDB environment, closed with its last reference.
///
/// `@unchecked Sendable`: with MDB_NOTLS a read transaction belongs to whoever holds it, and the pool hands each to one
/// caller at a time; LMDB itself admits one write transaction; the other members never change after `init`.
@safe final class LMDBEnvironment: @unchecked Sendable {
    /// Address space set aside, not memory: more than any index grows to (1.5 kB an article, 700 million of them).
    private static let mapSize = 1 << 40
    /// Mode of the files: their group may read.
    private static let fileMode: mdb_mode_t = 0o640
    /// Lookups go all over the file, where reading ahead only pushes out what is needed.
    private static let flags = UInt32(MDB_NOTLS) | UInt32(MDB_NORDAHEAD)

    /// False when this process reads without a slot in the table of readers.
    let isRegistered: Bool
    private let folder: String
    private let environment: OpaquePointer
    private var databases: [MDB_dbi?]
    /// Read transactions at rest: each has a slot in the table of readers and holds no snapshot.
    private let idle = Mutex(Idle())

    @safe private struct Idle: @unchecked Sendable {
        // Pointers that LMDB allows any thread to use, one at a time; see above.
        var transactions: [OpaquePointer] = unsafe []
    }

    /// Opens it; for reading also where its lock file cannot be written.
    static func open(folder: String, mode: LMDBStore.Mode) throws(Fault) -> LMDBEnvironment {
        do {
            return try LMDBEnvironment(folder: folder, mode: mode)
        } catch {
            guard mode == .read, [.permissionDenied, .readOnlyFileSystem].contains(error.errno) else { throw error }
            return try LMDBEnvironment(folder: folder, mode: mode, isRegistered: false)
        }
    }

    init(folder: String, mode: LMDBStore.Mode, isRegistered: Bool = true) throws(Fault) {
        self.folder = folder
        self.isRegistered = isRegistered
        // Pages beyond the end of a file that was cut would raise SIGBUS as soon as they are touched.
        let isThere = try LMDBHeader.check(folder: folder)
        if mode == .read, !isThere { throw Fault(.index, .noSuchFileOrDirectory, "\(folder)/data.mdb") }
        var made: OpaquePointer?
        let code = unsafe mdb_env_create(&made)
        guard code == 0, let made = unsafe made else { throw Fault(lmdb: code, folder) }
        unsafe environment = made
        databases = IndexTable.allCases.map { _ in nil }
        try open(mode)
    }

    deinit {
        // LMDB wants every transaction ended before the environment is closed.
        let transactions = unsafe idle.withLock { unsafe $0.transactions }
        for unsafe transaction in unsafe transactions { unsafe mdb_txn_abort(transaction) }
        unsafe mdb_env_close(environment)
    }

    func database(of table: IndexTable) -> MDB_dbi? { databases[Int(table.rawValue)] }

    // MARK: - Opening

    private func open(_ mode: LMDBStore.Mode) throws(Fault) {
        try check(unsafe mdb_env_set_maxdbs(environment, UInt32(databases.count)))
        try check(unsafe mdb_env_set_mapsize(environment, LMDBEnvironment.mapSize))
        let flags =
            LMDBEnvironment.flags | (mode == .read ? UInt32(MDB_RDONLY) : 0) | (isRegistered ? 0 : UInt32(MDB_NOLOCK))
        try check(unsafe mdb_env_open(environment, folder, flags, LMDBEnvironment.fileMode))
        if mode == .write {
            // Slots of readers that died would keep pages from being used again.
            try check(unsafe mdb_reader_check(environment, nil))
        }
        try openDatabases(create: false)
        if mode == .write, databases.contains(nil) { try openDatabases(create: true) }
    }

    private func openDatabases(create: Bool) throws(Fault) {
        let transaction = try unsafe begin(create ? 0 : UInt32(MDB_RDONLY))
        for table in IndexTable.allCases {
            var database: MDB_dbi = 0
            let code = unsafe mdb_dbi_open(transaction, "\(table)", create ? UInt32(MDB_CREATE) : 0, &database)
            if code == MDB_NOTFOUND { continue }
            guard code == 0 else {
                unsafe mdb_txn_abort(transaction)
                throw Fault(lmdb: code, "\(folder), table \(table)")
            }
            databases[Int(table.rawValue)] = database
        }
        try unsafe check(mdb_txn_commit(transaction))
    }

    private func begin(_ flags: UInt32) throws(Fault) -> OpaquePointer {
        var transaction: OpaquePointer?
        let code = unsafe mdb_txn_begin(environment, nil, flags, &transaction)
        guard code == 0, let transaction = unsafe transaction else { throw Fault(lmdb: code, folder) }
        return unsafe transaction
    }

    private func check(_ code: Int32) throws(Fault) {
        if code != 0 { throw Fault(lmdb: code, folder) }
    }

    // MARK: - Reading

    /// Runs `body` in a snapshot of the last commit.
    func reading<Result>(_ body: (OpaquePointer) throws(Fault) -> Result) throws(Fault) -> Result {
        let transaction = try unsafe snapshot()
        defer {
            unsafe mdb_txn_reset(transaction)
            idle.withLock { unsafe $0.transactions.append(transaction) }
        }
        return try unsafe body(transaction)
    }

    private func snapshot() throws(Fault) -> OpaquePointer {
        guard let rested = unsafe idle.withLock({ unsafe $0.transactions.popLast() }) else {
            return try unsafe begin(UInt32(MDB_RDONLY))
        }
        let code = unsafe mdb_txn_renew(rested)
        guard code == 0 else {
            unsafe mdb_txn_abort(rested)
            throw Fault(lmdb: code, folder)
        }
        return unsafe rested
    }

    // MARK: - Writing

    func commit(_ changes: [IndexChange]) throws(Fault) {
        let transaction = try unsafe begin(0)
        do throws(Fault) {
            try unsafe apply(changes, transaction)
        } catch {
            unsafe mdb_txn_abort(transaction)
            throw error
        }
        try unsafe check(mdb_txn_commit(transaction))
        try coverLastPage()
    }

    private func apply(_ changes: [IndexChange], _ transaction: OpaquePointer) throws(Fault) {
        // One cursor a table: where keys come sorted, it finds the next one in the page at hand.
        var cursors = unsafe [OpaquePointer?](repeating: nil, count: databases.count)
        defer { for unsafe cursor in unsafe cursors where unsafe cursor != nil { unsafe mdb_cursor_close(cursor) } }
        for change in changes {
            let table = Int(change.table.rawValue)
            guard let database = databases[table] else { throw Fault(.index, .badMessage, folder) }
            if unsafe cursors[table] == nil {
                try unsafe check(mdb_cursor_open(transaction, database, &cursors[table]))
            }
            try check(unsafe change.apply(cursors[table], appends: change.table.grows))
        }
    }

    /// LMDB never writes pages that were taken and given back within one transaction; at the end of the file they would
    /// make it look cut short to `LMDBHeader`.
    private func coverLastPage() throws(Fault) {
        var info = unsafe MDB_envinfo()
        var pages = MDB_stat()
        try check(unsafe mdb_env_info(environment, &info))
        try check(unsafe mdb_env_stat(environment, &pages))
        var file: Int32 = -1
        try check(unsafe mdb_env_get_fd(environment, &file))
        var status = stat()
        _ = try kernel(.index, folder) { unsafe fstat(file, &status) }
        let end = unsafe (info.me_last_pgno + 1) * Int(pages.ms_psize)
        guard status.st_size < end else { return }
        _ = try kernel(.index, folder) { ftruncate(file, end) }
    }
}

extension IndexChange {
    /// The code of LMDB; a key to be removed that is not there is none. `appends` when the key is likely to follow all
    /// others: then pages are filled, where an insertion would leave them half empty.
    fileprivate func apply(_ cursor: OpaquePointer?, appends: Bool) -> Int32 {
        unsafe key.withUnsafeBufferPointer { memory in
            var key = unsafe MDB_val(memory)
            guard let value else {
                let code = unsafe mdb_cursor_get(cursor, &key, nil, MDB_SET)
                if code == MDB_NOTFOUND { return 0 }
                return code == 0 ? unsafe mdb_cursor_del(cursor, 0) : code
            }
            return unsafe value.withUnsafeBufferPointer { memory in
                var value = unsafe MDB_val(memory)
                if appends {
                    let code = unsafe mdb_cursor_put(cursor, &key, &value, UInt32(MDB_APPEND))
                    if code != MDB_KEYEXIST { return code }
                }
                return unsafe mdb_cursor_put(cursor, &key, &value, 0)
            }
        }
    }
}

extension MDB_val {
    init(_ memory: UnsafeBufferPointer<UInt8>) {
        unsafe self.init(mv_size: memory.count, mv_data: UnsafeMutableRawPointer(mutating: memory.baseAddress))
    }

    /// The bytes, which stay in place while the transaction they were read in has its snapshot.
    var memory: UnsafeBufferPointer<UInt8> {
        let start = unsafe mv_data?.assumingMemoryBound(to: UInt8.self)
        return unsafe UnsafeBufferPointer(start: start, count: start == nil ? 0 : mv_size)
    }

    /// Calls `body` with them.
    func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result { unsafe body(memory.span) }
}

extension Fault {
    /// Codes of LMDB that say the files are not what they should be become `.badMessage` (see `isDamagedIndex`); those
    /// of the system stay what they are.
    init(lmdb code: Int32, _ subject: String) {
        let errno: Errno =
            switch code {
            case 1...: Errno(rawValue: code)
            case MDB_MAP_FULL: .fileTooLarge
            case MDB_READERS_FULL: .resourceTemporarilyUnavailable
            case MDB_BAD_VALSIZE: .invalidArgument
            default: .badMessage
            }
        self.init(.index, errno, subject)
    }
}
