import Host
import Ledger

/// Random records of every kind, with strings that hurt.
struct RandomRecords {
    private var random: Seeded

    init(seed: UInt64) { random = Seeded(seed: seed) }

    mutating func next(seq: Int) -> Record {
        let kind = Int.random(in: 0..<6, using: &random)
        let outcome: Record.Outcome =
            switch kind {
            case 0: .article(content(text: true), nil)
            case 1: .article(content(text: true), near())
            case 2: .near(content(text: true), near())
            case 3: .sameText(content(text: false), of: digest())
            case 4: .sameBytes(id: digest(), source: string(atLeast: 1), of: digest())
            default: .rejected(Rejection(Rejection.Reason.allCases.randomElement(using: &random) ?? .binary, detail: string()))
            }
        return Record(seq: seq, added: time(), delivery: delivery(hashed: kind < 5 || Bool.random(using: &random)), outcome: outcome)
    }

    mutating func string(atLeast: Int = 0) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: atLeast..<atLeast + 24, using: &random) { text.append(scalar()) }
        return String(text)
    }

    private mutating func scalar() -> Unicode.Scalar {
        let hostile: [UInt32] = [0x22, 0x5C, 0x2F, 0x7F, 0x80, 0x85, 0xA0, 0x2027, 0x2028, 0x2029, 0x202A, 0xFEFF, 0xFFFD, 0xFFFF, 0x1F600, 0x10FFFF]
        let value: UInt32 =
            switch Int.random(in: 0..<5, using: &random) {
            case 0: .random(in: 0..<0x20, using: &random)
            case 1: hostile.randomElement(using: &random) ?? 0
            case 2: .random(in: 0x20..<0x7F, using: &random)
            case 3: .random(in: 0x80..<0xD800, using: &random)
            default: .random(in: 0xE000..<0x110000, using: &random)
            }
        return Unicode.Scalar(value) ?? " "
    }

    private mutating func digest() -> Digest { Sample.digest(random.next()) }

    private mutating func time() -> Timestamp { Timestamp(seconds: .random(in: -70_000_000_000...260_000_000_000, using: &random)) }

    private mutating func number() -> Int { .random(in: 0...(Limits.number >> Int.random(in: 0..<53, using: &random)), using: &random) }

    private mutating func maybe<Value>(_ value: Value) -> Value? { Bool.random(using: &random) ? value : nil }

    private mutating func near() -> Near {
        Near(
            of: digest(), relation: Near.Relation.allCases.randomElement(using: &random) ?? .near,
            jaccard: .random(in: 0...1, using: &random), containment: Bool.random(using: &random) ? 1 : 0)
    }

    /// A name of one to three components, of any bytes but NUL, slash and a dot in front.
    private mutating func name() -> [UInt8] {
        let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            (0..<Int.random(in: 1...9, using: &random)).map { _ in
                let byte = UInt8.random(in: 1...255, using: &random)
                return byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") ? UInt8(ascii: "x") : byte
            }
        }
        return Bool.random(using: &random) ? Array("a/b c.txt".utf8) : Array(parts.joined(separator: [UInt8(ascii: "/")]))
    }

    private mutating func delivery(hashed: Bool) -> Delivery {
        let file = name()
        let original = RelativePath(bytes: Array("000012/".utf8) + file)
        return Delivery(
            file: file, original: Bool.random(using: &random) ? original : nil, bytes: number(),
            sha256: hashed ? digest() : nil, modified: time())
    }

    private mutating func content(text: Bool) -> Content {
        var content = Content(
            id: digest(), text: text ? Array(string(atLeast: 1).utf8) : [], source: string(atLeast: 1), encoding: "utf-16le",
            words: number(), rules: Sample.rules)
        content.title = maybe(string())
        content.created = maybe(time())
        content.language = maybe("hi")
        content.section = maybe(string())
        content.byline = maybe(string())
        content.dateline = maybe(string())
        content.published = maybe(string())
        content.captions = maybe([string(), string()]) ?? []
        content.credits = maybe([string()]) ?? []
        content.removed = maybe([removal(), removal()]) ?? []
        return content
    }

    private mutating func removal() -> Content.Removal {
        let first = Int.random(in: 1...9, using: &random)
        return Content.Removal(
            rule: string(), lines: [first...first, first...(first + 7)], part: Bool.random(using: &random),
            prints: maybe([random.next(), 0]) ?? [])
    }
}
