/// The language of a text, by its script and its commonest words.
///
/// Function words (the, der, que, и …) make up a third to a half of running text, so the first lines of an article have
/// dozens of them; counting them is as sure as n-gram models on texts of that length, and costs a few microseconds.
/// Scripts that one language alone uses much are told by themselves.
enum LanguageDetector {
    /// Bytes of the text that are looked at.
    static let mostBytes = 512
    /// A word's weight, shared by the languages that have it.
    private static let weight = 60
    /// Below this sum nothing is said: about three words of one language alone.
    private static let least = 150
    /// The best must have this share more than the next.
    private static let margin = (parts: 11, of: 10)

    /// A text with fewer bytes beyond ASCII than one in this many is in Latin letters.
    private static let latinShare = 4

    /// ISO 639-1; nil when the text is too short, or between two languages.
    static func language(of text: [UInt8]) -> String? {
        let bytes = text.span.extracting(first: mostBytes)
        var beyond = 0
        for i in bytes.indices where bytes[i] >= 0x80 { beyond += 1 }
        if beyond * latinShare > bytes.count, let alone = Script.most(bytes).language { return alone }
        return byWords(bytes)
    }

    /// Capitals are made small in ASCII only: few of the words begin with other letters.
    private static func byWords(_ text: Span<UInt8>) -> String? {
        var sums = [Int](repeating: 0, count: LanguageWords.languages.count)
        let table = LanguageWords.table
        var hash = LanguageWords.seed
        var length = 0
        for i in 0...text.count {
            let byte = i < text.count ? text[i] : 0x20
            let small = byte | 0x20
            if byte >= 0x80 || small >= 0x61 && small <= 0x7A {
                hash = LanguageWords.mix(hash, byte >= 0x80 ? byte : small)
                length += 1
            } else if length > 0 {
                let mask = table.languages(of: hash)
                if mask != 0 { add(mask, to: &sums) }
                hash = LanguageWords.seed
                length = 0
            }
        }
        return winner(sums)
    }

    private static func add(_ mask: UInt64, to sums: inout [Int]) {
        let share = weight / mask.nonzeroBitCount
        var left = mask
        while left != 0 {
            sums[left.trailingZeroBitCount] += share
            left &= left - 1
        }
    }

    private static func winner(_ sums: [Int]) -> String? {
        var best = 0
        var next = -1
        for language in 1..<sums.count {
            if sums[language] > sums[best] {
                next = best
                best = language
            } else if next < 0 || sums[language] > sums[next] {
                next = language
            }
        }
        guard sums[best] >= least, sums[best] * margin.of >= sums[next] * margin.parts else { return nil }
        return LanguageWords.languages[best]
    }
}
