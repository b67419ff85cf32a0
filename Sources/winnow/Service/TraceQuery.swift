import Host
import Ledger

/// What `trace` looks for: a path or the end of one, an id or a checksum or the first digits of either, or a delivery number.
/// A name that could be several of these is all of them.
struct TraceQuery {
    /// Digits from which on a word can be the beginning of an id: as many as tell a million apart, nearly always, and more
    /// than words of a language have that look like it.
    private static let shortest = 6

    /// The first hex digits of an id or checksum.
    private let digits: DigestPrefix?
    private let seq: Int?
    private let path: [UInt8]

    init(_ name: String, inbox: String) {
        digits = name.utf8.count >= Self.shortest ? DigestPrefix(hex: name) : nil
        seq = Int(name).flatMap { $0 >= 1 ? $0 : nil }
        let relative = name.hasPrefix(inbox + "/") ? String(name.dropFirst(inbox.count + 1)) : name
        path = Array(relative.utf8)
    }

    func matches(_ scan: LineScan, _ line: Span<UInt8>) -> Bool {
        if scan.seq == seq { return true }
        if let digits, [scan.id, scan.sha256, scan.duplicateOf].contains(where: { $0.map(digits.matches) ?? false }) { return true }
        return matches(scan.file(in: line)) || (scan.original.map { matches($0.bytes) } ?? false)
    }

    /// The whole path, or the last parts of it.
    func matches(_ file: [UInt8]) -> Bool {
        guard !path.isEmpty, file.count >= path.count, file.suffix(path.count).elementsEqual(path) else { return false }
        return file.count == path.count || file[file.count - path.count - 1] == UInt8(ascii: "/")
    }
}
