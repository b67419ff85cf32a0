/// What a byte adds to the counts of a line, so that a loop adds it without asking what it is: seven counters of eight
/// bits in one number.
struct ByteCounts {
    /// Added wherever it stands, and where it opens a word.
    private(set) var always: UInt64 = 0
    private(set) var opening: UInt64 = 0
    /// Ones when a word may still open behind it, as behind a quote or a bracket; ones when one does, as behind a space.
    private(set) var keeps: UInt64 = 0
    private(set) var opens: UInt64 = 0

    /// It means more than itself: stops, bars, slashes, everything beyond ASCII.
    @inline(__always)
    var isSpecial: Bool { always &>> 63 == 1 }

    /// Bytes taken one by one before eight at once are tried again.
    static let step = 8
    /// Bytes after which a counter may be full.
    static let mostBytes = 255
    static let letter: UInt64 = 0
    static let upper: UInt64 = 8
    static let digit: UInt64 = 16
    static let comma: UInt64 = 24
    static let token: UInt64 = 32
    static let capital: UInt64 = 40
    static let small: UInt64 = 48

    static let all: [ByteCounts] = (0...255).map { ByteCounts($0) }

    private init(_ byte: UInt8) {
        opening = 1 << ByteCounts.token
        switch byte {
        case 0x20:
            opening = 0
            (keeps, opens) = (.max, .max)
        case 0x61...0x7A:
            always = 1 << ByteCounts.letter
            opening |= 1 << ByteCounts.small
        case 0x41...0x5A:
            always = 1 << ByteCounts.letter | 1 << ByteCounts.upper
            opening |= 1 << ByteCounts.capital
        case 0x30...0x39: always = 1 << ByteCounts.digit
        case 0x2C, 0x3B: always = 1 << ByteCounts.comma
        case 0x2E, 0x21, 0x3F, 0x7C, 0x40, 0x2F, 0x80...0xFF: always = 1 << 63
        case 0x26: break  // an ampersand is a word
        default:
            // The word's first letter is still to come.
            opening = 0
            keeps = .max
        }
    }
}

/// The counts of letters, spaces, commas and full stops, of which most text is made, eight at once: each number holds
/// eight counters, one for each byte of a step.
struct PlainCounts {
    private var steps = 0
    private(set) var letters: UInt64 = 0
    private(set) var uppers: UInt64 = 0
    private(set) var commas: UInt64 = 0
    private(set) var stops: UInt64 = 0
    private(set) var tokens: UInt64 = 0
    private(set) var capitals: UInt64 = 0
    private(set) var smalls: UInt64 = 0

    /// What a counter of eight bits holds.
    private static let mostSteps = 255

    var isFull: Bool { steps == PlainCounts.mostSteps }

    /// Takes eight bytes, or none: when one of them is of another kind, a stop is the last, so that it is not known
    /// whether a space follows, or the counters are full.
    @inline(__always)
    mutating func take(_ bytes: EightBytes, _ atWord: inout UInt64) -> Bool {
        let isLetter = bytes.letters
        let space = bytes.equal(to: 0x20)
        let comma = bytes.equal(to: 0x2C)
        let stop = bytes.equal(to: 0x2E)
        guard isLetter | space | comma | stop & ~(1 &<< 63) == EightBytes.highs, steps < PlainCounts.mostSteps else { return false }
        let opening = ~space & (space &<< 8 | atWord & 0x80)
        // Capital letters have bit 5 clear.
        let upper = isLetter & ~(bytes.bits &<< 2)
        letters &+= isLetter &>> 7
        uppers &+= upper &>> 7
        commas &+= comma &>> 7
        stops &+= (stop & space &>> 8) &>> 7
        tokens &+= opening &>> 7
        capitals &+= (opening & upper) &>> 7
        smalls &+= (opening & isLetter & ~upper) &>> 7
        atWord = 0 &- space &>> 63
        steps &+= 1
        return true
    }
}
