/// Invented articles by seed: new ones, ones that repeat earlier ones in every way that counts, and files that are no
/// articles at all.
struct TextMill: Sendable {
    /// Earlier articles that later ones may repeat.
    private static let memory = 24

    private var random: SeededRandom
    private var earlier: [[UInt8]] = []

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    /// The next file's bytes.
    mutating func file(junk perMille: Int) -> [UInt8] {
        if random.chance(perMille) { return junk() }
        if let old = random.pick(earlier), random.chance(350) { return again(old) }
        let article = Array(article().utf8)
        if earlier.count >= TextMill.memory { earlier.remove(at: random.below(earlier.count)) }
        earlier.append(article)
        return article
    }

    /// Part of a file that its writer has not finished.
    mutating func half(of bytes: [UInt8]) -> (first: [UInt8], second: [UInt8]) {
        let cut = random.below(bytes.count + 1)
        return (Array(bytes[..<cut]), Array(bytes[cut...]))
    }

    private mutating func article() -> String {
        let headline = sentence(words: 5...8).dropLast()
        var paragraphs = (0..<random.number(in: 2...5)).map { _ in
            (0..<random.number(in: 1...3)).map { _ in sentence(words: 8...16) }.joined(separator: " ")
        }
        if random.chance(200) { paragraphs.append("Share this article") }
        if random.chance(100) { paragraphs.append("Sign up for our newsletter") }
        return headline + "\n\n" + paragraphs.joined(separator: "\n\n") + "\n"
    }

    private mutating func sentence(words: ClosedRange<Int>) -> String {
        var parts: [String] = []
        let count = random.number(in: words)
        while parts.count < count {
            let list = [TextMill.who, TextMill.does, TextMill.what, TextMill.whereabouts][parts.count % 4]
            parts.append(list[random.below(list.count)])
            if random.chance(60) { parts.append(String(random.below(9000))) }
        }
        let text = parts.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst() + "."
    }

    /// The same file, the same text in another file, or nearly the same text.
    private mutating func again(_ old: [UInt8]) -> [UInt8] {
        switch random.below(4) {
        case 0, 1: return old
        case 2: return old.flatMap { $0 == 10 ? [13, 10] : [$0] } + [13, 10]
        default: return old + Array(("\n" + sentence(words: 8...14) + "\n").utf8)
        }
    }

    private mutating func junk() -> [UInt8] {
        switch random.below(7) {
        case 0: return []
        case 1: return (0..<random.number(in: 1...300)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        case 2: return Array("  \n\t\n ".utf8)
        case 3: return Array(sentence(words: 3...5).utf8)
        case 4: return [0xFF, 0xFE] + Array(article().utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        case 5: return [UInt8](repeating: 0, count: random.number(in: 1...5000))
        default: return Array(article().utf8.prefix(random.number(in: 1...80))) + [0xC3, 0x28, 0xED, 0xA0, 0x80]
        }
    }

    private static let who = [
        "the harbour master", "a baker", "our mayor", "the night ferry", "the school choir", "one beekeeper", "the old mill",
        "a young surveyor", "the bridge crew", "the lighthouse", "a river pilot", "the town clerk", "the potter", "two nurses",
    ]
    private static let does = [
        "opened", "mended", "praised", "counted", "painted", "delayed", "measured", "promised", "borrowed", "repaired",
        "explained", "postponed", "visited", "finished", "questioned", "carried",
    ]
    private static let what = [
        "a new timetable", "the stone pier", "forty crates", "the winter budget", "a brass bell", "every window",
        "the market hall", "a broken pump", "the chestnut trees", "its last voyage", "the reading room", "a small grant",
    ]
    private static let whereabouts = [
        "by the quay", "before noon", "in the rain", "without a word", "at the fair", "after long talks", "near the weir",
        "on Tuesday", "for the second time", "despite the fog", "beyond the dam", "with some pride",
    ]
}
