/// Signs that a file is not text.
enum Binary {
    /// More control characters than one in this many bytes are no text. Terminal logs and old wire copy carry a few.
    static let bytesPerControl = 64

    /// A reason for a person when control characters show that this is not text; nil otherwise.
    /// NUL is never text. Tab, line feed, vertical tab, form feed and carriage return always are.
    static func controls(_ bytes: Span<UInt8>, from start: Int) -> String? {
        var controls = 0
        for i in start..<bytes.count where bytes[i] < 0x20 {
            let byte = bytes[i]
            if byte == 0 { return "The file is not text: byte \(i + 1) is NUL." }
            if byte < 9 || byte > 13 { controls += 1 }
        }
        guard controls > 0, controls * bytesPerControl > bytes.count - start else { return nil }
        return "The file is not text: it has \(controls) control characters in \(bytes.count - start) bytes."
    }

    /// The kind of file its first bytes name; nil when they name none.
    static func signature(_ bytes: Span<UInt8>) -> String? {
        for (name, signature) in signatures where bytes.count >= signature.count {
            if signature.indices.allSatisfy({ bytes[$0] == signature[$0] }) { return name }
        }
        return nil
    }

    /// First bytes of the formats that people drop by mistake, from the formats' own specifications.
    private static let signatures: [(String, [UInt8])] = [
        ("a PDF document", Array("%PDF-".utf8)),
        ("PostScript", Array("%!PS-".utf8)),
        ("an RTF document", Array("{\\rtf".utf8)),
        ("a ZIP archive or office document", [0x50, 0x4B, 0x03, 0x04]),
        ("gzip", [0x1F, 0x8B, 0x08]),
        ("bzip2", Array("BZh9".utf8)),
        ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
        ("Zstandard", [0x28, 0xB5, 0x2F, 0xFD]),
        ("a PNG image", [0x89, 0x50, 0x4E, 0x47]),
        ("a JPEG image", [0xFF, 0xD8, 0xFF]),
        ("a GIF image", Array("GIF8".utf8)),
        ("a program", [0x7F, 0x45, 0x4C, 0x46]),
        ("an old office document", [0xD0, 0xCF, 0x11, 0xE0]),
    ]
}
