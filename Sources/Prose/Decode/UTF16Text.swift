/// UTF-16 to UTF-8.
enum UTF16Text {
    enum Order { case little, big }

    /// Bytes looked at to tell UTF-16 without a mark.
    static let sample = 4096
    /// One code unit in this many must have a zero high byte: spaces and line ends alone give one in eight in most
    /// scripts that use them.
    static let unitsPerZero = 16

    /// The byte order, when the bytes without a mark are evidently UTF-16: zeros on one side of the pairs and none
    /// on the other, and the sample decodes.
    static func evident(_ bytes: Span<UInt8>) -> Order? {
        guard bytes.count >= 4, bytes.count.isMultiple(of: 2) else { return nil }
        let units = min(bytes.count, sample) / 2
        // Without a zero in it there is nothing to count.
        guard SixteenBytes.first(0, in: bytes.extracting(0..<2 * units), from: 0) < 2 * units else { return nil }
        var even = 0
        var odd = 0
        for unit in 0..<units {
            if bytes[2 * unit] == 0 { even += 1 }
            if bytes[2 * unit + 1] == 0 { odd += 1 }
        }
        let order: Order
        if odd * unitsPerZero >= units && even == 0 {
            order = .little
        } else if even * unitsPerZero >= units && odd == 0 {
            order = .big
        } else {
            return nil
        }
        return plausible(bytes, units: units, order) ? order : nil
    }

    /// True when the units pair their surrogates and hold no control characters but those of text.
    private static func plausible(_ bytes: Span<UInt8>, units: Int, _ order: Order) -> Bool {
        var high = false
        for index in 0..<units {
            let unit = unit(bytes, at: 2 * index, order)
            let low = unit & 0xFC00 == 0xDC00
            if high != low { return false }
            high = unit & 0xFC00 == 0xD800
            if unit < 0x20 && !(9...13).contains(unit) { return false }
        }
        return true
    }

    /// Decodes from `start`; refuses an odd byte and a surrogate without its partner.
    static func decode(_ bytes: Span<UInt8>, from start: Int, _ order: Order) throws(Refusal) -> [UInt8] {
        guard (bytes.count - start).isMultiple(of: 2) else {
            throw Refusal(.encoding, "The file is UTF-16, but has half a character at its end.")
        }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count - start)
        var i = start
        while i < bytes.count {
            var scalar = UInt32(unit(bytes, at: i, order))
            i += 2
            if scalar & 0xF800 == 0xD800 {
                let next: UInt32 = i < bytes.count ? UInt32(unit(bytes, at: i, order)) : 0
                guard scalar < 0xDC00, next & 0xFC00 == 0xDC00 else {
                    throw Refusal(.encoding, "The file is UTF-16, but byte \(i - 1) begins half a surrogate pair.")
                }
                scalar = 0x10000 + ((scalar & 0x3FF) << 10 | next & 0x3FF)
                i += 2
            }
            out.appendScalar(scalar)
        }
        return out
    }

    private static func unit(_ bytes: Span<UInt8>, at i: Int, _ order: Order) -> UInt16 {
        let first = UInt16(bytes[i])
        let second = UInt16(bytes[i + 1])
        return order == .little ? second << 8 | first : first << 8 | second
    }
}

extension [UInt8] {
    /// Appends the UTF-8 form of a scalar value, which must not be a surrogate.
    mutating func appendScalar(_ scalar: UInt32) {
        switch scalar {
        case ..<0x80:
            append(UInt8(truncatingIfNeeded: scalar))
        case ..<0x800:
            append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        case ..<0x10000:
            append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        default:
            append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        }
    }
}
