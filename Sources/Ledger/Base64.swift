/// Base64 with padding (RFC 4648, section 4), canonical: one spelling for each value.
enum Base64 {
    static func append(_ bytes: [UInt8], to out: inout [UInt8]) {
        var at = 0
        while at < bytes.count {
            let left = bytes.count - at
            let word = UInt32(bytes[at]) << 16 | (left > 1 ? UInt32(bytes[at + 1]) << 8 : 0) | (left > 2 ? UInt32(bytes[at + 2]) : 0)
            out.append(digits[Int(word >> 18)])
            out.append(digits[Int(word >> 12 & 63)])
            out.append(left > 1 ? digits[Int(word >> 6 & 63)] : padding)
            out.append(left > 2 ? digits[Int(word & 63)] : padding)
            at += 3
        }
    }

    /// Nil for anything that `append` would not have written.
    static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var out: [UInt8] = []
        var at = 0
        while at < text.count {
            let isLast = at + 4 == text.count
            let pads = isLast ? (text[at + 3] == padding ? 1 : 0) + (text[at + 2] == padding ? 1 : 0) : 0
            if pads == 1, text[at + 3] != padding { return nil }
            var word: UInt32 = 0
            for index in at..<at + 4 - pads {
                guard let value = value(of: text[index]) else { return nil }
                word = word << 6 | UInt32(value)
            }
            word <<= UInt32(6 * pads)
            let bytes = [UInt8(word >> 16 & 255), UInt8(word >> 8 & 255), UInt8(word & 255)]
            // Bits that padding leaves over must be zero, or two spellings would mean the same.
            guard bytes[(3 - pads)...].allSatisfy({ $0 == 0 }) else { return nil }
            out.append(contentsOf: bytes[..<(3 - pads)])
            at += 4
        }
        return out
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    private static let digits = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
}
