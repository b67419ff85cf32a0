import struct Crypto.SHA256
import Host
import Intake
import Ledger
import LinuxHost
import SystemPackage

/// Holds the originals in archive/ and rejected/ against what the lines say of them, and these folders against the lines.
///
/// Memory: 8 bytes and the set's share for each original, some 16 MB a million.
struct OriginalsCheck {
    /// Bytes read at a time (1 MiB).
    private static let piece = 1 << 20

    private let volume = LinuxVolume()
    private let settings: Settings
    private(set) var checked = 0
    /// Not there, with `archive.policy: delete` in force.
    private(set) var deleted = 0
    /// Taken, without a line, in the newest folders: in hand, or to be ingested at the next start.
    private(set) var waiting = 0
    /// Hashes of the paths that lines name, and the newest folder among them.
    private var named: Set<Int> = []
    private var newest = 0

    init(_ settings: Settings) {
        self.settings = settings
    }

    /// What is wrong with the original of a record; nil when nothing is.
    mutating func mistake(of record: Record) -> String? {
        guard let original = record.delivery.original else { return nil }
        let isRejected = record.stream == .rejected
        named.insert(OriginalsCheck.hash(original, isRejected: isRejected))
        newest = max(newest, Int(original.first.text) ?? 0)
        let folder = isRejected ? settings.rejectedFolder.path : settings.archiveFolder.path
        do throws(Fault) {
            let folder = try volume.openFolder(at: folder)
            guard let digest = record.delivery.sha256 else {
                _ = try volume.status(original, in: folder)
                checked += 1
                return nil
            }
            let found = try hash(original, in: folder)
            checked += 1
            if found.digest != digest { return "Line \(record.seq): the original \(original) has other bytes than it had." }
            let said = record.delivery.bytes
            return found.bytes == said ? nil : "Line \(record.seq): it says \(said) bytes of \(original), which has \(found.bytes)."
        } catch {
            if error.isGone, !isRejected, settings.archivePolicy == .delete {
                deleted += 1
                return nil
            }
            return "Line \(record.seq): the original \(original) cannot be read: \(error.errno.description)."
        }
    }

    /// Calls `each` for every file in the folders that no line names. To be called after the last line.
    mutating func strays(_ each: (String) -> Void) throws(Problem) {
        for (path, isRejected) in [(settings.archiveFolder.path, false), (settings.rejectedFolder.path, true)] {
            do throws(Fault) {
                let root = try volume.openFolder(at: path)
                for generation in try names(root) where generation.bytes.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
                    for file in try files(generation, root) where !named.contains(Self.hash(file, isRejected: isRejected)) {
                        // A batch may be in hand there, also of a daemon that died.
                        let isInHand = !isRejected && Int(generation.text) ?? 0 >= newest
                        if isInHand { waiting += 1 } else { each("\(path)/\(file.text) has no line.") }
                    }
                }
            } catch {
                if !error.isGone { throw Problem(error) }
            }
        }
    }

    private static func hash(_ original: RelativePath, isRejected: Bool) -> Int {
        var hasher = Hasher()
        hasher.combine(original)
        hasher.combine(isRejected)
        return hasher.finalize()
    }

    private func names(_ folder: borrowing OpenFile) throws(Fault) -> [RelativePath] {
        var names: [RelativePath] = []
        try volume.list(folder) { entry in
            names.append(entry.name)
            return true
        }
        return names.sorted()
    }

    /// Every name below that is no folder.
    private func files(_ generation: RelativePath, _ root: borrowing OpenFile) throws(Fault) -> [RelativePath] {
        var files: [RelativePath] = []
        var stack = [generation]
        while let path = stack.popLast() {
            let folder = try volume.openFolder(path, in: root)
            for name in try names(folder) {
                let isFolder = try volume.status(name, in: folder).kind == .folder
                if isFolder { stack.append(path.appending(name)) } else { files.append(path.appending(name)) }
            }
        }
        return files
    }

    private func hash(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) -> (digest: Digest?, bytes: Int) {
        let file = try volume.open(path, in: folder, .read)
        var hasher = SHA256()
        var offset = 0
        while true {
            var bytes: [UInt8] = []
            let count = try volume.read(file, at: offset, count: Self.piece, into: &bytes)
            if count == 0 { return (Digest(bytes: Array(hasher.finalize())), offset) }
            hasher.update(data: bytes)
            offset += count
        }
    }
}
