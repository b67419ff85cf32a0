import Testing

@testable import Prose

struct DecodingTests {
    private static let line = "Die Fähre kostet 5 €"

    private static func utf16(_ text: String, little: Bool, mark: Bool) -> [UInt8] {
        let units = (mark ? [0xFEFF] : []) + Array(text.utf16)
        return units.flatMap { unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return little ? [low, high] : [high, low]
        }
    }

    private static let told: [([UInt8], Encoding)] = [
        (Array(line.utf8), .utf8),
        ([0xEF, 0xBB, 0xBF] + Array(line.utf8), .utf8),
        (utf16(line, little: true, mark: true), .utf16LittleEndian),
        (utf16(line, little: false, mark: true), .utf16BigEndian),
        (utf16(line, little: true, mark: false), .utf16LittleEndian),
        (utf16(line, little: false, mark: false), .utf16BigEndian),
        (latin, .windows1252),
    ]
    private static let latin: [UInt8] = Array("Die F".utf8) + [0xE4] + Array("hre kostet 5 ".utf8) + [0x80]

    @Test(arguments: told)
    func tells(bytes: [UInt8], encoding: Encoding) throws {
        let decoded = try Decoded.decode(bytes)
        #expect(decoded.encoding == encoding)
        #expect(String(decoding: decoded.bytes, as: UTF8.self) == Self.line)
    }

    @Test func utf16BeyondTheBasicPlane() throws {
        let decoded = try Decoded.decode(Self.utf16("🌊 and a boat", little: true, mark: true))
        #expect(String(decoding: decoded.bytes, as: UTF8.self) == "🌊 and a boat")
    }

    private static func plain(_ text: String, _ more: [UInt8]) -> [UInt8] { Array(text.utf8) + more }

    private static let refused: [([UInt8], Refusal.Reason)] = [
        ([], .empty),
        (Array("%PDF-1.7 and so on".utf8), .binary),
        (Array("A line with a NUL \0 in it".utf8), .binary),
        (Array(repeating: 7, count: 200), .binary),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .binary),
        // Overlong slash, lone surrogate, a sequence cut short in text that is UTF-8 otherwise.
        (plain("plain ", [0xC0, 0xAF]), .encoding),
        (plain("plain ", [0xED, 0xA0, 0x80]), .encoding),
        (plain("äöü äöü äöü ", [0xC3]), .encoding),
        // Half a character, half a pair.
        ([0xFF, 0xFE, 0x41, 0x00, 0x42], .encoding),
        ([0xFF, 0xFE, 0x41, 0x00, 0x00, 0xD8, 0x42, 0x00], .encoding),
        ([0xFF, 0xFE, 0x00, 0x00, 0x41, 0x00, 0x00, 0x00], .encoding),
        // Undefined in Windows-1252; Cyrillic in its own code page.
        (plain("plain text ", [0x81, 0x41]), .encoding),
        ([0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2, 0x20, 0xEC, 0xE8, 0xF0, 0x20, 0xE8, 0x20, 0xE4, 0xEE, 0xEC], .encoding),
    ]

    @Test(arguments: refused)
    func refuses(bytes: [UInt8], reason: Refusal.Reason) {
        #expect { try Decoded.decode(bytes) } throws: { ($0 as? Refusal)?.reason == reason }
    }

    @Test func mojibakeStays() throws {
        let text = "The ferryâ€™s captain said so."
        #expect(String(decoding: try Decoded.decode(Array(text.utf8)).bytes, as: UTF8.self) == text)
    }

    @Test func refusalsAreSentences() {
        #expect { try Decoded.decode(Array("a\0b".utf8)) } throws: { ($0 as? Refusal)?.detail == "The file is not text: byte 2 is NUL." }
    }
}
