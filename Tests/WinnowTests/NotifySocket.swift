import Foundation

/// A supervisor's end of sd_notify(3): a datagram socket with a name in the kernel alone, and what came in by it.
final class NotifySocket {
    /// For NOTIFY_SOCKET; the `@` stands for the NUL with which an abstract name begins.
    let name = "@winnow-test-\(UUID().uuidString)"
    private let descriptor: Int32
    private var messages: [String] = []

    init?() {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = [0] + Array(name.utf8.dropFirst())
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, size) }
        }
        guard result == 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// All datagrams so far, oldest first. The kernel holds back a sender while about ten of them are unread.
    var all: [String] {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let size = unsafe recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard size >= 0 else { return messages }
            messages.append(String(decoding: buffer[..<size], as: UTF8.self))
        }
    }

    /// Every assignment so far, in order.
    var assignments: [String] { all.flatMap { $0.split(separator: "\n").map(String.init) } }

    func count(_ assignment: String) -> Int { assignments.count { $0 == assignment } }
    func has(_ prefix: String) -> Bool { assignments.contains { $0.hasPrefix(prefix) } }
}
