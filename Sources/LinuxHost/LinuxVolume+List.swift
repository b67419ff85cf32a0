internal import CLinux
import Glibc
public import Host
internal import SystemPackage

/// Listing. The names of a folder pass through one buffer, whatever their number.
extension LinuxVolume {
    /// Bytes of names fetched at a time: some 2,000 of them, for which one call of the kernel costs little, and
    /// which stays below the size at which malloc asks the kernel for pages each time.
    private static let listBuffer = 96 << 10

    /// Two listings of one handle at the same time disturb each other; each starts at the first name.
    public func list(_ folder: borrowing OpenFile, _ each: (FolderEntry) -> Bool) throws(Fault) {
        let descriptor = folder.descriptor
        _ = try kernel(.list, folder.subject) { lseek(descriptor, 0, SEEK_SET) }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: LinuxVolume.listBuffer, alignment: 8)
        defer { unsafe memory.deallocate() }
        while true {
            let size = try kernel(.list, folder.subject) {
                unsafe winnow_getdents64(descriptor, memory.baseAddress, memory.count)
            }
            if size == 0 { return }
            let entries = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: memory[..<size]))
            if !visit(entries, each) { return }
        }
    }

    public func nextNames(of folder: borrowing OpenFile, into entries: inout [FolderEntry]) throws(Fault) -> Bool {
        let descriptor = folder.descriptor
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: LinuxVolume.listBuffer, alignment: 8)
        defer { unsafe memory.deallocate() }
        let size = try kernel(.list, folder.subject) {
            unsafe winnow_getdents64(descriptor, memory.baseAddress, memory.count)
        }
        var names: [FolderEntry] = []
        _ = visit(unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: memory[..<size]))) { entry in
            names.append(entry)
            return true
        }
        entries += names
        return size > 0
    }

    /// Records of struct linux_dirent64: inode (8 bytes), offset (8), length of the record (2), type (1), name, NUL.
    /// False when `each` has had enough.
    private func visit(_ entries: RawSpan, _ each: (FolderEntry) -> Bool) -> Bool {
        let lengthAt = 16, typeAt = 18, nameAt = 19
        var start = 0
        while start + nameAt < entries.byteCount {
            let length = Int(unsafe entries.unsafeLoadUnaligned(fromByteOffset: start + lengthAt, as: UInt16.self))
            guard length > nameAt, start + length <= entries.byteCount else { return true }
            let type = unsafe entries.unsafeLoad(fromByteOffset: start + typeAt, as: UInt8.self)
            let name = untilNUL(entries.extracting(start + nameAt ..< start + length))
            start += length
            // `.` and `..` are no paths, nor is anything that a broken filesystem makes up.
            guard let path = RelativePath(bytes: name), !path.isRoot else { continue }
            if !each(FolderEntry(name: path, kind: FileStatus.Kind(listed: type))) { return false }
        }
        return true
    }

    private func untilNUL(_ bytes: RawSpan) -> [UInt8] {
        unsafe bytes.withUnsafeBytes { memory in
            unsafe Array(memory[..<(memory.firstIndex(of: 0) ?? memory.count)])
        }
    }
}

extension FileStatus.Kind {
    /// Nil for DT_UNKNOWN, and for what is not a file at all.
    fileprivate init?(listed type: UInt8) {
        switch Int(type) {
        case Int(DT_REG): self = .regular
        case Int(DT_DIR): self = .folder
        case Int(DT_LNK): self = .symbolicLink
        case Int(DT_FIFO): self = .fifo
        case Int(DT_SOCK): self = .socket
        case Int(DT_CHR), Int(DT_BLK): self = .device
        default: return nil
        }
    }
}
