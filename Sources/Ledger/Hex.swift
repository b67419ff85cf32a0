/// Lower-case hexadecimal, as digests and prints are written.
enum Hex {
    /// The 16 digits of a word.
    static func append(_ word: UInt64, to out: inout [UInt8]) {
        var rest = word
        for _ in 0..<16 {
            rest = rest << 4 | rest >> 60
            out.append(digit(UInt8(truncatingIfNeeded: rest) & 15))
        }
    }

    /// Reads exactly 16 lower-case digits at `at` and moves it behind them; nil when they are not there. Eight at a time:
    /// lines are full of digits.
    static func word(in bytes: Span<UInt8>, _ at: inout Int) -> UInt64? {
        guard bytes.count - at >= 16 else { return nil }
        let digits = bytes.extracting(at..<at + 16)
        guard let high = half(ByteWord.of(digits, 0)), let low = half(ByteWord.of(digits, 8)) else { return nil }
        at += 16
        return high << 32 | low
    }

    /// The number that eight digits are, which come little end first.
    @inline(__always)
    private static func half(_ digits: UInt64) -> UInt64? {
        let letters = ByteWord.within(digits, UInt8(ascii: "a"), UInt8(ascii: "f"))
        guard letters | ByteWord.within(digits, UInt8(ascii: "0"), UInt8(ascii: "9")) == ByteWord.highs else { return nil }
        // a is 0x61, so its low half is 1.
        let values = (digits & 0x0F0F_0F0F_0F0F_0F0F) &+ (letters &>> 7) &* 9
        // Each first digit of two above its second, which stands in the higher byte; then bytes, then pairs of them, together.
        let bytes = (values &<< 4 | values &>> 8) & 0x00FF_00FF_00FF_00FF
        let pairs = (bytes &<< 8 | bytes &>> 16) & 0x0000_FFFF_0000_FFFF
        return (pairs &<< 16 | pairs &>> 32) & 0xFFFF_FFFF
    }

    static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") &+ nibble : UInt8(ascii: "a") &+ (nibble &- 10)
    }

    /// Nil for anything but 0-9 and a-f: upper-case digits are not ours.
    @inline(__always)
    static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
        default: nil
        }
    }
}
