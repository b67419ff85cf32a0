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

    /// Reads exactly 16 lower-case digits at `at` and moves it behind them; nil when they are not there. All of them are
    /// looked at before one is refused, without a branch: lines are full of digits.
    static func word(in bytes: Span<UInt8>, _ at: inout Int) -> UInt64? {
        guard bytes.count - at >= 16 else { return nil }
        let digits = bytes.extracting(at..<at + 16)
        var word: UInt64 = 0
        var isOther = false
        for index in 0..<16 {
            let (decimal, letter) = (digits[index] &- UInt8(ascii: "0"), digits[index] &- UInt8(ascii: "a"))
            isOther = isOther || (decimal > 9 && letter > 5)
            word = word << 4 | UInt64(decimal <= 9 ? decimal : letter &+ 10)
        }
        if isOther { return nil }
        at += 16
        return word
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
