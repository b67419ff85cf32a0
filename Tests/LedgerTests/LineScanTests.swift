import Host
import Testing

@testable import Ledger

/// What is not exactly our grammar is no line.
@Suite struct LineScanTests {
    private func refused(_ text: String, _ stream: Stream) -> Bool {
        firstIsUpToTheFirstLF(Array(text.utf8), stream)
        do {
            _ = try LineScan(Array(text.utf8).span, of: stream)
            return false
        } catch {
            return true
        }
    }

    /// The line at the beginning of some bytes is what stands before the first LF, or none.
    private func firstIsUpToTheFirstLF(_ bytes: [UInt8], _ stream: Stream) {
        let line = Array(bytes[..<(bytes.firstIndex(of: 10).map { $0 + 1 } ?? bytes.count)])
        let expected = try? LineScan(line.span, of: stream)
        for rest in [[], [10], Array("{\"id\":".utf8)] as [[UInt8]] {
            let found = LineScan.first(in: (bytes + rest).span, of: stream)
            // Without a LF of its own the line may be completed by the rest.
            if rest == [10], !bytes.contains(10) { continue }
            #expect(found?.scan == expected && found?.length == expected.map { _ in line.count })
        }
    }

    private static let article = Sample.text(Sample.article(7))

    @Test(arguments: [
        ("\n", ""), ("\n", "\r\n"), ("\n", " \n"), ("}}\n", "}}}\n"), ("}}\n", "}\n"), ("\n", "\n\n"),
        ("{\"id\"", "{ \"id\""), ("\"title\":\"Ferry back\"", "\"title\":null"), ("\"seq\":7", "\"seq\":07"),
        ("\"seq\":7", "\"seq\":-7"), ("\"seq\":7", "\"seq\":7.0"), ("\"seq\":7", "\"seq\":0"), ("\"seq\":7", "\"seq\":9007199254740992"),
        ("\"seq\":7", "\"seq\":99999999999999999999999999"), ("\"text\":\"It runs again.\"", "\"text\":\"\""),
        ("\"text\":\"It runs again.\",", ""), ("\"source\":\"harbour\",", ""), ("\"source\":\"harbour\"", "\"source\":\"\""),
        ("2031-03-03T06:00:01Z", "2031-02-29T06:00:01Z"), ("2031-03-03T06:00:01Z", "2031-03-03T24:00:01Z"),
        ("2031-03-03T06:00:01Z", "2031-03-03 06:00:01Z"), ("2031-03-03T06:00:01Z", "0000-03-03T06:00:01Z"),
        ("It runs", "It\\u0041runs"), ("It runs", "It\\u000aruns"), ("It runs", "It\\/runs"), ("It runs", "It\\u001Bruns"),
        ("It runs", "It\u{2028}runs"), ("It runs", "It\u{85}runs"), ("It runs", "It\truns"), ("It runs", "It\\ud83druns"),
        ("\"bytes\":61,", ""), ("\"words\":3,", ""), ("\"rules\":\"0123456789ab\"", "\"rules\":\"0123456789aB\""),
        ("\"rules\":\"0123456789ab\"", "\"rules\":\"0123456789\""), ("\"language\":\"en\",\"words\":3", "\"words\":3,\"language\":\"en\""),
        ("\"original\":\"000001/harbour/ferry.txt\"", "\"original\":\"000001/../ferry.txt\""),
        ("\"original\":", "\"file_base64\":\"YQ==\",\"original\":"), ("\"original\":", "\"file_base64\":\"/\",\"original\":"),
        ("\"encoding\":\"utf-8\",", ""), (",\"metadata\"", ",\"extra\":1,\"metadata\""), ("}}\n", ",\"words\":3}}\n"),
        ("}}\n", ",\"more\":}}\n"), ("}}\n", ",\"more\":01}}\n"), ("}}\n", ",\"more\":[1,]}}\n"),
        ("}}\n", ",\"more\":\(String(repeating: "[", count: 40))\(String(repeating: "]", count: 40))}}\n"),
        ("}}\n", ",\"duplicate\":{\"of\":\"\(Sample.digest(1))\",\"kind\":\"bytes\"}}}\n"),
        ("}}\n", ",\"removed\":[]}}\n"), ("}}\n", ",\"removed\":[{\"rule\":\"a\",\"lines\":[[2,1]]}]}}\n"),
        ("}}\n", ",\"removed\":[{\"rule\":\"a\",\"lines\":[[0,1]]}]}}\n"),
        ("\"published\"", "\"captions\":[],\"published\""),
    ])
    func damage(_ part: String, _ other: String) throws {
        let range = try #require(LineScanTests.article.firstRange(of: part), "the part is there to be changed")
        var text = LineScanTests.article
        text.replaceSubrange(range, with: other)
        #expect(refused(text, .articles))
    }

    @Test func eachStreamHasItsOwnLines() {
        let lines: [(Record, Stream)] = [(Sample.article(1), .articles), (Sample.repeated(2), .duplicates), (Sample.rejected(3), .rejected)]
        for (record, own) in lines {
            for stream in Stream.allCases { #expect(refused(Sample.text(record), stream) == (stream != own)) }
        }
    }

    @Test func sharesHaveFourDecimals() {
        let near = Near(of: Sample.digest(1), relation: .near, jaccard: 0.5, containment: 1)
        let text = Sample.text(Record(seq: 2, added: Sample.added, delivery: Sample.delivery(2), outcome: .near(Sample.content(2), near)))
        #expect(!refused(text, .duplicates))
        for other in ["0.5", "0.50000", "1.0001", "2.0000", "00.5000", ".5000", "5e-1", "-0.5000"] {
            #expect(refused(text.replacing("0.5000", with: other), .duplicates))
        }
    }

    @Test(arguments: ["1", "-1.5e+9", "\"x\"", "{}", "[]", "{\"a\":[true,false,null,{\"b\":\"\\n\"}]}", "0.0"])
    func newerKeysAreSkipped(_ value: String) throws {
        let text = LineScanTests.article.replacing("}}\n", with: ",\"tone\":\(value),\"mood\":2}}\n")
        let record = try RecordParser.record(Array(text.utf8).span, of: .articles)
        #expect(record == Sample.article(7))
    }

    /// No prefix is a line, no changed byte crashes, and what is still accepted says what it means: it reads back. The
    /// exception is the name of an optional key at the end of metadata, which then might be a newer one.
    @Test func anyByteMayBeWrong() throws {
        var records = RandomRecords(seed: 99)
        var random = Seeded(seed: 5)
        for seq in 1...10 {
            let record = records.next(seq: seq)
            let line = Sample.line(record)
            let mayBeNewer = [",\"removed\":", ",\"duplicate\":"].flatMap { line.firstRange(of: Array($0.utf8)).map(Array.init) ?? [] }
            for length in line.indices { #expect(throws: LineError.self) { try LineScan(Array(line[..<length]).span, of: record.stream) } }
            for at in line.indices {
                var changed = line
                changed[at] = at % 5 == 0 ? 10 : UInt8.random(in: 0...255, using: &random)
                firstIsUpToTheFirstLF(changed, record.stream)
                guard !mayBeNewer.contains(at), let read = try? RecordParser.record(changed.span, of: record.stream) else { continue }
                #expect(Sample.line(read) == changed)
            }
        }
    }

    @Test func anyBytesAtAll() {
        var random = Seeded(seed: 11)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            for stream in Stream.allCases { #expect(throws: LineError.self) { try LineScan(bytes.span, of: stream) } }
        }
    }
}
