import Prose

/// Articles made from lists of words: the same ones everywhere and for ever, so that figures can be compared.
///
/// Like copied news pages: a headline, a byline, a date, paragraphs of prose with quotes, names, figures and typographic
/// signs, a line or two repeated large, and the furniture around them. About 6.6 kB each.
struct PageCorpus {
    private var random: Random

    init(seed: UInt64 = 1) { random = Random(state: seed) }

    mutating func articles(_ count: Int) -> [[UInt8]] {
        (0..<count).map { _ in Array(article().utf8) }
    }

    /// Rules of all kinds with made-up texts, to see what many rules cost.
    mutating func rules(_ count: Int) -> [Rule] {
        let kinds: [Rule.Kind] = [.line, .prefix, .suffix, .contains, .pattern]
        return (0..<max(0, count)).map { index in
            let kind = kinds[random.below(kinds.count)]
            let text = (0..<2 + random.below(4)).map { _ in syllables(1 + random.below(4)) }.joined(separator: " ")
            let tail = kind == .pattern ? " * " + syllables(4) : ""
            return Rule(id: "made-up-\(index)", reason: "Made up.", kind: kind, texts: [text + tail], words: 20)
        }
    }

    private mutating func syllables(_ count: Int) -> String {
        (0..<count).map { _ in String(pick(Array("bcdfglmnprstv"))) + String(pick(Array("aeiou"))) }.joined()
    }

    private mutating func article() -> String {
        let headline = title(6 + random.below(5))
        var lines = [pick(PageCorpus.sections), "", headline, "", "By " + name(), date(), ""]
        var quotable: [String] = []
        for index in 0..<16 + random.below(12) {
            let paragraph = (0..<2 + random.below(3)).map { _ in sentence() }
            quotable += paragraph.filter { $0.count > 60 }
            lines += [paragraph.joined(separator: " "), ""]
            if index % 9 == 4 { lines += ["Advertisement", ""] }
            if index % 11 == 6, !quotable.isEmpty { lines += [String(pick(quotable).dropLast()), ""] }
        }
        lines += ["Share this article", "", "Related stories", "", title(7), title(8), title(6), "", "Sign up for our newsletter"]
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func sentence() -> String {
        var words = (0..<9 + random.below(16)).map { _ in pick(PageCorpus.words) }
        words[0] = capital(words[0])
        if random.below(3) == 0 { words.insert(name() + ",", at: 2) }
        if random.below(4) == 0 { words.insert("\(1 + random.below(2400))", at: 3) }
        if random.below(3) == 0 { words[4] += "," }
        if random.below(8) == 0 { words.insert("it\u{2019}s", at: 5) }
        let text = words.joined(separator: " ")
        return random.below(5) == 0 ? "\u{201C}\(text),\u{201D} said \(name())." : text + "."
    }

    private mutating func title(_ count: Int) -> String {
        (0..<count).map { $0 == 0 || random.below(2) == 0 ? capital(pick(PageCorpus.words)) : pick(PageCorpus.words) }.joined(separator: " ")
    }

    private mutating func name() -> String { pick(PageCorpus.firstNames) + " " + pick(PageCorpus.lastNames) }

    private mutating func date() -> String { "\(1 + random.below(28)) \(pick(PageCorpus.months)) 20\(10 + random.below(15))" }

    private func capital(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[random.below(values.count)] }

    private static let sections = ["World", "Business", "Science", "Culture", "Harbour news"]
    private static let months = ["January", "March", "May", "July", "October", "December"]
    private static let firstNames = ["Ada", "Bruno", "Celia", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "In\u{E9}s", "J\u{FC}rgen"]
    private static let lastNames = ["Byron", "Okafor", "Lindqvist", "Marsh", "Petrov", "Quintero", "Rao", "S\u{E1}nchez", "Tanaka", "Weiss"]

    private static let words = """
        the the the the the of of of and and and to to to in in in a a a that is was for on with as by at from it its be are \
        this have has had not but they their which were will would said about more one two after new when there been other \
        over also who some into than could most time year years people city harbour river council minister company market \
        school water light winter summer morning evening train bridge island village mountain forest garden engineer doctor \
        teacher farmer sailor writer student worker neighbour government parliament committee agreement election decision \
        report study survey research result number figure price energy electricity transport railway station airport weather \
        storm flood repair building street house window kitchen library museum theatre concert orchestra painting photograph \
        history language science experiment laboratory telescope satellite computer network programme software question answer \
        problem solution beginning ending small large early late open closed quiet heavy bright narrow public private local \
        national international important difficult possible expected remarkable temporary permanent began continued announced \
        explained described remembered discovered collected repaired measured planted painted delivered carried returned \
        quickly slowly nearly almost together already perhaps however although because during between against without
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)
}

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
struct Random {
    var state: UInt64

    /// 0 ..< limit, which is above 0.
    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ z >> 31) % UInt64(limit))
    }
}
