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

    /// Composing sorts the marks after a letter: without a bound, one file of them would hold up all others for minutes.
    @Test(arguments: ["\u{327}\u{301}\u{323}", "\u{323}", "\u{11F41}\u{301}", "\u{344}\u{345}"])
    func marksWithoutEnd(marks: String) {
        let text = Array(("a" + String(repeating: marks, count: 30_000) + " b").utf8)
        let composed = NormalForm.compose(text[...])
        #expect(Array(String(decoding: composed, as: UTF8.self).precomposedStringWithCanonicalMapping.utf8) == composed)
        let scalars = String(decoding: composed, as: UTF8.self).unicodeScalars
        let runs = scalars.split { $0 == "\u{34F}" }
        #expect(runs.allSatisfy { $0.count <= 70 })
        #expect(scalars.count { $0 != "\u{34F}" } >= 30_000)
    }

    /// A joiner stands nowhere in texts as people write them.
    @Test func thirtyMarksStayAsTheyAre() {
        let text = Array(("e" + String(repeating: "\u{323}", count: 30)).utf8)
        #expect(!String(decoding: NormalForm.compose(text[...]), as: UTF8.self).unicodeScalars.contains("\u{34F}"))
    }

    @Test(arguments: ["plain text", "Fähre – “quoted”…", "हिन्दी में लिखा गया", "Привет", "漢字と仮名", "한국어"])
    func commonTextsPass(text: String) {
        let bytes = Array(text.precomposedStringWithCanonicalMapping.utf8)
        let differs = NormalForm.mayDiffer(bytes.span, 0..<bytes.count)
        #expect(!differs)
    }
}
