import struct Crypto.SHA256
import Ledger

/// SHA-256, which names texts and raw files.
enum Hashing {
    static func digest(of bytes: [UInt8]) -> Digest {
        digest(SHA256.hash(data: bytes))
    }

    fileprivate static func digest(_ value: SHA256.Digest) -> Digest {
        guard let digest = Digest(bytes: Array(value)) else { preconditionFailure("SHA-256 has 32 bytes") }
        return digest
    }
}

/// SHA-256 of bytes that come in pieces.
struct RunningHash {
    private var hasher = SHA256()

    mutating func add(_ bytes: [UInt8]) {
        hasher.update(data: bytes)
    }

    func finish() -> Digest { Hashing.digest(hasher.finalize()) }
}
