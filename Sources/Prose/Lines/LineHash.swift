/// Identity of short texts inside one document.
enum LineHash {
    /// FNV-1a's prime and offset (64 bit), from its authors' page, over eight bytes a step where there are eight.
    static func of(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var i = start
        while i + 8 <= end {
            hash = (hash ^ Packed.load64(text, at: i)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            i += 8
        }
        while i < end {
            hash = (hash ^ UInt64(text[i])) &* 0x0000_0100_0000_01B3
            i += 1
        }
        return hash ^ hash >> 32
    }
}
