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

    /// Every syllable, from three letters and from a syllable with one; both are seen to need it.
    @Test func koreanSyllables() throws {
        var wrong: [UInt32] = []
        for value in UInt32(0xAC00)...0xD7A3 {
            let (index, trail) = (value - 0xAC00, (value - 0xAC00) % 28)
            let letters = [0x1100 + index / 588, 0x1161 + index % 588 / 28] + (trail > 0 ? [0x11A7 + trail] : [])
            let spellings = trail > 0 ? [letters, [value - trail, 0x11A7 + trail]] : [letters]
            for spelling in spellings where try Self.composed(spelling) != [value] { wrong.append(value) }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(10).map { String($0, radix: 16) })")
    }

    /// Old letters and what only looks like a syllable stay as they are, also beside what is composed.
    @Test(arguments: [
        [0x1100, 0x1176], [0x1100, 0x1160], [0x1113, 0x1161], [0xAC00, 0x11A7], [0xAC00, 0x11C3], [0xAC01, 0x11A8], [0x1161, 0x11A8],
    ] as [[UInt32]])
    func oldKorean(scalars: [UInt32]) throws {
        #expect(try Self.composed(scalars + [0x65, 0x301]) == scalars + [0xE9])
        #expect(try Self.composed([0x65, 0x301] + scalars) == [0xE9] + scalars)
        #expect(try Self.composed(scalars + [0x323, 0x301]) == scalars + [0x323, 0x301])
    }

    /// Half of it composed already, whichever half.
    @Test func composesWhatIsPartlyComposed() throws {
        var wrong: [UInt32] = []
        for value in UInt32(0xA0)..<0x30000 where !(0xAC00...0xD7A3 ~= value) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let parts = String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars.map(\.value)
            for end in 1..<max(1, parts.count) {
                let spelling = try Self.composed(Array(parts[..<end])) + parts[end...]
                if try Self.composed(spelling) != Self.composed(parts) { wrong.append(value) }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(10).map { String($0, radix: 16) })")
    }

    /// As a reader composes it: only what the quick check does not let pass.
    private static func composed(_ scalars: [UInt32]) throws -> [UInt32] {
        var text = String.UnicodeScalarView()
        for scalar in scalars { text.append(try #require(Unicode.Scalar(scalar))) }
        let bytes = Array(String(text).utf8)
        guard NormalForm.mayDiffer(bytes.span, 0..<bytes.count) else { return scalars }
        return String(decoding: NormalForm.compose(bytes[...]), as: UTF8.self).unicodeScalars.map(\.value)
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
