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

/// Who has a name. It tells itself whether it is what was written: who is taken for the first to have a text goes into the
/// store for ever.
struct NameEntry: RunValue {
    /// The rest of the name.
    let low: UInt64
    /// The article that has the text, or that the file became or repeats, and 1 for a path: 40 bits; a check of all in the
    /// upper 24.
    private let word: UInt64

    private static let seqBits: UInt64 = 40

    init(_ name: Name, seq: Int) {
        precondition(0 < seq && seq < 1 << NameEntry.seqBits, "a trillion deliveries are more than a store can have")
        low = name.low
        word = UInt64(seq) | NameEntry.check(name.high, name.low, UInt64(seq)) << NameEntry.seqBits
    }

    /// Nil when the entry of a name is not what was written.
    func seq(of name: Name) -> Int? {
        let seq = word & (1 << NameEntry.seqBits - 1)
        return word >> NameEntry.seqBits == NameEntry.check(name.high, low, seq) ? Int(seq) : nil
    }

    /// 24 bits that any other numbers have by chance only.
    private static func check(_ high: UInt64, _ low: UInt64, _ seq: UInt64) -> UInt64 {
        var sum = SpreadSum()
        sum.add(high)
        sum.add(low)
        sum.add(seq)
        return sum.value >> seqBits
    }
}

extension NameEntry {
    static var size: Int { 16 }

    init(_ bytes: Span<UInt8>, at index: Int) {
        low = Packed.load64(bytes, at: index)
        word = Packed.load64(bytes, at: index + 8)
    }

    func store(in bytes: inout MutableSpan<UInt8>, at index: Int) {
        Packed.store64(low, in: &bytes, at: index)
        Packed.store64(word, in: &bytes, at: index + 8)
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
