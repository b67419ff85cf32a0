import Testing

@testable import Prose

@Suite struct NearWordsTests {
    private func count(_ text: String) -> Int {
        let bytes = Array(text.utf8)
        return Words.count(in: bytes.span)
    }

    @Test(arguments: [
        ("", 0), (" \n\t", 0), ("…—“”", 0), ("'", 0), ("a", 1), ("It's five o’clock", 3), ("3.5 per cent", 4),
        ("e-mail, re-read", 4), ("rock 'n' roll", 3), ("naïve café", 2), ("naïve café", 2), ("東京は晴れ。次", 2),
        ("हिन्दी में", 2), ("x²", 1), ("½ cup", 2), ("under_score", 2), ("U.S.A.", 3), ("\u{FFFD}a\u{FFFD}b", 2),
    ])
    func words(_ text: String, _ expected: Int) {
        #expect(count(text) == expected)
    }

    /// Texts of one set of shingles.
    @Test(arguments: [
        ("Don’t STOP", "dont stop"), ("DON'T stop", "dont stop"), ("ÉCOLE Ünal Žižek", "école ünal žižek"),
        ("ΟΔΟΣ ΣΟΦΟΣ", "οδος σοφος"), ("ΣΑΣ’Σ", "σασς"), ("İstanbul", "i\u{307}stanbul"), ("МОСКВА", "москва"),
        ("ＡＢＣ", "ａｂｃ"), ("𐐀", "𐐨"), ("Ⅷ", "ⅷ"), ("a\u{2019}\u{2019}b", "ab"), ("Ǆ", "ǆ"), ("ẞ", "ß"),
        ("one  two\n\nthree", "one two three"), ("’’one’ ‘two’", "one two"),
    ])
    func folding(_ text: String, _ folded: String) {
        let (a, b) = (Array(text.utf8), Array(folded.utf8))
        #expect(Shingles(a.span) == Shingles(b.span))
    }

    /// Texts of different shingles, short as they are.
    @Test(arguments: [
        ("ab", "a b"), ("a b", "b a"), ("a", "a a"), ("café", "cafe"), ("0", "00"), ("abcdefgh", "abcdefg"),
        ("abcdefgh", "abcdefghi"), ("a b c d", "a b c d e"), ("ß", "ss"), ("١", "1"),
    ])
    func distinctions(_ text: String, _ other: String) {
        let (a, b) = (Array(text.utf8), Array(other.utf8))
        #expect(Shingles(a.span).hashes != Shingles(b.span).hashes)
    }

    @Test(arguments: [
        ("no figures", 0), ("10 of 10", 1), ("10 of 100", 2), ("1,000.5", 3), ("1'000", 2), ("a1b2c1", 2), ("٣", 0),
        ("2024-05-06", 3), ("0 00 000", 3),
    ])
    func numbers(_ text: String, _ expected: Int) {
        let bytes = Array(text.utf8)
        #expect(Shingles(bytes.span).numbers.count == expected)
    }

    /// The fast loop over blocks and the plain scanner agree on whatever bytes, at every length around a block.
    @Test func kernelIsScanner() {
        var texts = NearTexts(seed: 5)
        let pieces = [
            " ", "a", "Zebra", "don't", "’", "é", "日本", "12", "\n\n", ", ", "internationalisation", "\u{80}", "'",
            String(repeating: "x", count: 70), "“", "Σ", "\u{1F600}", "0",
        ].map { Array($0.utf8) }
        for length in 0..<400 {
            var bytes: [UInt8] = []
            while bytes.count < length {
                if texts.below(12) == 0 {
                    bytes.append(UInt8(truncatingIfNeeded: texts.next()))
                } else {
                    bytes += pieces[texts.below(pieces.count)]
                }
            }
            var scanner = WordScanner()
            var words: [UInt64] = []
            while let word = scanner.next(in: bytes.span) { words.append(word) }
            let sequence = ShingleSequence(bytes.span)
            #expect(sequence.words == words.count)
            #expect(sequence.hashes == plainShingles(words), "length \(length)")
        }
    }

    /// Blocks of nothing but plain words, which are taken all at once: a word of every length at every place of a block.
    @Test func plainWordsAtTheBordersOfABlock() {
        for lead in 0...66 {
            for length in 1...66 {
                let text = String(repeating: " ", count: lead) + String(repeating: length % 7 == 0 ? "7" : "w", count: length)
                let bytes = Array((text + " and 12 more a2b Words" + String(repeating: " of it", count: 20)).utf8)
                var scanner = WordScanner()
                var (words, places): ([UInt64], [UInt32]) = ([], [])
                var numbers = Numbers()
                while let word = scanner.next(in: bytes.span) {
                    words.append(word)
                    places.append(UInt32(scanner.start))
                    if scanner.hasDigit { numbers.add(bytes.span, scanner.start..<scanner.end) }
                }
                let found = NearKernel.words(bytes.span)
                if found.hashes != words || found.places != places || found.numbers.hashes != numbers.hashes {
                    Issue.record("\(length) bytes from \(lead)")
                }
            }
        }
    }

    private func plainShingles(_ words: [UInt64]) -> [UInt64] {
        func rotated(_ word: UInt64, _ bits: Int) -> UInt64 { word << bits | word >> (64 - bits) }
        if words.isEmpty { return [] }
        if words.count < 5 { return [ShingleSequence.short(words, count: words.count)] }
        return (0..<words.count - 4).map { index in
            (0..<4).reduce(words[index + 4]) { $0 ^ rotated(words[index + $1], [52, 39, 26, 13][$1]) }
        }
    }

    /// The tables are those of the standard library, wherever both know a scalar.
    @Test func tablesOfUnicode() {
        var wrong: [UInt32] = []
        for value in UInt32(0x80)..<0x110000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            // Planes 4 to 13 are empty, 15 and 16 private.
            if (0x40000..<0xE0000).contains(value) || value >= 0xF0000 { continue }
            let properties = scalar.properties
            if isWord(properties.generalCategory) != WordTable.shared.isWord(value) { wrong.append(value) }
            let lower = properties.lowercaseMapping.unicodeScalars
            if lower.count == 1, lower.first?.value != WordTable.shared.lower(value) { wrong.append(value) }
        }
        #expect(wrong.isEmpty)
    }

    private func isWord(_ category: Unicode.GeneralCategory) -> Bool {
        switch category {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            true
        default: false
        }
    }
}
