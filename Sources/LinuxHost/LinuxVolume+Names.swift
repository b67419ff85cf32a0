internal import CLinux
import Glibc
public import Host
internal import SystemPackage

/// Names in folders.
extension LinuxVolume {
    public func rename(
        _ path: RelativePath, in folder: borrowing OpenFile, to newPath: RelativePath, in newFolder: borrowing OpenFile
    ) throws(Fault) {
        // No other way where the filesystem lacks RENAME_NOREPLACE (EINVAL): link and unlink is refused by
        // protected_hardlinks, and a plain rename could take somebody's name.
        _ = try kernel(.rename, "\(folder.subject(of: path)) to \(newFolder.subject(of: newPath))") {
            unsafe path.withCPath { old in
                unsafe newPath.withCPath { new in
                    unsafe winnow_rename_noreplace(folder.descriptor, old, newFolder.descriptor, new)
                }
            }
        }
    }

    public func replace(
        _ newPath: RelativePath, with path: RelativePath, in folder: borrowing OpenFile
    ) throws(Fault) {
        _ = try kernel(.rename, "\(folder.subject(of: path)) to \(newPath.text)") {
            unsafe path.withCPath { old in
                unsafe newPath.withCPath { new in unsafe renameat(folder.descriptor, old, folder.descriptor, new) }
            }
        }
    }

    public func remove(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {
        try unlink(path, in: folder, 0)
    }

    public func removeFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {
        try unlink(path, in: folder, AT_REMOVEDIR)
    }

    private func unlink(_ path: RelativePath, in folder: borrowing OpenFile, _ flags: Int32) throws(Fault) {
        _ = try kernel(.remove, folder.subject(of: path)) {
            unsafe path.withCPath { unsafe unlinkat(folder.descriptor, $0, flags) }
        }
    }

    /// Mode of the folders made here: their group may list and read them.
    private static let folderMode: mode_t = 0o750

    public func makeFolder(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) {
        let shared = sharedMode(under: path.parent, in: folder)
        _ = try kernel(.makeFolder, folder.subject(of: path)) {
            unsafe path.withCPath { unsafe mkdirat(folder.descriptor, $0, shared ?? LinuxVolume.folderMode) }
        }
        if let shared { widen(path, in: folder, to: shared) }
    }

    /// The mode of a folder made below a setgid one, which says that its group works there together; else nil. Without
    /// setgid: the kernel hands that on by itself, and a service that may not set it (RestrictSUIDSGID=) may not ask for it.
    private func sharedMode(under parent: RelativePath, in folder: borrowing OpenFile) -> mode_t? {
        var status = stat()
        let result = unsafe parent.withCPath { unsafe fstatat(folder.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
        guard result == 0, status.st_mode & S_ISGID != 0 else { return nil }
        return 0o700 | (status.st_mode & 0o070)
    }

    /// The umask took away what the parent's group is meant to have. Failing to give it back is no fault: a crash
    /// in between leaves the same, and the folder serves its owner.
    private func widen(_ path: RelativePath, in folder: borrowing OpenFile, to mode: mode_t) {
        guard let made = try? openFolder(path, in: folder) else { return }
        var status = stat()
        guard unsafe fstat(made.descriptor, &status) == 0, status.st_mode & 0o777 != mode else { return }
        _ = fchmod(made.descriptor, S_ISGID | mode)
    }
}
