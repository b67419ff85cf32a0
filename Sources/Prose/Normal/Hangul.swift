/// Composition of Korean syllables from their letters, by the arithmetic of the Unicode Standard, section 3.12.
enum Hangul {
    /// Syllables and the letters that they are made of: none of them combines with anything else.
    static func holds(_ scalar: UInt32) -> Bool {
        0x1100...0x11FF ~= scalar || syllables ~= scalar
    }

    /// A leading consonant with a vowel, or a syllable of both with a trailing consonant; nil for all that stay two.
    static func composed(_ first: UInt32, _ second: UInt32) -> UInt32? {
        switch (first, second) {
        case (0x1100...0x1112, 0x1161...0x1175):
            return syllables.lowerBound + ((first - 0x1100) * vowels + second - 0x1161) * trails
        case (syllables, 0x11A8...0x11C2) where (first - syllables.lowerBound).isMultiple(of: trails):
            return first + second - 0x11A7
        default:
            return nil
        }
    }

    private static let syllables: ClosedRange<UInt32> = 0xAC00...0xD7A3
    private static let vowels: UInt32 = 21
    /// Trailing consonants, and none.
    private static let trails: UInt32 = 28
}
