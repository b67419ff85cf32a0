import Host
import SystemPackage

/// The last calls, for messages about failures, and a digest of all of them, to compare two runs.
struct Trace: Sendable {
    struct Entry: Sendable {
        let number: Int
        let call: Fault.Call
        let subject: String
        let errno: Errno?
    }

    /// Calls that are kept.
    static let limit = 512

    private var ring: [Entry] = []
    private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func note(_ entry: Entry) {
        var mark = UInt64(entry.number) &* 31 &+ UInt64(entry.subject.utf8.count) &* 1009
        mark = mark &+ UInt64(UInt32(bitPattern: entry.errno?.rawValue ?? 0)) &* 7919
        mark = mark &+ UInt64(entry.call.rawValue.utf8.first ?? 0)
        for byte in entry.subject.utf8.suffix(8) { mark = (mark ^ UInt64(byte)) &* 0x100_0000_01B3 }
        digest = (digest ^ mark) &* 0x100_0000_01B3
        if ring.count < Trace.limit {
            ring.append(entry)
        } else {
            ring[entry.number % Trace.limit] = entry
        }
    }

    /// One line a call, oldest first.
    var lines: [String] {
        ring.sorted { $0.number < $1.number }.map { entry in
            "\(entry.number) \(entry.call.rawValue) \(entry.subject)" + (entry.errno.map { " -> \($0)" } ?? "")
        }
    }
}
