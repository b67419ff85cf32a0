import Glibc
public import Host
internal import SystemPackage

/// The streams every process starts with.
public enum StandardStream: Int32, Sendable {
    case input = 0, output, error

    public var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Columns and rows of the terminal; nil when it is none.
    public var terminalSize: (columns: Int, rows: Int)? {
        var size = winsize()
        guard unsafe ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// True when colours are wanted: a terminal that knows them, and no NO_COLOR (no-color.org).
    public var showsColours: Bool {
        isTerminal && (Environment.value("NO_COLOR") ?? "").isEmpty && Environment.value("TERM") != "dumb"
    }

    /// Writes all of `bytes`. A reader that went away is a fault with `.brokenPipe` (see `SignalMask.ignorePipe`).
    public func write(_ bytes: Span<UInt8>) throws(Fault) {
        var done = 0
        while done < bytes.count {
            done += try kernel(.append, subject) {
                unsafe bytes.withUnsafeBufferPointer { memory -> Int in
                    guard let start = memory.baseAddress else { return 0 }
                    return unsafe Glibc.write(rawValue, start + done, memory.count - done)
                }
            }
        }
    }

    /// Reads to the end, but at most `limit` bytes.
    public func read(limit: Int) throws(Fault) -> [UInt8] {
        let step = 64 << 10
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let before = bytes.count
            let wanted = min(step, limit - before)
            try bytes.append(addingCapacity: wanted) { (room: inout OutputSpan<UInt8>) throws(Fault) in
                try unsafe room.withUnsafeMutableBufferPointer { memory, used throws(Fault) in
                    guard let start = memory.baseAddress else { return }
                    used += try kernel(.read, subject) {
                        unsafe Glibc.read(rawValue, start + used, min(wanted, memory.count - used))
                    }
                }
            }
            if bytes.count == before { break }
        }
        return bytes
    }

    private var subject: String {
        switch self {
        case .input: "standard input"
        case .output: "standard output"
        case .error: "standard error"
        }
    }
}
