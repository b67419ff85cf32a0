import Glibc

/// Small files in which the kernel tells about itself. They have no size until they are read.
enum KernelFile {
    /// Bytes read at most of a table with a line for each lock or mount of the machine.
    static let tableLimit = 4 << 20
    /// Bytes read at most of a file that holds one value.
    static let valueLimit = 4 << 10

    /// The content of a file as text; nil when it cannot be read. What lies beyond `limit` bytes is left out.
    static func text(_ path: String, limit: Int) -> String? {
        let descriptor = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
        guard descriptor >= 0 else { return nil }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        let step = 16 << 10
        while bytes.count < limit {
            var failed = false
            let before = bytes.count
            bytes.append(addingCapacity: step) { (room: inout OutputSpan<UInt8>) in
                unsafe room.withUnsafeMutableBufferPointer { memory, used in
                    guard let start = memory.baseAddress else { return }
                    let size = unsafe Glibc.read(descriptor, start + used, min(step, memory.count - used))
                    if size < 0 { failed = errno != EINTR } else { used += size }
                }
            }
            if failed { return nil }
            if bytes.count == before { break }
        }
        return String(decoding: bytes.prefix(limit), as: UTF8.self)
    }

    /// The one value in a file, without the line end.
    static func value(_ path: String) -> String? {
        text(path, limit: valueLimit)?.split(separator: "\n").first.map(String.init)
    }
}
