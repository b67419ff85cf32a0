import Glibc
import Host
import SystemPackage

@testable import LinuxHost

/// A folder of a test's own, removed with all that is in it when the test is over.
final class TemporaryFolder {
    let volume = LinuxVolume()
    let path: String

    /// Folders to try what depends on the filesystem: the disk's and one in memory.
    static let places = ["/tmp", "/dev/shm"]

    init(in place: String = "/tmp") throws(Fault) {
        var template = Array("\(place)/winnow-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Fault(.makeFolder, Errno(rawValue: errno), place) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        if let folder = try? volume.openFolder(at: path) { empty(folder) }
        unsafe rmdir(path)
    }

    func open() throws(Fault) -> OpenFile { try volume.openFolder(at: path) }

    /// Makes or overwrites a file.
    func write(_ name: RelativePath, _ text: String = "", mode: mode_t = 0o644) throws(Fault) {
        try holdOpen(name, text, mode: mode).close()
    }

    /// Makes a file and leaves it open for writing.
    func holdOpen(_ name: RelativePath, _ text: String = "", mode: mode_t = 0o644) throws(Fault) -> Descriptor {
        let folder = try open()
        let number = unsafe name.withCPath { unsafe openat(folder.descriptor, $0, O_RDWR | O_CREAT | O_CLOEXEC, mode) }
        guard number >= 0 else { throw Fault(.open, Errno(rawValue: errno), name.text) }
        let text = Array(text.utf8)
        guard unsafe Glibc.write(number, text, text.count) == text.count else {
            throw Fault(.append, Errno(rawValue: errno), name.text)
        }
        return Descriptor(number: number)
    }

    private func empty(_ folder: borrowing OpenFile) {
        var entries: [FolderEntry] = []
        try? volume.list(folder) { entries.append($0); return true }
        for entry in entries {
            if entry.kind == .folder {
                if let inner = try? volume.openFolder(entry.name, in: folder) { empty(inner) }
                try? volume.removeFolder(entry.name, in: folder)
            } else {
                try? volume.remove(entry.name, in: folder)
            }
        }
    }
}

/// A descriptor that the program under test does not own.
struct Descriptor {
    let number: Int32
    func close() { _ = Glibc.close(number) }
}

extension LinuxVolume {
    /// The whole content of a file, as text.
    func text(_ name: RelativePath, in folder: borrowing OpenFile) throws(Fault) -> String {
        let file = try open(name, in: folder, .read)
        var bytes: [UInt8] = []
        while try read(file, at: bytes.count, count: 4096, into: &bytes) > 0 {}
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The errno of the fault that `body` throws; nil when it throws none.
func errno(of body: () throws(Fault) -> Void) -> Errno? {
    do throws(Fault) {
        try body()
        return nil
    } catch {
        return error.errno
    }
}
