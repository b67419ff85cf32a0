/// Signs that a file is not text.
enum Binary {
    /// More control characters than one in this many bytes are no text. Terminal logs and old wire copy carry a few.
    static let bytesPerControl = 64

    /// Control characters counted. NUL is never text. Tab, line feed, vertical tab, form feed and carriage return
    /// always are.
    struct Controls {
        private var firstNUL: Int?
        private var count = 0

        /// Counts a byte below 0x20.
        mutating func add(_ byte: UInt8, at i: Int) {
            if byte == 0 && firstNUL == nil { firstNUL = i }
            if byte < 9 || byte > 13 { count += 1 }
        }

        /// A reason for a person when they show that these bytes are not text; nil otherwise.
        func sign(in bytes: Int) -> String? {
            if let firstNUL { return "The file is not text: byte \(firstNUL + 1) is NUL." }
            guard count > 0, count * bytesPerControl > bytes else { return nil }
            return "The file is not text: it has \(count) control characters in \(bytes) bytes."
        }
    }

    /// The kind of file its first bytes name; nil when they name none.
    static func signature(_ bytes: Span<UInt8>) -> String? {
        guard bytes.count > 0, firstBytes.contains(bytes[0]) else { return nil }
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

    private static let firstBytes = signatures.map { $0.1[0] }
}
