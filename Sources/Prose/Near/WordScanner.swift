/// Finds the words of a text and hashes each, in one pass over the bytes and without allocation. Says what a word is;
/// `NearKernel` does the same faster for words of ASCII.
///
/// A word is a maximal run of Unicode letters, numbers and marks of the lower-cased text, from which the apostrophes
/// U+0027 and U+2019 were dropped: "Don’t" is `dont`, "3.5" is two words, a sentence of Chinese is one.
///
/// The hash of a word: its folded UTF-8 in chunks of sixteen bytes, the last filled up with zeros (no word has a zero
/// byte), each mixed in by one 64×64 → 128 bit multiplication of its halves, little end first, whose own halves are xored
/// (as in wyhash by Wang Yi). The first half is xored with what came before, at first a seed, and the second with a
/// factor; neither has the bytes of any word in UTF-8, so that no half makes nothing of the other. The same on every
/// machine and for ever: the index keeps what is derived from it.
///
/// Lower case is the full mapping, U+0130 to two scalars included. Final sigma follows the rule of Unicode but for
/// full stops between single letters.
struct WordScanner {
    /// Where the scanner stands in the text.
    var position = 0
    /// Source of the last word: from its first byte to after its last.
    private(set) var start = 0
    private(set) var end = 0
    /// Whether the last word has an ASCII digit.
    private(set) var hasDigit = false

    private let table = WordTable.shared
    private var hash = WordScanner.seed
    /// The chunk in hand, and its bytes, 0 ... 15.
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var fill: UInt64 = 0

    static let seed: UInt64 = 0x2D35_8DCC_AA6C_78A5
    static let factor: UInt64 = 0x8BB8_4B93_962E_ACC9
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// One multiplication of full width, halves xored.
    @inline(__always)
    static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    /// A chunk after those that made `hash`.
    @inline(__always)
    static func mix(_ chunk: (low: UInt64, high: UInt64), after hash: UInt64) -> UInt64 {
        mix(chunk.low ^ hash, chunk.high ^ factor)
    }

    /// The hash of the next word, or nil at the end of the text. Invalid UTF-8 parts words, and never crashes.
    @inline(__always)
    mutating func next(in text: Span<UInt8>) -> UInt64? {
        hash = Self.seed
        (low, high, fill) = (0, 0, 0)
        hasDigit = false
        var isOpen = false
        while position < text.count {
            let length = takeASCII(text, &isOpen)
            if length == 8 { continue }
            guard position < text.count else { break }
            let byte = text[position]
            if byte == 0x27 {
                position += 1
            } else if byte < 0x80 {
                if isOpen {
                    end = position
                    position += 1
                    return closed()
                }
                position += 1
            } else if !takeScalar(text, &isOpen), isOpen {
                return closed()
            }
        }
        guard isOpen else { return nil }
        end = position
        return closed()
    }

    @inline(__always)
    private func closed() -> UInt64 {
        fill > 0 ? Self.mix((low, high), after: hash) : hash
    }

    /// Takes the letters and digits of ASCII among the next eight bytes, up to the first other byte; returns how many.
    @inline(__always)
    private mutating func takeASCII(_ text: Span<UInt8>, _ isOpen: inout Bool) -> Int {
        let bytes = NearKernel.eight(text, at: position)
        let plain = bytes & ~Self.highs
        // Per byte, bit 7 tells; no carry leaves a byte, since both operands are below 128 and sums below 256.
        let digits = (plain &+ Self.ones &* 0x50) & ~(plain &+ Self.ones &* 0x46) & ~bytes & Self.highs
        let small = plain | Self.ones &* 0x20
        let letters = (small &+ Self.ones &* 0x1F) & ~(small &+ Self.ones &* 0x05) & ~bytes & Self.highs
        let others = ~(digits | letters) & Self.highs
        let length = others.trailingZeroBitCount >> 3
        guard length > 0 else { return 0 }
        let keep = UInt64.max >> UInt64(64 - 8 * length)
        if digits & keep != 0 { hasDigit = true }
        if !isOpen {
            isOpen = true
            start = position
        }
        append((bytes | letters >> 2) & keep, UInt64(length))
        position += length
        return length
    }

    /// Appends 1 ... 8 bytes, the rest of `bytes` being zero.
    @inline(__always)
    private mutating func append(_ bytes: UInt64, _ length: UInt64) {
        // What does not fit in the half that is filled; a half that was empty leaves nothing.
        let shift = 8 &* (fill & 7)
        let rest = shift == 0 ? 0 : bytes &>> (64 &- shift)
        let sum = fill &+ length
        if fill < 8 {
            low |= bytes &<< shift
            high = rest
            fill = sum
            return
        }
        high |= bytes &<< shift
        fill = sum
        if sum < 16 { return }
        hash = Self.mix((low, high), after: hash)
        (low, high, fill) = (rest, 0, sum &- 16)
    }

    /// Takes one scalar beyond ASCII; false when it ends a word (and `end` is set).
    private mutating func takeScalar(_ text: Span<UInt8>, _ isOpen: inout Bool) -> Bool {
        let here = position
        let (scalar, length) = UTF8Reader.scalar(text, at: here)
        position += length
        if scalar == 0x2019 { return true }
        guard table.isWord(scalar) else {
            end = here
            return false
        }
        if !isOpen {
            isOpen = true
            start = here
        }
        switch scalar {
        case 0x0130:
            append(0x69, 1)
            append(scalar: 0x0307)
        case 0x03A3 where isFinalSigma(text, here):
            append(scalar: 0x03C2)
        default:
            append(scalar: table.lower(scalar))
        }
        return true
    }

    private mutating func append(scalar: UInt32) {
        let bits = UInt64(scalar)
        switch scalar {
        case ..<0x80:
            append(bits, 1)
        case ..<0x800:
            append(0x80C0 | bits >> 6 | (bits & 0x3F) << 8, 2)
        case ..<0x10000:
            append(0x8080E0 | bits >> 12 | (bits >> 6 & 0x3F) << 8 | (bits & 0x3F) << 16, 3)
        default:
            append(0x808080F0 | bits >> 18 | (bits >> 12 & 0x3F) << 8 | (bits >> 6 & 0x3F) << 16 | (bits & 0x3F) << 24, 4)
        }
    }

    /// A capital sigma at `here` that ends a word of letters: after a letter, and not before one.
    private func isFinalSigma(_ text: Span<UInt8>, _ here: Int) -> Bool {
        guard here > start, !(0x30...0x39).contains(text[here - 1]) else { return false }
        var next = here + 2
        while next < text.count {
            if text[next] == 0x27 {
                next += 1
                continue
            }
            if text[next] < 0x80 { return !(0x61...0x7A).contains(text[next] | 0x20) }
            let (scalar, length) = UTF8Reader.scalar(text, at: next)
            if scalar != 0x2019 { return !table.isWord(scalar) }
            next += length
        }
        return true
    }
}

/// Reads single scalars beyond ASCII.
enum UTF8Reader {
    /// The scalar that begins at `index` (a byte from 0x80 up) and its length; U+FFFD and 1 for what is not UTF-8.
    static func scalar(_ text: Span<UInt8>, at index: Int) -> (UInt32, Int) {
        let lead = UInt32(text[index])
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard lead >= 0xC2, lead < 0xF5, index + length <= text.count else { return (0xFFFD, 1) }
        var scalar = lead & (0xFF >> UInt32(length + 1))
        for offset in 1..<length {
            let byte = UInt32(text[index + offset])
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            scalar = scalar << 6 | byte & 0x3F
        }
        let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
        guard scalar >= least, scalar < 0x110000, !(0xD800..<0xE000).contains(scalar) else { return (0xFFFD, 1) }
        return (scalar, length)
    }
}
