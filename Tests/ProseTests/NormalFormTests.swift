import Foundation
import Testing

@testable import Prose

struct NormalFormTests {
    /// Every scalar, alone and after a letter or a mark, that the quick check lets pass must be what Foundation composes.
    @Test(arguments: ["", "a", "\u{928}", "\u{1100}", "\u{5D0}\u{5B4}", "e\u{323}"])
    func agreesWithFoundation(before: String) {
        var wrong: [UInt32] = []
        for value in UInt32(0x80)..<0x30000 {
            // Foundation composes a syllable with this vowel, which no version of Unicode has.
            guard let scalar = Unicode.Scalar(value), value != 0x1176 else { continue }
            let text = before + String(scalar)
            let bytes = Array(text.utf8)
            if NormalForm.mayDiffer(bytes.span, 0..<bytes.count) { continue }
            if Array(text.precomposedStringWithCanonicalMapping.utf8) != bytes { wrong.append(value) }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(10).map { String($0, radix: 16) })")
    }

    @Test(arguments: ["plain text", "Fähre – “quoted”…", "हिन्दी में लिखा गया", "Привет", "漢字と仮名", "한국어"])
    func commonTextsPass(text: String) {
        let bytes = Array(text.precomposedStringWithCanonicalMapping.utf8)
        let differs = NormalForm.mayDiffer(bytes.span, 0..<bytes.count)
        #expect(!differs)
    }
}
