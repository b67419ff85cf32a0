/// Articles without end, the same for the same seed: invented words in the proportions of a language (Zipf), in sentences
/// and paragraphs, with repeats among them: of a hundred articles 4 repeat an earlier one byte for byte, and 4 with one
/// word in a hundred changed.
struct GeneratedCorpus {
    /// Words of the language.
    private static let words = 40_000
    /// Earlier articles that may be repeated.
    private static let remembered = 1_024
    /// The most frequent words: without them a text is in no language.
    private static let common = [
        "the", "of", "and", "to", "in", "a", "that", "is", "for", "on", "was", "with", "as", "it", "he", "by", "at", "from", "be",
        "have", "are", "has", "said", "this", "they", "which", "not", "were", "an", "his", "will", "or", "had", "their", "but",
    ]

    private var state: UInt64
    private let vocabulary: [[UInt8]]
    private var recent: [[[UInt8]]] = []
    private var made = 0

    init(seed: UInt64 = 1) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        let syllables = ["ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "ze", "fi", "go", "hu", "ja"]
        vocabulary = (0..<Self.words).map { rank in
            if rank < Self.common.count { return Array(Self.common[rank].utf8) }
            var rest = rank
            var word = ""
            while rest > 0 {
                word += syllables[rest & 15]
                rest >>= 4
            }
            return Array((word + "n").utf8)
        }
    }

    /// The next article as a file.
    mutating func next() -> [UInt8] {
        made += 1
        let chance = below(100)
        var article: [[UInt8]]
        if chance < 8, !recent.isEmpty {
            article = recent[below(recent.count)]
            if chance < 4 { for _ in 0...article.count / 100 { article[below(article.count)] = vocabulary[below(Self.words)] } }
        } else {
            article = fresh()
        }
        if recent.count < Self.remembered { recent.append(article) } else { recent[below(recent.count)] = article }
        return layOut(article)
    }

    /// 150 to 1,500 words, 800 on average.
    private mutating func fresh() -> [[UInt8]] {
        (0..<150 + below(1_300)).map { _ in vocabulary[rank()] }
    }

    /// Words as a headline of eight and paragraphs of some forty words in sentences of some sixteen. Where they end
    /// follows from the words, so that a repeat is laid out as what it repeats.
    private func layOut(_ words: [[UInt8]]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(words.count * 7)
        var (sentence, sentences) = (0, 0)
        for (index, word) in words.enumerated() {
            let isHeadline = index < 8
            if sentence == 0, let first = word.first {
                out.append(first & ~0x20)
                out += word.dropFirst()
            } else {
                out += word
            }
            sentence += 1
            if isHeadline {
                out += index == 7 ? "\n\n".utf8 : " ".utf8
                if index == 7 { sentence = 0 }
            } else if sentence >= 24 || sentence > 8 && word.count == 7 {
                sentences += 1
                sentence = 0
                out += sentences % 3 == 0 ? ".\n\n".utf8 : ". ".utf8
            } else {
                out.append(UInt8(ascii: " "))
            }
        }
        out += "the end.\n".utf8
        return out
    }

    /// A rank by Zipf's law: the logarithm is spread evenly.
    private mutating func rank() -> Int {
        // 2^(u · log2 words) with 64 steps to each doubling, without a call of exp.
        let steps = 15 * 64
        let step = below(steps)
        let low = 1 << (step >> 6)
        return min(Self.words - 1, low + (low * (step & 63) >> 6) + below(max(1, low >> 6)) - 1)
    }

    private mutating func below(_ limit: Int) -> Int {
        // xorshift64*, by Marsaglia and Vigna.
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Int(truncatingIfNeeded: (state &* 0x2545_F491_4F6C_DD1D).multipliedFullWidth(by: UInt64(limit)).high)
    }
}
