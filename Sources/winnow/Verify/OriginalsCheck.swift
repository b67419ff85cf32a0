import struct Crypto.SHA256
import Host
import Intake
import Ledger
import LinuxHost
import SystemPackage

/// Holds the originals in archive/ and rejected/ against what the lines say of them.
struct OriginalsCheck {
    /// Bytes read at a time (1 MiB).
    private static let piece = 1 << 20

    private let volume = LinuxVolume()
    private let settings: Settings
    private(set) var checked = 0
    /// Not there, with `archive.policy: delete` in force.
    private(set) var deleted = 0

    init(_ settings: Settings) {
        self.settings = settings
    }

    /// What is wrong with the original of a record; nil when nothing is.
    mutating func mistake(of record: Record) -> String? {
        guard let original = record.delivery.original else { return nil }
        let isRejected = record.stream == .rejected
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
            return found == digest ? nil : "delivery \(record.seq): the original \(original) has other bytes than it had"
        } catch {
            if error.isGone, !isRejected, settings.archivePolicy == .delete {
                deleted += 1
                return nil
            }
            return "delivery \(record.seq): the original \(original) cannot be read: \(error.errno.description)"
        }
    }

    private func hash(_ path: RelativePath, in folder: borrowing OpenFile) throws(Fault) -> Digest? {
        let file = try volume.open(path, in: folder, .read)
        var hasher = SHA256()
        var offset = 0
        while true {
            var bytes: [UInt8] = []
            let count = try volume.read(file, at: offset, count: Self.piece, into: &bytes)
            if count == 0 { return Digest(bytes: Array(hasher.finalize())) }
            hasher.update(data: bytes)
            offset += count
        }
    }
}
