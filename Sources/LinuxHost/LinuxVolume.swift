internal import CLinux
import Glibc
public import Host
internal import SystemPackage

/// Files and folders of the kernel. It keeps no state: descriptors belong to their `OpenFile`.
///
/// Every descriptor is closed on exec, and every open has O_NONBLOCK, so that neither a FIFO nor somebody's lease
/// can hold the program up; regular files ignore it afterwards.
public final class LinuxVolume: Volume {
    /// Also makes the process ignore SIGIO: the kernel sends it to the holder of a lease when a writer comes, and its
    /// default action would kill. Whoever takes leases asks `leaseHolds` instead.
    public init() {
        _ = signal(SIGIO, SIG_IGN)
    }

    public func openFolder(at absolute: String) throws(Fault) -> OpenFile {
        // A NUL would end the path early and open another folder.
        guard !absolute.utf8.contains(0) else { throw Fault(.open, .invalidArgument, absolute) }
        let descriptor = try kernel(.open, absolute) { () -> Int32 in
            unsafe absolute.withCString { path in unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        }
        return OpenFile(Handle(number: descriptor), on: self, subject: absolute)
    }

    public func openFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) -> OpenFile {
        let descriptor = try descriptor(path, in: folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        return OpenFile(Handle(number: descriptor), on: self, subject: folder.subject(of: path))
    }

    public func open(_ path: RelativePath, in folder: borrowing OpenFile, _ mode: OpenMode) throws(Fault) -> OpenFile {
        let flags =
            switch mode {
            case .read, .readThrough: O_RDONLY
            case .append: O_WRONLY | O_APPEND
            case .create: O_WRONLY | O_APPEND | O_CREAT | O_EXCL
            case .edit: O_RDWR
            }
        let descriptor = try descriptor(path, in: folder, flags | (mode == .readThrough ? 0 : O_NOFOLLOW))
        return OpenFile(Handle(number: descriptor), on: self, name: path, in: folder)
    }

    public func close(_ handle: Handle) {
        // Never repeated: on Linux the descriptor is gone even when close reports EINTR.
        _ = Glibc.close(handle.number)
    }

    public func status(_ file: borrowing OpenFile) throws(Fault) -> FileStatus {
        var status = stat()
        _ = try kernel(.status, file.subject) { unsafe fstat(file.descriptor, &status) }
        return FileStatus(status)
    }

    public func status(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) -> FileStatus {
        var status = stat()
        _ = try kernel(.status, folder.subject(of: path)) {
            unsafe path.withCPath { unsafe fstatat(folder.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
        }
        return FileStatus(status)
    }
}

// MARK: - Opening beneath a folder

extension LinuxVolume {
    /// Mode of the files made here: their group may read.
    private static let fileMode: mode_t = 0o640

    private func descriptor(
        _ path: RelativePath, in folder: borrowing OpenFile, _ flags: Int32
    ) throws(Fault) -> Int32 {
        let flags = flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        return try kernel(.open, folder.subject(of: path)) {
            let several = path.hasSeveralComponents
            let result = unsafe path.withCPath { name in
                unsafe several && flags & O_CREAT == 0
                    ? winnow_openat_beneath(folder.descriptor, name, flags)
                    : openat(folder.descriptor, name, flags, LinuxVolume.fileMode)
            }
            // Before Linux 5.6, and in sandboxes that do not know it.
            return result < 0 && several && errno == ENOSYS ? stepwise(path, from: folder.descriptor, flags) : result
        }
    }

    /// Opens one component after another, so that no symbolic link is followed: what openat2 does in one call.
    /// Fails with ENOTDIR where openat2 says ELOOP.
    func stepwise(_ path: RelativePath, from folder: Int32, _ flags: Int32) -> Int32 {
        var current = folder
        for component in path.parent.components {
            let next = unsafe component.withCPath {
                unsafe openat(current, $0, Int32(WINNOW_O_PATH) | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            }
            closeStep(current, from: folder)
            if next < 0 { return next }
            current = next
        }
        let result = unsafe path.last.withCPath { unsafe openat(current, $0, flags, LinuxVolume.fileMode) }
        closeStep(current, from: folder)
        return result
    }

    private func closeStep(_ step: Int32, from folder: Int32) {
        let code = errno
        if step != folder { _ = Glibc.close(step) }
        errno = code
    }
}

// MARK: - What the kernel says about a file

extension FileStatus {
    /// Times and sizes that no honest filesystem has are brought into range, never trusted to be there.
    fileprivate init(_ status: stat) {
        self.init(
            kind: Kind(mode: status.st_mode), device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
            size: max(0, Int(status.st_size)), links: Int(clamping: status.st_nlink), owner: status.st_uid,
            modified: nanoseconds(status.st_mtim), changed: nanoseconds(status.st_ctim))
    }
}

extension FileStatus.Kind {
    fileprivate init(mode: mode_t) {
        self =
            switch mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .folder
            case S_IFLNK: .symbolicLink
            case S_IFIFO: .fifo
            case S_IFSOCK: .socket
            default: .device
            }
    }
}

/// Nanoseconds since 1970, cut to what an Int64 holds (the years 1677 to 2262).
private func nanoseconds(_ time: timespec) -> Int64 {
    let (product, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return time.tv_sec < 0 ? .min : .max }
    let (sum, more) = product.addingReportingOverflow(Int64(time.tv_nsec))
    return more ? .max : sum
}
