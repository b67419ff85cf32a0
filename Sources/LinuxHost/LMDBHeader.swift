import Glibc
internal import Host
internal import SystemPackage

/// The first two pages of data.mdb, read before LMDB maps the file. LMDB believes them; here they are checked against
/// each other and against the size of the file, so that a file that was cut, overwritten or is none of LMDB's is a
/// fault instead of SIGBUS.
///
/// Format (mdb.c, MDB_meta, data version 1, 64 bits, bytes in the machine's order), offsets in the page:
/// page number 0 (8 bytes), flags 10 (2); magic 16 (4), version 20 (4), page size 40 (4), depth and root of the list of
/// free pages 46 (2) and 80 (8), of the list of databases 94 (2) and 128 (8), last page in use 136 (8), transaction 144 (8).
struct LMDBHeader: Equatable {
    static let size = 152

    var pageSize: Int
    var lastPage: UInt64
    var transaction: UInt64
    /// Root pages of both lists; nil for an empty one.
    var roots: [UInt64]

    /// Nil when the bytes are no such page.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= LMDBHeader.size else { return nil }
        let isMeta: UInt16 = 0x08
        let deepest: UInt16 = 32
        let empty = UInt64.max
        pageSize = Int(bytes.number(40, UInt32.self))
        lastPage = bytes.number(136, UInt64.self)
        transaction = bytes.number(144, UInt64.self)
        roots = [bytes.number(80, UInt64.self), bytes.number(128, UInt64.self)].filter { $0 != empty }
        guard bytes.number(10, UInt16.self) & isMeta != 0, bytes.number(16, UInt32.self) == 0xBEEF_C0DE,
            bytes.number(20, UInt32.self) == 1,
            (512...65_536).contains(pageSize), pageSize.nonzeroBitCount == 1,
            bytes.number(46, UInt16.self) <= deepest, bytes.number(94, UInt16.self) <= deepest,
            lastPage >= 1, lastPage < UInt64(Int.max / 65_536) - 1,
            roots.allSatisfy({ $0 >= 2 && $0 <= lastPage })
        else { return nil }
    }

    /// Bytes the file must have.
    var fileSize: Int { (Int(lastPage) + 1) * pageSize }

    /// Throws `.badMessage` for a file that LMDB must not open, and `.tooManySymbolicLinkLevels` where it would follow a link
    /// and write to what lies at its end. False for a missing or empty file, which is fine: it is a new index.
    @discardableResult
    static func check(folder: String) throws(Fault) -> Bool {
        let path = "\(folder)/data.mdb"
        for path in [path, "\(folder)/lock.mdb"] {
            let kind = kind(of: path)
            if kind == S_IFLNK { throw Fault(.index, .tooManySymbolicLinkLevels, path) }
            if kind == S_IFDIR { throw Fault(.index, .badMessage, path) }
        }
        let file: Int32
        do {
            file = try kernel(.index, path) { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
        } catch where error.errno == .noSuchFileOrDirectory {
            return false
        }
        defer { _ = close(file) }
        guard let (header, _) = try younger(file, path) else { return false }
        for root in header.roots {
            guard isTree(try read(file, path, at: Int(root) * header.pageSize), number: root) else {
                throw Fault(.index, .badMessage, path)
            }
        }
        return true
    }

    /// Nil when it cannot be told.
    private static func kind(of path: String) -> mode_t? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    /// The page of the last commit, which is the one LMDB takes, with its bytes; nil for an empty file.
    static func younger(_ file: Int32, _ path: String) throws(Fault) -> (LMDBHeader, [UInt8])? {
        var status = stat()
        _ = try kernel(.index, path) { unsafe fstat(file, &status) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Fault(.index, .badMessage, path) }
        if status.st_size == 0 { return nil }

        let first = try read(file, path, at: 0)
        guard let one = LMDBHeader(first) else { throw Fault(.index, .badMessage, path) }
        let second = try read(file, path, at: one.pageSize)
        guard let other = LMDBHeader(second), one.pageSize == other.pageSize else {
            throw Fault(.index, .badMessage, path)
        }
        let younger = one.transaction > other.transaction ? (one, first) : (other, second)
        guard younger.0.fileSize <= Int(status.st_size) else { throw Fault(.index, .badMessage, path) }
        return younger
    }

    /// True for the head of a branch (flag 1) or leaf page (flag 2) that knows its own number.
    private static func isTree(_ bytes: [UInt8], number: UInt64) -> Bool {
        bytes.count >= size && bytes.number(0, UInt64.self) == number && bytes.number(10, UInt16.self) & 3 != 0
    }

    private static func read(_ file: Int32, _ path: String, at offset: Int) throws(Fault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size)
        let count = try kernel(.index, path) { unsafe pread(file, &bytes, size, off_t(offset)) }
        return Array(bytes.prefix(count))
    }
}

extension [UInt8] {
    /// A number in the machine's order of bytes; the caller knows that it is within.
    func number<Number: FixedWidthInteger>(_ offset: Int, _: Number.Type) -> Number {
        precondition(offset >= 0 && offset + MemoryLayout<Number>.size <= count)
        return unsafe withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: Number.self) }
    }
}
