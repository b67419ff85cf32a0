/// Sixty-four bytes of a text, of which one bit each tells whether it is of a kind: a word of ASCII is two counts of
/// trailing zeros.
struct WordBlock {
    /// Letters and digits of ASCII; bytes beyond it; apostrophes; digits.
    let ascii: UInt64
    let other: UInt64
    let apostrophes: UInt64
    let digits: UInt64

    static let bytes = 64
    /// Bytes from its start that must exist: a word that begins in it is loaded by eights.
    static let reach = bytes + 8
    private typealias Lanes = SixteenBytes.Lanes

    @inline(__always)
    init(_ text: Span<UInt8>, at base: Int) {
        var (ascii, rare) = (Lanes(), Lanes())
        for part in 0..<4 {
            let bytes = SixteenBytes(text, at: base &+ SixteenBytes.count &* part)
            let digits = bytes.within(0x30, 0x39)
            ascii |= (bytes.letters | digits) & WordBlock.weights(part)
            rare |= bytes.wide | digits | bytes.equal(to: 0x27)
        }
        self.ascii = WordBlock.bits(ascii)
        if SixteenBytes.isEmpty(rare) {
            (other, apostrophes, self.digits) = (0, 0, 0)
            return
        }
        var (other, apostrophes, digits) = (Lanes(), Lanes(), Lanes())
        for part in 0..<4 {
            let bytes = SixteenBytes(text, at: base &+ SixteenBytes.count &* part)
            let weights = WordBlock.weights(part)
            other |= bytes.wide & weights
            apostrophes |= bytes.equal(to: 0x27) & weights
            digits |= bytes.within(0x30, 0x39) & weights
        }
        self.other = WordBlock.bits(other)
        self.apostrophes = WordBlock.bits(apostrophes)
        self.digits = WordBlock.bits(digits)
    }

    /// The words of the block, without one that may go on behind it; nil when there is more in it than ASCII letters and
    /// digits, or when one word is all of it.
    @inline(__always)
    var plainWords: UInt64? {
        guard other | apostrophes == 0 else { return nil }
        guard ascii &>> 63 == 1 else { return ascii }
        let last = (~ascii).leadingZeroBitCount
        return last < WordBlock.bytes ? ascii & UInt64.max &>> UInt64(last) : nil
    }

    /// The bit that each byte of a quarter of the block is kept in: eighth by eighth, lowest first.
    @inline(__always)
    private static func weights(_ part: Int) -> Lanes {
        let first = UInt64(1) &<< UInt64(2 &* part) &* 0x0101_0101_0101_0101
        return Packed.lanes(first, first &<< 1)
    }

    /// The bits of a block in their order, of which byte j of each half has those of every eighth byte from the jth on: a
    /// matrix of eight times eight bits turned over (Warren, "Hacker's Delight", 7-3).
    @inline(__always)
    private static func bits(_ lanes: Lanes) -> UInt64 {
        let (low, high) = Packed.halves(lanes)
        var bits = low | high
        var change = (bits ^ bits &>> 7) & 0x00AA_00AA_00AA_00AA
        bits ^= change ^ change &<< 7
        change = (bits ^ bits &>> 14) & 0x0000_CCCC_0000_CCCC
        bits ^= change ^ change &<< 14
        change = (bits ^ bits &>> 28) & 0x0000_0000_F0F0_F0F0
        return bits ^ change ^ change &<< 28
    }

    /// The hash of a word of ASCII letters and digits alone, as `WordScanner` has it; eight bytes from its last one on
    /// must exist.
    @inline(__always)
    static func hash(_ text: Span<UInt8>, _ start: Int, _ length: Int) -> UInt64 {
        // 0x20 turns a capital letter into a small one, and leaves small letters and digits as they are.
        let small: UInt64 = 0x2020_2020_2020_2020
        var hash = WordScanner.seed
        var place = start
        var rest = length
        while rest > 8 {
            hash = WordScanner.mix(hash ^ (Packed.load64(text, at: place) | small), WordScanner.factor)
            place &+= 8
            rest &-= 8
        }
        let keep = UInt64.max &>> UInt64(64 &- 8 &* rest)
        return WordScanner.mix(hash ^ (Packed.load64(text, at: place) | small) & keep, WordScanner.factor)
    }
}
