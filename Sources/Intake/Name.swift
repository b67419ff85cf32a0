import Ledger
import Prose

/// What something is found by in the index: the first 126 bits of a SHA-256, and what it is the SHA-256 of. Two of 2^40 texts
/// share theirs with a probability of 2^-47, and nobody is known to be able to make such a pair.
struct Name: Sendable, Hashable {
    enum Kind: UInt64, CaseIterable {
        /// The text of an article: its id.
        case text = 0
        /// The raw bytes of a file that became an article or repeats one.
        case file = 1
        /// A path and the bytes that `ingest` was given under it.
        case path = 2
    }

    /// Spread evenly: the key of its entry.
    let high: UInt64
    /// Its last two bits tell the kind.
    let low: UInt64

    init(_ digest: Digest, _ kind: Kind) {
        (high, low) = (digest.head.0, digest.head.1 & ~3 | kind.rawValue)
    }

    /// The name of an entry.
    init(high: UInt64, _ entry: NameEntry) {
        (self.high, low) = (high, entry.low)
    }

    var kind: Kind? { Kind(rawValue: low & 3) }
}

/// Who has a name.
struct NameEntry: RunValue {
    /// The rest of the name.
    let low: UInt64
    /// The article that has the text, or that the file became or repeats, and 1 for a path.
    let seq: Int

    init(_ name: Name, seq: Int) {
        precondition(seq > 0)
        (low, self.seq) = (name.low, seq)
    }
}

extension NameEntry {
    static var size: Int { 16 }

    init(_ bytes: Span<UInt8>, at index: Int) {
        low = Packed.load64(bytes, at: index)
        seq = Int(truncatingIfNeeded: Packed.load64(bytes, at: index + 8))
    }

    func store(in bytes: inout MutableSpan<UInt8>, at index: Int) {
        bytes.store(low, at: index)
        bytes.store(UInt64(seq), at: index + 8)
    }

    /// Each tells something.
    static func reduce(_ entries: inout RunEntries<NameEntry>) {}
}

/// A check of numbers, to tell what rots; no defence against anybody. Steps as `LineHash` has them.
struct SpreadSum {
    private(set) var value: UInt64 = 0

    mutating func add(_ number: UInt64) {
        value = (value ^ number) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 29
    }
}
