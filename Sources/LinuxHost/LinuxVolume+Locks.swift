internal import CLinux
import Glibc
public import Host
internal import SystemPackage

/// Locks and leases: who else is at work on a folder or file.
extension LinuxVolume {
    public func lock(_ folder: borrowing OpenFile) throws(Fault) -> Bool {
        do {
            _ = try kernel(.lock, folder.subject) { flock(folder.descriptor, LOCK_EX | LOCK_NB) }
            return true
        } catch where error.errno == .wouldBlock {
            return false
        }
    }

    /// Read off /proc/locks; nil for a process outside this PID namespace.
    public func lockHolder(_ folder: borrowing OpenFile) -> Int32? {
        guard let inode = try? status(folder).inode else { return nil }
        let device = mountedDevice(of: folder)
        return KernelFile.text("/proc/locks", limit: KernelFile.tableLimit)?
            .split(separator: "\n").lazy
            .compactMap { HeldLock(line: $0) }
            .first { $0.inode == inode && $0.device == device }?
            .process
    }

    /// Major and minor number of the superblock, as /proc/locks names it: on btrfs another than stat(2) reports.
    private func mountedDevice(of folder: borrowing OpenFile) -> String? {
        let facts = KernelFile.text("/proc/self/fdinfo/\(folder.descriptor)", limit: KernelFile.tableLimit)
        let mount = facts?.split(separator: "\n").first { $0.hasPrefix("mnt_id:") }?.dropFirst("mnt_id:".count)
        guard let id = mount.flatMap({ Int($0.filter { $0 != "\t" && $0 != " " }) }) else { return nil }
        let line = KernelFile.text("/proc/self/mountinfo", limit: KernelFile.tableLimit)?
            .split(separator: "\n").first { $0.hasPrefix("\(id) ") }
        // Mount, parent, major:minor, …
        return line?.split(separator: " ").dropFirst(2).first.map(String.init)
    }

    public func takeLease(_ file: borrowing OpenFile) throws(Fault) -> Lease {
        do {
            _ = try kernel(.lease, file.subject) { fcntl(file.descriptor, Int32(WINNOW_F_SETLEASE), F_RDLCK) }
            return .granted
        } catch {
            switch error.errno {
            case .resourceTemporarilyUnavailable: return .busy
            case .permissionDenied, .notPermitted: return .notOwner
            case .invalidArgument, .notSupportedOnSocket, .noFunction: return .unsupported
            default: throw error
            }
        }
    }

    public func leaseHolds(_ file: borrowing OpenFile) throws(Fault) -> Bool {
        // F_RDLCK while it is whole; F_UNLCK, the state to which it must go, while a writer waits.
        try kernel(.lease, file.subject) { fcntl(file.descriptor, Int32(WINNOW_F_GETLEASE)) } == F_RDLCK
    }

    public func releaseLease(_ file: borrowing OpenFile) throws(Fault) {
        do {
            _ = try kernel(.lease, file.subject) { fcntl(file.descriptor, Int32(WINNOW_F_SETLEASE), F_UNLCK) }
        } catch where error.errno == .resourceTemporarilyUnavailable || error.errno == .invalidArgument {
            // There is none to release: it was not granted, or the kernel ended it when a writer had waited for
            // lease-break-time.
        }
    }
}

/// A line of /proc/locks, such as `1: FLOCK  ADVISORY  WRITE 734 fe:00:1837 0 EOF`.
struct HeldLock: Equatable {
    var process: Int32
    /// Major and minor, in decimal, as /proc/self/mountinfo writes it: `254:0`.
    var device: String
    var inode: UInt64

    /// Nil when it is not the lock of a process on a whole file, or only waits for one (`1: -> FLOCK …`).
    init?(line: Substring) {
        let words = line.split(separator: " ")
        guard words.count >= 6, words[1] == "FLOCK", let process = Int32(words[4]), process > 0 else { return nil }
        let place = words[5].split(separator: ":")
        guard place.count == 3, let major = UInt32(place[0], radix: 16), let minor = UInt32(place[1], radix: 16),
            let inode = UInt64(place[2])
        else { return nil }
        self.process = process
        self.device = "\(major):\(minor)"
        self.inode = inode
    }
}
