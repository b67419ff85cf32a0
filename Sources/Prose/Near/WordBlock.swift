/// Sixty-four bytes of a text, of which one bit each tells whether it is of a kind: a word of ASCII is two counts of
/// trailing zeros.
struct WordBlock {
    /// Letters and digits of ASCII; bytes beyond it; apostrophes; digits.
    let ascii: UInt64
    let other: UInt64
    let apostrophes: UInt64
    let digits: UInt64

    static let bytes = 64
    /// Bytes from its start that must exist: a word that begins in it is loaded by sixteens.
    static let reach = bytes + SixteenBytes.count
    private typealias Lanes = SixteenBytes.Lanes

    @inline(__always)
    init(_ text: Span<UInt8>, at base: Int) {
        let quarters = (
            SixteenBytes(text, at: base), SixteenBytes(text, at: base &+ SixteenBytes.count),
            SixteenBytes(text, at: base &+ 2 &* SixteenBytes.count), SixteenBytes(text, at: base &+ 3 &* SixteenBytes.count)
        )
        ascii = WordBlock.bits(
            WordBlock.plain(quarters.0), WordBlock.plain(quarters.1), WordBlock.plain(quarters.2), WordBlock.plain(quarters.3))
        let rare = WordBlock.rare(quarters.0) | WordBlock.rare(quarters.1) | WordBlock.rare(quarters.2) | WordBlock.rare(quarters.3)
        if SixteenBytes.isEmpty(rare) {
            (other, apostrophes, digits) = (0, 0, 0)
            return
        }
        other = WordBlock.bits(quarters.0.wide, quarters.1.wide, quarters.2.wide, quarters.3.wide)
        apostrophes = WordBlock.bits(
            quarters.0.equal(to: 0x27), quarters.1.equal(to: 0x27), quarters.2.equal(to: 0x27), quarters.3.equal(to: 0x27))
        digits = WordBlock.bits(
            WordBlock.digits(quarters.0), WordBlock.digits(quarters.1), WordBlock.digits(quarters.2), WordBlock.digits(quarters.3))
    }

    /// Letters and digits of ASCII; what few blocks have; digits.
    @inline(__always)
    private static func plain(_ bytes: SixteenBytes) -> Lanes { bytes.letters | digits(bytes) }
    @inline(__always)
    private static func rare(_ bytes: SixteenBytes) -> Lanes { bytes.wide | digits(bytes) | bytes.equal(to: 0x27) }
    @inline(__always)
    private static func digits(_ bytes: SixteenBytes) -> Lanes { bytes.within(0x30, 0x39) }

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

    /// The bits of a block in their order, of masks of its quarters: a matrix of eight times eight bits turned over, of which
    /// byte j of each half has those of every eighth byte from the jth on (Warren, "Hacker's Delight", 7-3).
    @inline(__always)
    private static func bits(_ first: Lanes, _ second: Lanes, _ third: Lanes, _ fourth: Lanes) -> UInt64 {
        let lanes = first & weights(0) | second & weights(1) | third & weights(2) | fourth & weights(3)
        let (low, high) = Packed.halves(lanes)
        var bits = low | high
        var change = (bits ^ bits &>> 7) & 0x00AA_00AA_00AA_00AA
        bits ^= change ^ change &<< 7
        change = (bits ^ bits &>> 14) & 0x0000_CCCC_0000_CCCC
        bits ^= change ^ change &<< 14
        change = (bits ^ bits &>> 28) & 0x0000_0000_F0F0_F0F0
        return bits ^ change ^ change &<< 28
    }
}
