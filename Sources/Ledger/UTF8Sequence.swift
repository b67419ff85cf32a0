/// Well-formed UTF-8, sequence by sequence (The Unicode Standard, table 3-7): no overlong form, no surrogate, nothing
/// above U+10FFFF.
enum UTF8Sequence {
    /// Bytes of the well-formed sequence that begins at `at`: 1 to 4, or 0 when none does.
    @inline(__always)
    static func length(in bytes: Span<UInt8>, at: Int) -> Int {
        let lead = bytes[at]
        if lead < 0x80 { return 1 }
        let left = bytes.count - at
        switch lead {
        case 0xC2...0xDF:
            return left >= 2 && isTail(bytes[at + 1]) ? 2 : 0
        case 0xE0...0xEF:
            guard left >= 3, isTail(bytes[at + 1]), isTail(bytes[at + 2]) else { return 0 }
            return (lead == 0xE0 && bytes[at + 1] < 0xA0) || (lead == 0xED && bytes[at + 1] > 0x9F) ? 0 : 3
        case 0xF0...0xF4:
            guard left >= 4, isTail(bytes[at + 1]), isTail(bytes[at + 2]), isTail(bytes[at + 3]) else { return 0 }
            return (lead == 0xF0 && bytes[at + 1] < 0x90) || (lead == 0xF4 && bytes[at + 1] > 0x8F) ? 0 : 4
        default:
            return 0
        }
    }

    @inline(__always)
    private static func isTail(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
