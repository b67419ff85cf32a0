/// A file as UTF-8, without byte order mark; what line numbers are counted in.
struct Decoded {
    var bytes: [UInt8]
    var encoding: Encoding
    /// False when it is in Normal Form C for certain.
    var mayCompose = true

    /// Tells the encoding from the bytes alone and decodes them, in one or two passes.
    ///
    /// In this order: a byte order mark; the pattern of UTF-16 (one byte of each pair is often zero, the other never);
    /// signs of something that is not text; UTF-8, if the whole is valid; Windows-1252, if it is plausible.
    /// Text that was decoded wrongly before it came here (mojibake) is valid UTF-8 and is left alone.
    static func decode(_ raw: [UInt8]) throws(Refusal) -> Decoded {
        if raw.isEmpty { throw Refusal(.empty, "The file has no bytes.") }
        if let marked = try marked(raw) { return marked }
        if let order = UTF16Text.evident(raw.span) { return try utf16(raw, from: 0, order) }
        if let what = Binary.signature(raw.span) {
            throw Refusal(.binary, "The file is not text but \(what).")
        }
        return try bytewise(raw, from: 0)
    }

    /// Decodes by the byte order mark; nil without one.
    private static func marked(_ raw: [UInt8]) throws(Refusal) -> Decoded? {
        guard let first = raw.first, first == 0 || first == 0xEF || first >= 0xFE else { return nil }
        if raw.starts(with: [0xEF, 0xBB, 0xBF]) {
            return try bytewise(raw, from: 3)
        }
        if raw.starts(with: [0xFF, 0xFE, 0, 0]) || raw.starts(with: [0, 0, 0xFE, 0xFF]) {
            throw Refusal(.encoding, "The file begins with the byte order mark of UTF-32; save it as UTF-8.")
        }
        if raw.starts(with: [0xFF, 0xFE]) { return try utf16(raw, from: 2, .little) }
        if raw.starts(with: [0xFE, 0xFF]) { return try utf16(raw, from: 2, .big) }
        return nil
    }

    private static func utf16(_ raw: [UInt8], from start: Int, _ order: UTF16Text.Order) throws(Refusal) -> Decoded {
        let bytes = try UTF16Text.decode(raw.span, from: start, order)
        if let sign = UTF8Check(bytes.span, from: 0).controls.sign(in: bytes.count) { throw Refusal(.binary, sign) }
        return Decoded(bytes: bytes, encoding: order == .little ? .utf16LittleEndian : .utf16BigEndian)
    }

    private static func bytewise(_ raw: [UInt8], from start: Int) throws(Refusal) -> Decoded {
        let check = UTF8Check(raw.span, from: start)
        if let sign = check.controls.sign(in: raw.count - start) { throw Refusal(.binary, sign) }
        guard let fault = check.firstFault else {
            return Decoded(bytes: start == 0 ? raw : Array(raw[start...]), encoding: .utf8, mayCompose: check.mayCompose)
        }
        if start > 0 || check.looksDamaged {
            throw Refusal(.encoding, "The file is UTF-8, but damaged: byte \(fault + 1) cannot stand where it does.")
        }
        return Decoded(bytes: try Windows1252.decode(raw.span), encoding: .windows1252)
    }
}
