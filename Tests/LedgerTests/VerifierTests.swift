import Host
import Ledger
import Testing

@Suite struct VerifierTests {
    /// Not SHA-256, but as good here.
    @Sendable private static func hash(_ text: [UInt8]) -> Digest {
        Sample.digest(text.reduce(17) { $0 &* 31 &+ UInt64($1) })
    }

    private static func article(_ seq: Int, _ text: String, original: String? = nil) -> Record {
        var record = Sample.article(seq, text: text)
        record.delivery = Sample.delivery(seq, file: original ?? "harbour/\(seq).txt")
        guard case .article(var content, nil) = record.outcome else { return record }
        content.id = hash(content.text)
        record.outcome = .article(content, nil)
        return record
    }

    private static func findings(_ records: [Record]) throws -> [String] {
        var verifier = Verifier(hash: hash)
        var kinds: [String] = []
        for record in records {
            let line = Sample.line(record)
            let scan = try LineScan(line.span, of: record.stream)
            let place = Locator(stream: record.stream, segment: 1, offset: 0, length: line.count)
            kinds += verifier.check(scan, line.span, at: place).map { $0.sentence(active: PerStream(repeating: 2)) }
        }
        #expect(verifier.lines == records.count)
        return kinds
    }

    private static func repeated(_ seq: Int, of text: String) -> Record {
        var record = Sample.repeated(seq)
        record.delivery = Sample.delivery(seq, file: "harbour/\(seq).txt")
        record.outcome = .sameBytes(id: hash(Array(text.utf8)), source: "harbour", of: hash(Array(text.utf8)))
        return record
    }

    @Test func nothingWrong() throws {
        let records = [VerifierTests.article(1, "a"), VerifierTests.article(2, "b"), VerifierTests.repeated(3, of: "b")]
        #expect(try VerifierTests.findings(records) == [])
    }

    @Test func eachFinding() throws {
        let a = VerifierTests.article(1, "a")
        let cases: [([Record], String)] = [
            ([a, VerifierTests.article(3, "b")], "Line 3 (articles-000001.jsonl byte 0): line 2 should come next."),
            ([a, VerifierTests.article(1, "b", original: "x")], "Line 1 (articles-000001.jsonl byte 0): comes after line 1."),
            ([a, VerifierTests.article(2, "a")], "Line 2 (articles-000001.jsonl byte 0): article 1 has the same id."),
            ([Sample.article(1)], "Line 1 (articles-000001.jsonl byte 0): the id is not that of the text."),
            (
                [a, VerifierTests.repeated(2, of: "b")],
                "Line 2 (duplicates-000001.jsonl byte 0): no earlier article has the id \(VerifierTests.hash([98]))."
            ),
            (
                [a, VerifierTests.article(2, "b", original: "harbour/1.txt")],
                "Line 2 (articles-000001.jsonl byte 0): 000001/harbour/1.txt has a line already."
            ),
        ]
        for (records, sentence) in cases { #expect(try VerifierTests.findings(records) == [sentence]) }
    }
}
