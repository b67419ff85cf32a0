import Glibc
public import Host
internal import SystemPackage

/// Folders that are named by a path: what they hold, and what room they have.
public enum PlainFolder {
    /// Bytes of the files that lie in it, not of those in its subfolders; nil when it cannot be listed.
    public static func size(_ path: String) -> Int? {
        guard let names = try? PlainFile.names(in: path) else { return nil }
        return names.reduce(0) { total, name in
            var status = stat()
            // What is gone by now has no size.
            guard unsafe lstat(path + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return total }
            return total + Int(status.st_size)
        }
    }

    /// Bytes that are free there for an ordinary user; nil when it cannot be told.
    public static func free(_ path: String) -> Int? {
        guard let status = status(path) else { return nil }
        let (bytes, overflow) = status.f_bavail.multipliedReportingOverflow(by: status.f_frsize)
        return overflow ? .max : Int(clamping: bytes)
    }

    /// Why no file there can be replaced by anybody; nil when nothing is known against it.
    public static func refusal(_ path: String) -> Fault? {
        guard let status = status(path) else { return nil }
        if status.f_flag & UInt(ST_RDONLY) != 0 { return Fault(.open, .readOnlyFileSystem, path) }
        // Filesystems that make inodes as they need them report none at all.
        let isOutOfInodes = status.f_files > 0 && status.f_favail == 0
        return status.f_bavail == 0 || isOutOfInodes ? Fault(.append, .noSpace, path) : nil
    }

    private static func status(_ path: String) -> statvfs? {
        var status = statvfs()
        return unsafe statvfs(path, &status) == 0 ? status : nil
    }
}
