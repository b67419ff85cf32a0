import Host
import Ledger

/// What `trace` looks for: a path or the end of one, an id, or a checksum.
struct TraceQuery {
    private let digest: Digest?
    private let path: [UInt8]

    init(_ name: String, inbox: String) {
        digest = Digest(hex: name)
        let relative = name.hasPrefix(inbox + "/") ? String(name.dropFirst(inbox.count + 1)) : name
        path = Array(relative.utf8)
    }

    func matches(_ scan: LineScan, _ line: Span<UInt8>) -> Bool {
        if let digest { return scan.id == digest || scan.sha256 == digest || scan.duplicateOf == digest }
        return matches(scan.file(in: line)) || (scan.original.map { matches($0.bytes) } ?? false)
    }

    /// The whole path, or the last parts of it.
    func matches(_ file: [UInt8]) -> Bool {
        guard digest == nil, !path.isEmpty, file.count >= path.count, file.suffix(path.count).elementsEqual(path) else { return false }
        return file.count == path.count || file[file.count - path.count - 1] == UInt8(ascii: "/")
    }
}
