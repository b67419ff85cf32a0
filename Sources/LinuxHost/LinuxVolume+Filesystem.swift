internal import CLinux
import Glibc
public import Host
internal import SystemPackage

/// The filesystem a folder lies on.
extension LinuxVolume {
    public func space(_ folder: borrowing OpenFile) throws(Fault) -> Space {
        var status = statvfs()
        _ = try kernel(.space, folder.subject) { unsafe fstatvfs(folder.descriptor, &status) }
        return Space(
            free: bytes(status.f_bavail, of: status.f_frsize), total: bytes(status.f_blocks, of: status.f_frsize))
    }

    /// Filesystems without a limit report counts that no Int holds.
    private func bytes(_ blocks: UInt, of size: UInt) -> Int {
        let (product, overflow) = blocks.multipliedReportingOverflow(by: size)
        return overflow ? .max : Int(clamping: product)
    }

    public func traits(_ folder: borrowing OpenFile) throws(Fault) -> FilesystemTraits {
        var magic: UInt32 = 0
        _ = try kernel(.status, folder.subject) { unsafe winnow_filesystem_magic(folder.descriptor, &magic) }
        return FilesystemTraits(magic: magic)
    }
}

extension FilesystemTraits {
    /// What is known of a filesystem by the magic number that statfs(2) gives (linux/magic.h and the sources of those
    /// outside it).
    ///
    /// An unknown one is trusted with nothing: a file then waits for `settle`, and folders are listed every `rescan`,
    /// which is slower and never wrong.
    init(magic: UInt32) {
        self =
            switch magic {
            // Local: each writer and each change passes this kernel.
            case 0xEF53: .local("ext4")
            case 0x5846_5342: .local("xfs")
            case 0x9123_683E: .local("btrfs")
            case 0xF2F5_2010: .local("f2fs")
            case 0x0102_1994: .local("tmpfs")
            case 0x8584_58F6: .local("ramfs")
            case 0xCA45_1A4E: .local("bcachefs")
            case 0x2FC1_2FC1: .local("zfs")
            case 0x3153_464A: .local("jfs")
            case 0x0000_3434: .local("nilfs2")
            case 0x0000_4D44: .local("vfat")
            case 0x2011_BAB0: .local("exfat")
            case 0x7366_746E: .local("ntfs3")
            // Layered: whoever writes to the layer below is not seen above. Names made through it are.
            case 0x794C_7630: .layered("overlay")
            case 0x0000_F15F: .layered("ecryptfs")
            // Another machine, host or process may write unseen. virtiofs calls itself FUSE.
            case 0x6573_5546: .foreign("fuse")
            case 0x0000_6969: .foreign("nfs")
            case 0xFF53_4D42, 0xFE53_4D42, 0x0000_517B: .foreign("cifs")
            case 0x0102_1997: .foreign("9p")
            case 0x00C3_6400: .foreign("ceph")
            case 0x6B41_4653, 0x5346_414F: .foreign("afs")
            case 0x0116_1970: .foreign("gfs2")
            case 0x7461_636F: .foreign("ocfs2")
            case 0x0BD0_0BD0: .foreign("lustre")
            case 0x786F_4256: .foreign("vboxsf")
            case 0x4750_4653: .foreign("gpfs")
            default: .foreign("unknown (0x\(String(magic, radix: 16)))")
            }
    }

    private static func local(_ name: String) -> Self { Self(name: name, leasesTell: true, watchesTell: true) }
    private static func layered(_ name: String) -> Self { Self(name: name, leasesTell: false, watchesTell: true) }
    private static func foreign(_ name: String) -> Self { Self(name: name, leasesTell: false, watchesTell: false) }
}
