import Glibc
internal import Host
internal import SystemPackage

/// Makes one call of the kernel, again for as long as a signal interrupts it. `subject` is asked for only when it fails.
@inline(__always)
func kernel<Result: SignedInteger>(
    _ call: Fault.Call, _ subject: @autoclosure () -> String, _ body: () -> Result
) throws(Fault) -> Result {
    while true {
        let result = body()
        if result >= 0 { return result }
        let code = errno
        if code != EINTR { throw Fault(call, Errno(rawValue: code), subject()) }
    }
}

extension OpenFile {
    /// What the kernel calls it.
    @inline(__always)
    var descriptor: Int32 { handle.number }

    /// A name below this folder, for messages.
    func subject(of path: RelativePath) -> String {
        path.isRoot ? subject : "\(subject)/\(path.text)"
    }
}

extension RelativePath {
    /// Calls `body` with the path as the kernel wants it: ended by NUL, and `.` for the folder itself. Nothing is
    /// allocated for paths of ordinary length.
    @inline(__always)
    func withCPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        let size = Swift.max(bytes.count, 1) + 1
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { path in
            guard let start = path.baseAddress else { preconditionFailure("an allocation of \(size) bytes has an address") }
            unsafe start[0] = CChar(bitPattern: UInt8(ascii: "."))
            unsafe bytes.withUnsafeBufferPointer { source in
                guard let from = source.baseAddress else { return }
                unsafe UnsafeMutableRawPointer(start).copyMemory(from: from, byteCount: source.count)
            }
            unsafe start[size - 1] = 0
            return unsafe body(start)
        }
    }

    /// True when a folder has to be passed through on the way.
    @inline(__always)
    var hasSeveralComponents: Bool { bytes.contains(UInt8(ascii: "/")) }
}
