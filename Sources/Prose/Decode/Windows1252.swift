/// Windows-1252 to UTF-8: the encoding of western texts that are not UTF-8, a superset of Latin-1's letters.
enum Windows1252 {
    /// Refuses bytes the code page leaves undefined, and texts where accented letters are so many that another
    /// one-byte encoding (Cyrillic, Greek, a multi-byte one …) is likelier: better no article than a garbled one.
    static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> [UInt8] {
        var letters = 0
        var accented = 0
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + bytes.count / 8)
        for i in 0..<bytes.count {
            let byte = bytes[i]
            if byte < 0x80 {
                if byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A { letters += 1 }
                out.append(byte)
                continue
            }
            if byte >= 0xC0 { accented += 1 }
            let scalar = byte < 0xA0 ? UInt32(upper[Int(byte) - 0x80]) : UInt32(byte)
            if scalar == 0 {
                throw Refusal(.encoding, "The file is neither UTF-8 nor Windows-1252: byte \(i + 1) is in neither.")
            }
            out.appendScalar(scalar)
        }
        if accented * mostAccented > letters + accented {
            throw Refusal(.encoding, "The file is not UTF-8, and read as Windows-1252 it would be garbled; save it as UTF-8.")
        }
        return out
    }

    /// One letter in this many may be accented; the densest western texts (Vietnamese aside) have one in six.
    private static let mostAccented = 3

    /// 0x80 to 0x9F, from the code page's table at unicode.org; 0 where undefined.
    private static let upper: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ]
}
