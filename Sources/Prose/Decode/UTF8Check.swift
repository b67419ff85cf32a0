/// Whether bytes are UTF-8, by the table of well-formed sequences (Unicode 16, table 3-7), and if not, whether they
/// were meant to be; beside it what the same pass shows: control characters, and whether Normal Form C is a question.
struct UTF8Check {
    private(set) var controls = Binary.Controls()
    /// False when every character is one of Normal Form C, whatever stands beside it: below U+0300, or the common
    /// punctuation from U+2000 to U+20BF, of which Normal Form C changes two spaces alone, and no space is kept.
    private(set) var mayCompose = false
    /// Index of the first byte that cannot stand where it does; nil when the whole is well-formed.
    private(set) var firstFault: Int?
    /// Well-formed sequences of two bytes and more.
    private(set) var sequences = 0
    /// Bytes where decoding had to begin anew.
    private(set) var faults = 0
    /// Sequences that only a broken UTF-8 encoder writes: overlong forms and surrogates.
    private(set) var forbidden = 0

    /// True when the bytes are UTF-8 with some damage rather than text in a one-byte encoding: there, accented letters
    /// hardly ever stand such that two or three of them look like a sequence.
    var looksDamaged: Bool { firstFault != nil && (forbidden > 0 || sequences > 2 * faults) }

    init(_ bytes: Span<UInt8>, from start: Int) {
        var i = start
        let count = bytes.count
        while i < count {
            if i &+ SixteenBytes.count <= count {
                let sixteen = SixteenBytes(bytes, at: i)
                let other = sixteen.wide | sixteen.within(0, 0x1F) & ~sixteen.within(0x09, 0x0D)
                if SixteenBytes.isEmpty(other) {
                    i &+= SixteenBytes.count
                    continue
                }
                i &+= SixteenBytes.before(other)
            }
            if bytes[i] < 0x80 {
                if bytes[i] < 0x20 { controls.add(bytes[i], at: i) }
                i += 1
                continue
            }
            // Beyond ASCII characters come in rows.
            repeat { i &+= take(bytes, at: i) } while i < count && bytes[i] >= 0x80
        }
    }

    /// Takes the sequence at `i`, or one byte that is none; returns its length.
    @inline(__always)
    private mutating func take(_ bytes: Span<UInt8>, at i: Int) -> Int {
        let length = UTF8Check.length(bytes, at: i)
        if length > 0 {
            sequences += 1
            if bytes[i] >= 0xCC && !(bytes[i] == 0xE2 && bytes[i + 1] < 0x83) { mayCompose = true }
            return length
        }
        if firstFault == nil { firstFault = i }
        faults += 1
        if UTF8Check.isForbidden(bytes, at: i) { forbidden += 1 }
        return 1
    }

    /// The length of the well-formed sequence of two to four bytes at `i`; 0 when there is none.
    static func length(_ bytes: Span<UInt8>, at i: Int) -> Int {
        let lead = bytes[i]
        let left = bytes.count - i
        switch lead {
        case 0xC2...0xDF:
            return left > 1 && continues(bytes[i + 1]) ? 2 : 0
        case 0xE0...0xEF:
            guard left > 2, continues(bytes[i + 1]), continues(bytes[i + 2]) else { return 0 }
            if lead == 0xE0 && bytes[i + 1] < 0xA0 { return 0 }  // overlong
            if lead == 0xED && bytes[i + 1] > 0x9F { return 0 }  // surrogate
            return 3
        case 0xF0...0xF4:
            guard left > 3, continues(bytes[i + 1]), continues(bytes[i + 2]), continues(bytes[i + 3]) else { return 0 }
            if lead == 0xF0 && bytes[i + 1] < 0x90 { return 0 }  // overlong
            if lead == 0xF4 && bytes[i + 1] > 0x8F { return 0 }  // beyond U+10FFFF
            return 4
        default:
            return 0
        }
    }

    private static func isForbidden(_ bytes: Span<UInt8>, at i: Int) -> Bool {
        guard bytes.count - i > 1, continues(bytes[i + 1]) else { return false }
        switch bytes[i] {
        case 0xC0, 0xC1: return true
        case 0xE0, 0xED, 0xF0: return bytes.count - i > 2 && continues(bytes[i + 2])
        default: return false
        }
    }

    private static func continues(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
