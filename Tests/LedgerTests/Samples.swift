import Host
import Ledger

/// Invented records, and what tests do with lines.
enum Sample {
    static func digest(_ number: UInt64) -> Digest {
        var generator = Seeded(seed: number &+ 77)
        let bytes = (0..<32).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        guard let digest = Digest(bytes: bytes) else { preconditionFailure("32 bytes") }
        return digest
    }

    static func path(_ text: String) -> RelativePath {
        guard let path = RelativePath(text) else { preconditionFailure("a path: \(text)") }
        return path
    }

    static let rules = RulesMark("0123456789ab") ?? { preconditionFailure("a mark") }()
    static let added = Timestamp(seconds: 1_930_284_001)

    static func delivery(_ seq: Int, file: String = "harbour/ferry.txt", sha256: Bool = true) -> Delivery {
        Delivery(
            file: path(file), original: path("000001/\(file)"), bytes: 61, sha256: sha256 ? digest(UInt64(seq)) : nil,
            modified: Timestamp(seconds: 1_930_283_998))
    }

    static func content(_ seq: Int, text: String = "It runs again.") -> Content {
        var content = Content(
            id: digest(UInt64(seq) << 32), text: Array(text.utf8), source: "harbour", encoding: "utf-8", words: 3, rules: rules)
        content.title = "Ferry back"
        content.created = Timestamp(seconds: 1_930_262_400)
        content.language = "en"
        content.published = "2 March 2031"
        return content
    }

    static func article(_ seq: Int, text: String = "It runs again.") -> Record {
        Record(seq: seq, added: added, delivery: delivery(seq), outcome: .article(content(seq, text: text), nil))
    }

    static func repeated(_ seq: Int, of: Int = 1) -> Record {
        let id = digest(UInt64(of) << 32)
        return Record(
            seq: seq, added: added, delivery: delivery(seq), outcome: .sameBytes(id: id, source: "harbour", of: id))
    }

    static func rejected(_ seq: Int) -> Record {
        Record(
            seq: seq, added: added, delivery: delivery(seq),
            outcome: .rejected(Rejection(.empty, detail: "The file stayed empty for 10 minutes.")))
    }

    /// A copy; a plain loop, which an unoptimised build runs tolerably.
    static func bytes(_ span: Span<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(span.count)
        var at = 0
        while at < span.count {
            out.append(span[at])
            at += 1
        }
        return out
    }

    /// The record as a line.
    static func line(_ record: Record) -> [UInt8] {
        do { return try RecordEncoder.line(record) } catch { preconditionFailure("\(error)") }
    }

    static func text(_ record: Record) -> String { String(decoding: line(record), as: UTF8.self) }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed everywhere.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
