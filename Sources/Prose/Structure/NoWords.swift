/// Lines without a word: counters, page numbers, bare list marks, rules of dashes. Prices, shares and telephone
/// numbers stay: they say something by themselves.
enum NoWords {
    static let mostDigits = 5

    static func cut(in draft: inout Draft) {
        for piece in 0..<draft.count where draft.fates[piece].isKept && draft.traits[piece].letters == 0 {
            if draft.traits[piece].digits > mostDigits || isAmount(draft.text(piece)) { continue }
            draft.fates[piece] = .cut(.structure(.noWords))
        }
    }

    /// A sign of money or share: `$ % £ ¥ €` and the block of currency signs.
    private static func isAmount(_ text: ArraySlice<UInt8>) -> Bool {
        var before: (UInt8, UInt8) = (0, 0)
        for byte in text {
            if byte == 0x24 || byte == 0x25 { return true }
            if before.1 == 0xC2 && (0xA2...0xA5).contains(byte) { return true }
            if before == (0xE2, 0x82) && byte >= 0xA0 { return true }
            before = (before.1, byte)
        }
        return false
    }
}
