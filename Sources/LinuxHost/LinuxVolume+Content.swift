internal import CLinux
import Glibc
public import Host
internal import SystemPackage

/// What is in a file.
extension LinuxVolume {
    public func read(
        _ file: borrowing OpenFile, at offset: Int, count: Int, into buffer: inout [UInt8]
    ) throws(Fault) -> Int {
        guard count > 0 else { return 0 }
        let before = buffer.count
        // The kernel fills the array's spare room; nothing is zeroed first.
        try buffer.append(addingCapacity: count) { (room: inout OutputSpan<UInt8>) throws(Fault) in
            try unsafe room.withUnsafeMutableBufferPointer { memory, used throws(Fault) in
                guard let start = memory.baseAddress else { return }
                used += try kernel(.read, file.subject) {
                    unsafe pread(file.descriptor, start + used, min(count, memory.count - used), off_t(offset))
                }
            }
        }
        return buffer.count - before
    }

    public func append(_ bytes: Span<UInt8>, to file: borrowing OpenFile) throws(Fault) {
        try unsafe writeAll(bytes, .append, file) { memory, _ in unsafe write(file.descriptor, memory.baseAddress, memory.count) }
    }

    public func overwrite(_ bytes: Span<UInt8>, at offset: Int, in file: borrowing OpenFile) throws(Fault) {
        try unsafe writeAll(bytes, .overwrite, file) { memory, done in
            unsafe pwrite(file.descriptor, memory.baseAddress, memory.count, off_t(offset + done))
        }
    }

    /// Calls `write` with what is left, and how much is done, until all is written: the kernel writes less than asked
    /// when the disk fills up, a limit is near, or beyond 2 GiB.
    private func writeAll(
        _ bytes: Span<UInt8>, _ call: Fault.Call, _ file: borrowing OpenFile,
        _ write: (_ rest: UnsafeBufferPointer<UInt8>, _ done: Int) -> Int
    ) throws(Fault) {
        var done = 0
        while done < bytes.count {
            let written = try kernel(call, file.subject) {
                unsafe bytes.withUnsafeBufferPointer { memory in
                    unsafe write(UnsafeBufferPointer(rebasing: memory[done...]), done)
                }
            }
            guard written > 0 else { throw Fault(call, .ioError, file.subject) }
            done += written
        }
    }

    public func allocate(_ file: borrowing OpenFile, upTo size: Int) throws(Fault) {
        guard size > 0 else { return }
        do {
            _ = try kernel(.allocate, file.subject) {
                winnow_fallocate_keep_size(file.descriptor, 0, Int64(size))
            }
        } catch where error.errno == .notSupportedOnSocket || error.errno == .noFunction {
            // NFS before 4.2, FUSE, and some others cannot.
        }
    }

    public func truncate(_ file: borrowing OpenFile, to size: Int) throws(Fault) {
        _ = try kernel(.truncate, file.subject) { ftruncate(file.descriptor, off_t(size)) }
    }

    public func sync(_ file: borrowing OpenFile) throws(Fault) {
        _ = try kernel(.sync, file.subject) { fsync(file.descriptor) }
    }

    public func syncData(_ file: borrowing OpenFile) throws(Fault) {
        _ = try kernel(.sync, file.subject) { fdatasync(file.descriptor) }
    }

    public func syncVolume(_ folder: borrowing OpenFile) throws(Fault) {
        _ = try kernel(.sync, folder.subject) { winnow_syncfs(folder.descriptor) }
    }
}
