/// Eight bytes of text as one number, the first in its low byte: what a loop takes in one step where most bytes are
/// plain. A mask has bit 7 of every byte that is of a kind, and no other bit. No sum below carries from byte to byte,
/// so masks are exact.
struct EightBytes {
    let bits: UInt64

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highs: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    init(bits: UInt64) { self.bits = bits }

    /// The bytes from `index` on, all of which must exist.
    @inline(__always)
    init(_ text: Span<UInt8>, at index: Int) { bits = Packed.load64(text, at: index) }

    /// The bytes from `index` on; zeros behind the end of the text.
    @inline(__always)
    init(_ text: Span<UInt8>, near index: Int) { bits = NearKernel.eight(text, at: index) }

    /// Without bit 7, as the sums need it.
    @inline(__always)
    private var plain: UInt64 { bits & ~EightBytes.highs }

    /// Bytes beyond ASCII.
    @inline(__always)
    var wide: UInt64 { bits & EightBytes.highs }

    /// Bytes beyond ASCII, and its last, DEL.
    @inline(__always)
    var wideOrDelete: UInt64 { (plain &+ EightBytes.ones | bits) & EightBytes.highs }

    /// Bytes below `limit`, which is at most 0x80.
    @inline(__always)
    func below(_ limit: UInt8) -> UInt64 {
        ~(plain &+ EightBytes.ones &* UInt64(0x80 &- limit) | bits) & EightBytes.highs
    }

    /// Bytes from `least` on; it is above 0x80.
    @inline(__always)
    func wide(from least: UInt8) -> UInt64 {
        (plain &+ EightBytes.ones &* (0x100 &- UInt64(least))) & bits & EightBytes.highs
    }

    /// Bytes that are `byte`.
    @inline(__always)
    func equal(to byte: UInt8) -> UInt64 {
        let difference = bits ^ EightBytes.ones &* UInt64(byte)
        return ~((difference & ~EightBytes.highs) &+ ~EightBytes.highs | difference) & EightBytes.highs
    }

    /// Bytes in `first ... last`, both of ASCII.
    @inline(__always)
    func within(_ first: UInt8, _ last: UInt8) -> UInt64 {
        below(last &+ 1) & ~below(first)
    }

    /// Letters of ASCII.
    @inline(__always)
    var letters: UInt64 {
        EightBytes(bits: bits | EightBytes.ones &* 0x20).within(0x61, 0x7A)
    }

    /// Capital letters of ASCII made small.
    @inline(__always)
    var lowered: UInt64 { bits | within(0x41, 0x5A) &>> 2 }

    /// Bytes before the first one of a mask; 8 when it is empty.
    @inline(__always)
    static func before(_ mask: UInt64) -> Int { mask.trailingZeroBitCount &>> 3 }

    /// How many bytes a mask names.
    @inline(__always)
    static func count(_ mask: UInt64) -> Int { Int(truncatingIfNeeded: (mask &>> 7 &* ones) &>> 56) }

    /// The sum of eight bytes.
    @inline(__always)
    static func sum(_ bits: UInt64) -> Int {
        let pairs: UInt64 = 0x00FF_00FF_00FF_00FF
        let sums = (bits & pairs) &+ (bits &>> 8 & pairs)
        return Int(truncatingIfNeeded: (sums &* 0x0001_0001_0001_0001) &>> 48)
    }
}
