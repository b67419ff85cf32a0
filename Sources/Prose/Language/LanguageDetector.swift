/// The language of a text, by its script and its commonest words.
///
/// Function words (the, der, que, и …) make up a third to a half of running text, so the first lines of an article have
/// dozens of them; counting them is as sure as n-gram models on texts of that length, and costs a few microseconds.
/// Scripts that one language alone uses much are told by themselves.
enum LanguageDetector {
    /// Bytes of the text that are looked at.
    static let mostBytes = 512
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
        var sums = [Int](filled: 0, count: LanguageWords.languages.count)
        let table = LanguageWords.table
        var i = 0
        while i < text.count {
            let parts = EightBytes.before(LanguageDetector.wordBytes(EightBytes(text, near: i)))
            i &+= parts
            if parts == 8 { continue }
            guard let word = table.languages(of: LanguageDetector.word(text, &i)) else { continue }
            var left = word.languages
            while left != 0 {
                sums[left.trailingZeroBitCount] += word.share
                left &= left - 1
            }
        }
        return winner(sums)
    }

    /// Letters of ASCII, and everything beyond.
    @inline(__always)
    private static func wordBytes(_ bytes: EightBytes) -> UInt64 { bytes.letters | bytes.wide }

    /// The hash of the word that begins at `i`, which moves on behind it.
    @inline(__always)
    private static func word(_ text: Span<UInt8>, _ i: inout Int) -> UInt64 {
        var hash = LanguageWords.seed
        while true {
            let bytes = EightBytes(text, near: i)
            let count = EightBytes.before(~wordBytes(bytes) & EightBytes.highs)
            if count > 0 { hash = LanguageWords.mix(hash, bytes.lowered & UInt64.max &>> UInt64(64 &- 8 &* count)) }
            i &+= count
            if count < 8 { return hash }
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
