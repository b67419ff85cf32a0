internal import CSystemd
import Glibc
public import Host

/// Events as entries of the journal, with their fields (sd_journal_sendv(3)).
public final class JournalReporter: Reporter {
    public init() {}

    /// True when standard error is the journal: systemd then names its device and inode in JOURNAL_STREAM, and whoever
    /// redirects the stream afterwards gets plain lines again.
    public static var isConnected: Bool {
        var status = stat()
        guard let stream = Environment.value("JOURNAL_STREAM"), unsafe fstat(2, &status) == 0 else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }

    /// The journal when standard error is connected to it, else lines.
    public static func orTerminal() -> any Reporter { isConnected ? JournalReporter() : TerminalReporter() }

    public func report(_ event: Event) {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for field in JournalReporter.fields(event) {
            bytes.append(contentsOf: field.utf8)
            ends.append(bytes.count)
        }
        let result = unsafe bytes.withUnsafeMutableBytes { memory -> Int32 in
            guard let start = memory.baseAddress else { return 0 }
            var begin = 0
            let parts = unsafe ends.map { end in
                defer { begin = end }
                return unsafe iovec(iov_base: start + begin, iov_len: end - begin)
            }
            return unsafe sd_journal_sendv(parts, Int32(parts.count))
        }
        // A journal that takes nothing is no reason to say nothing: systemd reads the stream too.
        if result < 0 { TerminalReporter().report(event) }
    }

    /// `NAME=value`, in the order of the event.
    static func fields(_ event: Event) -> [String] {
        [
            "MESSAGE=\(event.message)", "MESSAGE_ID=\(event.kind.rawValue)", "PRIORITY=\(event.priority.rawValue)",
        ] + event.fields.map { "\($0.0.rawValue)=\($0.1)" }
    }
}
