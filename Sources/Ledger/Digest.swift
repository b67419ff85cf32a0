/// A SHA-256 value, held as four big-endian words so that it hashes and compares fast.
public struct Digest: Hashable, Sendable {
    fileprivate let a, b, c, d: UInt64

    /// Nil unless there are exactly 32 bytes.
    public init?(bytes: [UInt8]) { self.init(bytes: bytes.span) }

    /// Nil unless there are exactly 32 bytes.
    public init?(bytes: Span<UInt8>) {
        guard bytes.count == Digest.size else { return nil }
        func word(at start: Int) -> UInt64 {
            var word: UInt64 = 0
            for index in start..<start + 8 { word = word << 8 | UInt64(bytes[index]) }
            return word
        }
        (a, b, c, d) = (word(at: 0), word(at: 8), word(at: 16), word(at: 24))
    }

    /// Nil unless the text is 64 lower-case hex digits.
    public init?(hex: String) {
        var at = 0
        let bytes = Array(hex.utf8)
        guard bytes.count == 2 * Digest.size, let value = Digest(hexIn: bytes.span, &at) else { return nil }
        self = value
    }

    /// Reads 64 lower-case hex digits at `at` and moves it behind them.
    init?(hexIn bytes: Span<UInt8>, _ at: inout Int) {
        guard let a = Hex.word(in: bytes, &at), let b = Hex.word(in: bytes, &at),
            let c = Hex.word(in: bytes, &at), let d = Hex.word(in: bytes, &at)
        else { return nil }
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    /// Bytes of a digest.
    public static let size = 32

    public var bytes: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(Digest.size)
        pack(into: &out)
        return out
    }

    /// Appends its bytes.
    public func pack(into out: inout [UInt8]) {
        Packing.append(a, bytes: 8, to: &out)
        Packing.append(b, bytes: 8, to: &out)
        Packing.append(c, bytes: 8, to: &out)
        Packing.append(d, bytes: 8, to: &out)
    }

    /// The first 16 bytes as two numbers, big end first.
    public var head: (UInt64, UInt64) { (a, b) }

    /// 64 lower-case hex digits.
    public var hex: String {
        var out: [UInt8] = []
        appendHex(to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    func appendHex(to out: inout [UInt8]) {
        Hex.append(a, to: &out)
        Hex.append(b, to: &out)
        Hex.append(c, to: &out)
        Hex.append(d, to: &out)
    }
}

extension Digest: Comparable {
    /// The order of their bytes.
    public static func < (left: Digest, right: Digest) -> Bool {
        (left.a, left.b, left.c, left.d) < (right.a, right.b, right.c, right.d)
    }
}

extension Digest: CustomStringConvertible {
    public var description: String { hex }
}

/// The first digits of digests.
public struct DigestPrefix: Sendable {
    /// The digits with zeros behind them, and which bits of a digest they are about.
    private let digits, mask: Digest

    /// Nil unless the text is 1 to 64 lower-case hex digits.
    public init?(hex: String) {
        let missing = 2 * Digest.size - hex.utf8.count
        guard !hex.isEmpty, missing >= 0, let digits = Digest(hex: hex + String(repeating: "0", count: missing)),
            let mask = Digest(hex: String(repeating: "f", count: hex.utf8.count) + String(repeating: "0", count: missing))
        else { return nil }
        (self.digits, self.mask) = (digits, mask)
    }

    public func matches(_ digest: Digest) -> Bool {
        digest.a & mask.a == digits.a && digest.b & mask.b == digits.b && digest.c & mask.c == digits.c
            && digest.d & mask.d == digits.d
    }
}
