/// Eight bytes as one number, the first in its low byte. A mask has bit 7 of bytes that are of a kind.
enum ByteWord {
    static let highs: UInt64 = 0x8080_8080_8080_8080
    static let ones: UInt64 = 0x0101_0101_0101_0101

    /// The bytes from `start` on, all of which must exist.
    @inline(__always)
    static func of(_ bytes: Span<UInt8>, _ start: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<8 { word |= UInt64(bytes[start &+ index]) &<< UInt64(8 &* index) }
        return word
    }

    /// Bytes that are `byte`; behind the first one there may be some that are not.
    @inline(__always)
    static func equal(_ word: UInt64, to byte: UInt8) -> UInt64 {
        let rest = word ^ ones &* UInt64(byte)
        // A zero borrows from its own bit 7, and perhaps one that comes behind it does.
        return (rest &- ones) & ~rest & highs
    }

    /// Bytes below `limit`, which is at most 0x80; behind the first one there may be some that are not.
    @inline(__always)
    static func below(_ word: UInt64, _ limit: UInt8) -> UInt64 {
        (word &- ones &* UInt64(limit)) & ~word & highs
    }

    /// Bytes in `first ... last`, both of ASCII: exact.
    @inline(__always)
    static func within(_ word: UInt64, _ first: UInt8, _ last: UInt8) -> UInt64 {
        // No sum carries from byte to byte.
        let plain = word & ~highs
        return (plain &+ ones &* UInt64(0x80 &- first)) & ~(plain &+ ones &* UInt64(0x7F &- last)) & ~word & highs
    }

    /// Bytes before the first of a mask, which is not empty.
    @inline(__always)
    static func first(_ mask: UInt64) -> Int { mask.trailingZeroBitCount &>> 3 }
}
