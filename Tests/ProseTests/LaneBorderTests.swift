import Testing

@testable import Prose

/// The loops that take sixteen bytes a step, against plain ones that take one: texts of every length from 0 to 65 around
/// the borders of a step, with what is not plain at every place, and texts drawn by lot.
@Suite struct LaneBorderTests {
    /// What is put between letters: every kind that one of the loops tells apart.
    private static let odd: [String] = [
        " ", "A", "7", ",", ". ", "! ", "?", "\"", " \"", " (\"x", "&", " & ", "|", "@", "://", "/", "-", " - ", "é", " É", "\u{201C}", "\u{2019}",
        " \u{201C}Q", "\u{A9}", "\u{B7}", "\u{2022}", "\u{3002}", "\u{3001}", "日", "\u{964}", "\u{FF01}", "\u{1F600}", "Ж", "\u{A0}", "\u{AD}", "\u{200B}",
        "\t", "\r\n", "\r", "\n", "\n\n", "\u{7F}", "\u{1}", "'", " '", "''", "; ",
    ]

    private func forEach(_ body: ([UInt8]) -> Void) {
        for length in 0...65 {
            let plain = (0..<length).map { UInt8(ascii: "a") + UInt8($0 % 26) }
            body(plain)
            for odd in Self.odd {
                for place in stride(from: 0, through: length, by: length < 34 ? 1 : 3) {
                    body(Array(plain[..<place]) + Array(odd.utf8) + Array(plain[place...]))
                }
            }
        }
        var state: UInt64 = 1
        func below(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        for _ in 0..<2_000 {
            body((0..<below(40)).flatMap { _ in below(3) == 0 ? Array("word".utf8) : Array(Self.odd[below(Self.odd.count)].utf8) })
        }
    }

    @Test func linesAreSplitAsOneByOne() {
        forEach { text in
            let page = Page(text)
            #expect(page.lines.map { Array(page.bytes[$0.start..<$0.end]) } == Plain.lines(text))
        }
    }

    @Test func bytesAreCountedAsOneByOne() {
        forEach { text in
            for line in Plain.lines(text) {
                let traits = Traits(line.span, 0, line.count)
                let plain = Plain.counts(line, from: traits.bullet)
                #expect(Plain.counts(traits) == plain, "\(String(decoding: line, as: UTF8.self))")
                // In the middle of a text, where more can be read than is the line's.
                let within = Array("Z. ".utf8) + line + Array(" Z. ! Zz, 1 Zz Zz Zz Zz Zz".utf8)
                #expect(Plain.counts(Traits(within.span, 3, 3 + line.count)) == plain)
            }
        }
    }

    @Test func longLinesFillTheCounters() {
        let line = Array(String(repeating: "Aa, 1. É ", count: 1_500).utf8).dropLast()
        #expect(Plain.counts(Traits(Array(line).span, 0, line.count)) == Plain.counts(Array(line), from: 0))
    }

    @Test func foldsAsOneByOne() {
        forEach { text in
            let folded = Fold.fold(String(decoding: text, as: UTF8.self), Fold.Trim(head: false, tail: false))
            var plain: [UInt8] = []
            for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
                plain += Fold.fold(String(scalar), Fold.Trim(head: false, tail: false))
            }
            #expect(folded == plain)
        }
    }

    @Test func controlsAndFaultsAreFoundAtEveryPlace() {
        for length in 0...65 {
            for place in 0..<length {
                var text = [UInt8](repeating: 0x61, count: length)
                text[place] = 0
                #expect(UTF8Check(text.span, from: 0).controls.sign(in: length) == "The file is not text: byte \(place + 1) is NUL.")
                text[place] = 0x0D
                #expect(UTF8Check(text.span, from: 0).controls.sign(in: length) == nil)
                text[place] = 0xE9
                #expect(UTF8Check(text.span, from: 0).firstFault == place)
                let wide = text[..<place] + Array("\u{2019}\u{300}".utf8) + text[place...].dropFirst()
                let check = UTF8Check(Array(wide).span, from: 0)
                #expect(check.firstFault == nil && check.sequences == 2 && check.mayCompose)
            }
        }
    }

    @Test func languageIsToldAtEveryLength() {
        let text = Array("the cost of the new bridge and of the old one was with the council for a year or two".utf8)
        for length in 60...text.count { #expect(LanguageDetector.language(of: Array(text[..<length])) == "en") }
    }
}

/// The same by plain loops.
private enum Plain {
    /// Lines with something on them, cleaned.
    static func lines(_ text: [UInt8]) -> [[UInt8]] {
        let dropped: Set<Unicode.Scalar> = ["\u{AD}", "\u{200B}", "\u{2060}", "\u{FEFF}", "\u{180E}", "\u{7F}"]
        var lines: [String] = [""]
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\n", "\r": lines.append("")
            case "\t", "\u{B}", "\u{C}", "\u{A0}", "\u{2009}", "\u{3000}": lines[lines.count - 1] += " "
            case _ where scalar.value < 0x20 || dropped.contains(scalar): break
            default: lines[lines.count - 1].unicodeScalars.append(scalar)
            }
        }
        return lines.map { Array($0.split(separator: " ").joined(separator: " ").utf8) }.filter { !$0.isEmpty }
    }

    /// What a line shows beside its ends, as numbers.
    static func counts(_ traits: Traits) -> [Int] {
        [
            traits.words, traits.capitals, traits.smalls, traits.digits, traits.letters, traits.upperLetters, traits.commas,
            traits.stops, traits.separators, traits.hasAddress ? 1 : 0, traits.hasCopyright ? 1 : 0,
        ]
    }

    /// The same of a line by its scalars, one after another, behind `start` bytes of a list mark.
    static func counts(_ line: [UInt8], from start: Int) -> [Int] {
        var traits = Traits()
        guard start < line.count else { return counts(traits) }
        let scalars = Array(String(decoding: line[start...], as: UTF8.self).unicodeScalars)
        var tokens = 0
        var wide = 0
        var atWord = true
        for (place, scalar) in scalars.enumerated() {
            let next = place + 1 < scalars.count ? scalars[place + 1] : "x"
            var opens = atWord
            switch scalar {
            case " ":
                atWord = true
                continue
            case "a"..."z", "A"..."Z", "\u{C0}"..."\u{FF}":
                traits.letters += 1
                let isUpper = ("A"..."Z").contains(scalar) || ("\u{C0}"..."\u{DE}").contains(scalar)
                if isUpper { traits.upperLetters += 1 }
                if opens { if isUpper { traits.capitals += 1 } else { traits.smalls += 1 } }
            case "0"..."9": traits.digits += 1
            case ",", ";", "\u{3001}", "\u{FF01}": traits.commas += 1
            case ".", "!", "?": if next == " " { traits.stops += 1 }
            case "\u{3002}": traits.stops += 1
            case "\u{964}":
                traits.letters += 1
                traits.stops += 1
            case "|", "\u{B7}", "\u{2022}": traits.separators += 1
            case "@": traits.hasAddress = true
            case "/": if place > 0 && scalars[place - 1] == ":" && next == "/" && place + 2 < scalars.count { traits.hasAddress = true }
            case "\u{A9}": traits.hasCopyright = true
            case "&": break
            case "\u{65E5}":
                traits.letters += 1
                wide += 1
            case "\u{416}": traits.letters += 1
            case _ where scalar.value >= 0x80: break
            default: opens = false
            }
            if opens { tokens += 1 }
            // A quote or a bracket leaves a word still to open.
            if opens || !isKept(scalar) { atWord = false }
        }
        traits.words = max(tokens, wide / 2, 1)
        return counts(traits)
    }

    private static func isKept(_ scalar: Unicode.Scalar) -> Bool { "\"'()-:".unicodeScalars.contains(scalar) }
}
