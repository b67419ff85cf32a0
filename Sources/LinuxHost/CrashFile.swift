internal import CLinux
import Glibc
public import Host
internal import Synchronization
internal import SystemPackage

/// The file in which a crash of this process leaves word of what was in hand. It is open, and what is to be written is put
/// together, before anything can happen: a signal handler can copy bytes, and no more.
///
/// The file is empty as long as there is nothing to tell. It is not synced: after a power cut it tells of a crash before
/// it, or of nothing.
public final class CrashFile: CrashMarker {
    /// Bytes of a note read at most: a batch of 512 originals of the longest paths, and as many suspects (4 MiB).
    private static let limit = 4 << 20
    private static let mode: mode_t = 0o640

    private let path: String
    /// Open from the first `left` on; a process has one, for the handler has one.
    private let file = Mutex<Int32?>(nil)

    public init(path: String) {
        self.path = path
    }

    public func left() throws(Fault) -> CrashNote? {
        try file.withLock { file throws(Fault) in
            if file == nil { file = try install() }
        }
        return CrashNote.read(try PlainFile.read(path, limit: CrashFile.limit))
    }

    public func arm(_ note: CrashNote) {
        let bytes = note.bytes
        // Without memory for it there is no note, and that is all.
        _ = unsafe winnow_crash_arm(bytes, bytes.count)
    }

    public func disarm() {
        _ = winnow_crash_arm(nil, 0)
    }

    public func clear() throws(Fault) {
        guard let descriptor = file.withLock({ $0 }) else { return }
        _ = try kernel(.truncate, path) { ftruncate(descriptor, 0) }
    }

    /// Never closed: a crash may come at any time.
    private func install() throws(Fault) -> Int32 {
        let descriptor = try kernel(.open, path) {
            unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, CrashFile.mode)
        }
        _ = try kernel(.open, path) { winnow_crash_install(descriptor, 0) }
        _ = try kernel(.open, path) { winnow_crash_stack() }
        return descriptor
    }
}
