import ArgumentParser
import Crypto
import Foundation
import Host
import Ledger
import LinuxHost

/// Writes a store of invented articles, as large as wanted, to measure starting, catching up and reading on.
struct MakeStore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make-store",
        abstract: "Write a store of invented articles.",
        discussion: """
            The lines go through the ledger, as the daemon's do; no index is made and no originals. The same numbers give \
            the same store.

            Example: a million articles of 4 KB, then what making their index takes

              winnow-bench make-store --records 1000000 --state /tmp/large && time winnow reindex --state /tmp/large
            """)

    /// Articles in one commit.
    private static let batch = 1_024

    @Option(help: "How many articles.")
    var records = 1_000_000
    @Option(help: "Bytes of the text of each, about.")
    var bytes = 4_096
    @Option(help: "The state folder, which is made.", completion: .directory)
    var state: String

    func validate() throws {
        guard records > 0, (64...1 << 20).contains(bytes) else { throw ValidationError("--records from 1, --bytes from 64 to 1048576.") }
    }

    func run() throws {
        let volume = LinuxVolume()
        let name: RelativePath = "store"
        guard let mark = RulesMark("0123456789ab") else { return }
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        let folder = try volume.openFolder(at: state)
        try volume.makeFolder(name, in: folder)
        var ledger = try Ledger.recover(try volume.openFolder(name, in: folder), rotateSize: 1 << 30, checkpoint: nil) { _, _, _, _ in }
        var mill = ArticleMill(bytes: bytes)
        while ledger.nextSeq <= records {
            var batch = CommitBatch(firstSeq: ledger.nextSeq)
            for _ in 0..<min(Self.batch, records + 1 - ledger.nextSeq) { try batch.append(mill.record(batch.nextSeq, mark)) }
            _ = try ledger.commit(batch)
        }
        print("\(records) records, \(ledger.durable.ends.articles.segment) files")
    }
}

/// Invented articles: paragraphs of some sixty words each, and now and then a line that recurs.
private struct ArticleMill {
    private let bytes: Int
    private var random: UInt64 = 0x9E37_79B9_7F4A_7C15
    private let words: [[UInt8]]

    init(bytes: Int) {
        self.bytes = bytes
        let syllables = ["ba", "do", "ki", "lu", "men", "ner", "po", "rin", "sul", "ta", "vel", "zo", "fa", "gen", "hir", "jo"]
        words = (0..<4_096).map { number in
            var word = syllables[number & 15] + syllables[number >> 4 & 15]
            if number & 0x300 != 0 { word += syllables[number >> 8 & 15] }
            return Array(word.utf8)
        }
    }

    /// xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016).
    private mutating func next(_ limit: Int) -> Int {
        random ^= random >> 12
        random ^= random << 25
        random ^= random >> 27
        return Int((random &* 0x2545_F491_4F6C_DD1D) >> 33) % limit
    }

    mutating func record(_ seq: Int, _ mark: RulesMark) throws -> Record {
        var text: [UInt8] = []
        text.reserveCapacity(bytes + 64)
        var count = 0
        while text.count < bytes {
            if count > 0 { text.append(contentsOf: count % 60 == 0 ? [0x2E, 0x0A, 0x0A] : count % 12 == 0 ? [0x2E, 0x20] : [0x20]) }
            text.append(contentsOf: words[next(words.count)])
            count += 1
        }
        text.append(UInt8(ascii: "."))
        if seq % 7 == 0 { text.append(contentsOf: Array("\n\nMore from the parish desk".utf8)) }
        guard let id = Digest(bytes: Array(SHA256.hash(data: text))), let file = RelativePath("article-\(seq).txt") else {
            throw ValidationError("no record \(seq)")
        }
        let generation = String((seq - 1) / 1_024 + 1)
        let folder = RelativePath(String(repeating: "0", count: max(0, 6 - generation.utf8.count)) + generation) ?? file
        var content = Content(id: id, text: text, source: "mill", encoding: "utf-8", words: count, rules: mark)
        content.title = "Notice \(seq)"
        let delivery = Delivery(
            file: file, original: folder.appending(file), bytes: text.count, sha256: id, modified: Timestamp(seconds: 1_900_000_000))
        return Record(seq: seq, added: Timestamp(seconds: 1_900_000_000), delivery: delivery, outcome: .article(content, nil))
    }
}
