import Glibc
public import Host
internal import SystemPackage

/// Files that a person names, such as settings: read whole, and symbolic links are followed.
public enum PlainFile {
    /// All bytes of the regular file at `path`; more than `limit` are `.fileTooLarge`.
    public static func read(_ path: String, limit: Int) throws(Fault) -> [UInt8] {
        // Without O_NONBLOCK a FIFO of that name would wait for ever.
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw Fault(.open, Errno(rawValue: errno), path) }
        defer { _ = close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Fault(.status, Errno(rawValue: errno), path) }
        if status.st_mode & S_IFMT == S_IFDIR { throw Fault(.read, .isDirectory, path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Fault(.read, .invalidArgument, path) }
        return try readAll(descriptor, path, limit: limit)
    }

    /// When the content of the file at `path` changed last, in nanoseconds since 1970.
    public static func modified(_ path: String) throws(Fault) -> Int64 {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw Fault(.status, Errno(rawValue: errno), path) }
        return Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }

    /// Puts `bytes` in the place of the file at `path`, so that a reader sees the old file or the new one. Not durable:
    /// for what can be made again. It gets `mode` whatever the umask is. What has the draft's name makes way for it.
    public static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o640) throws(Fault) {
        let draft = path + ".tmp"
        // Never opened as it lies there: a FIFO would wait for ever.
        unsafe unlink(draft)
        let descriptor = unsafe Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw Fault(.open, Errno(rawValue: errno), draft) }
        fchmod(descriptor, mode)
        let written = unsafe write(descriptor, bytes, bytes.count)
        let failure = errno
        _ = close(descriptor)
        guard written == bytes.count else {
            unsafe unlink(draft)
            throw Fault(.append, Errno(rawValue: written < 0 ? failure : ENOSPC), draft)
        }
        guard unsafe Glibc.rename(draft, path) == 0 else { throw Fault(.rename, Errno(rawValue: errno), path) }
    }

    /// Removes the file at `path`, if there is one and it may be removed.
    public static func remove(_ path: String) {
        unsafe unlink(path)
    }

    /// All that standard input has, to its end.
    public static func readStandardInput(limit: Int) throws(Fault) -> [UInt8] {
        try readAll(STDIN_FILENO, "standard input", limit: limit)
    }

    private static func readAll(_ descriptor: Int32, _ subject: String, limit: Int) throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw Fault(.read, Errno(rawValue: errno), subject)
            }
            guard bytes.count + count <= limit else { throw Fault(.read, .fileTooLarge, subject) }
            bytes += buffer[..<count]
        }
    }

    /// The names in the folder at `path` but `.` and `..`, in no order.
    public static func names(in path: String) throws(Fault) -> [String] {
        guard let folder = unsafe opendir(path) else { throw Fault(.list, Errno(rawValue: errno), path) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(folder) else {
                if errno != 0 { throw Fault(.list, Errno(rawValue: errno), path) }
                return names
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
    }
}
