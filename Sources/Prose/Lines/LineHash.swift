/// Identity of short texts inside one document.
///
/// FNV-1a's offset and prime (64 bit), from its authors' page, over eight bytes a step where there are eight; the factor
/// of these steps is 2⁶⁴ over the golden ratio.
struct LineHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Takes the next eight bytes.
    @inline(__always)
    mutating func take(_ eight: UInt64) {
        state = (state ^ eight) &* 0x9E37_79B9_7F4A_7C15
        state ^= state &>> 29
    }

    /// The hash with the rest of the text, from `start` on.
    @inline(__always)
    consuming func end(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt64 {
        var i = start
        while i + 8 <= end {
            take(Packed.load64(text, at: i))
            i += 8
        }
        while i < end {
            state = (state ^ UInt64(text[i])) &* 0x0000_0100_0000_01B3
            i += 1
        }
        return state ^ state >> 32
    }

    static func of(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt64 { LineHash().end(text, start, end) }
}
