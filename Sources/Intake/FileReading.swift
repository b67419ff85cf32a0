import Host
import Ledger

/// Reads a whole file, or, when it is too large to become an article, only its digest.
enum FileReading {
    /// Bytes read at a time when only the digest is wanted (1 MiB).
    private static let piece = 1 << 20
    /// A larger file is refused without its digest (256 MiB): hashing it would hold up the rest.
    static let hashLimit = 256 << 20

    /// Fills in bytes and size; a file over `limit` bytes gets its refusal instead of bytes.
    static func read(
        into inHand: inout FileInHand, _ file: borrowing OpenFile, _ volume: any Volume, limit: Int
    ) throws(Fault) {
        guard inHand.size <= limit else {
            inHand.refusal = Refusals.tooLarge(inHand.size, limit: limit)
            inHand.digest = try digest(of: file, volume, size: inHand.size)
            return
        }
        if inHand.size == 0 { inHand.refusal = Refusals.empty() }
        var bytes: [UInt8] = []
        // One byte more than expected tells a file that grew.
        let wanted = inHand.size + 1
        while bytes.count < wanted {
            let count = try volume.read(file, at: bytes.count, count: wanted - bytes.count, into: &bytes)
            if count == 0 || bytes.count == inHand.size { break }
        }
        inHand.size = bytes.count
        inHand.bytes = bytes
    }

    /// Of a file that will not be read: its digest alone, nil when it cannot be had.
    static func digest(
        of file: borrowing OpenFile, _ volume: any Volume, size: Int
    ) throws(Fault) -> Digest? {
        guard size <= hashLimit else { return nil }
        var hash = RunningHash()
        var offset = 0
        while offset < size {
            var bytes: [UInt8] = []
            let count = try volume.read(file, at: offset, count: min(piece, size - offset), into: &bytes)
            if count == 0 { return nil }
            hash.add(bytes)
            offset += count
        }
        return hash.finish()
    }
}
