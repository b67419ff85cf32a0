import Host
import Ledger
import Testing

@Suite struct RecordTests {
    @Test func theLineIsTheOneOfTheContract() {
        let record = Sample.article(7)
        #expect(
            Sample.text(record) == """
                {"id":"\(Sample.digest(7 << 32))","title":"Ferry back","text":"It runs again.","source":"harbour",\
                "added":"2031-03-03T06:00:01Z","created":"2031-03-03T00:00:00Z","seq":7,"metadata":{"file":"harbour/ferry.txt",\
                "original":"000001/harbour/ferry.txt","bytes":61,"sha256":"\(Sample.digest(7))","modified":"2031-03-03T05:59:58Z",\
                "encoding":"utf-8","language":"en","words":3,"published":"2 March 2031","rules":"0123456789ab"}}

                """)
    }

    @Test func everyOtherKey() {
        var content = Sample.content(2)
        content.section = "Port"
        content.byline = "By A. Keel"
        content.dateline = "KIEL"
        content.captions = ["The quay", "The bridge"]
        content.credits = ["Photo: N. Bo"]
        content.removed = [
            Content.Removal(rule: "share", lines: [1...2, 9...9]),
            Content.Removal(rule: "learned", lines: [4...4], part: true, prints: [0xAB, UInt64.max]),
        ]
        let near = Near(of: Sample.digest(5), relation: .revision, jaccard: 0.51239, containment: 1)
        let text = Sample.text(Record(seq: 2, added: Sample.added, delivery: Sample.delivery(2), outcome: .near(content, near)))
        #expect(
            text.hasSuffix(
                """
                "words":3,"section":"Port","byline":"By A. Keel","dateline":"KIEL","published":"2 March 2031",\
                "captions":["The quay","The bridge"],"credits":["Photo: N. Bo"],"rules":"0123456789ab",\
                "removed":[{"rule":"share","lines":[[1,2],[9,9]]},{"rule":"learned","lines":[[4,4]],"part":true,\
                "prints":["00000000000000ab","ffffffffffffffff"]}],\
                "duplicate":{"of":"\(Sample.digest(5))","kind":"near","relation":"revision","jaccard":0.5124,"containment":1.0000}}}

                """))
    }

    @Test func shortLines() {
        let id = Sample.digest(1 << 32)
        #expect(
            Sample.text(Sample.repeated(3)) == """
                {"id":"\(id)","source":"harbour","added":"2031-03-03T06:00:01Z","seq":3,"metadata":{"file":"harbour/ferry.txt",\
                "original":"000001/harbour/ferry.txt","bytes":61,"sha256":"\(Sample.digest(3))","modified":"2031-03-03T05:59:58Z",\
                "duplicate":{"of":"\(id)","kind":"bytes"}}}

                """)
        let unreadable = Record(
            seq: 9, added: Sample.added, delivery: Sample.delivery(9, sha256: false),
            outcome: .rejected(Rejection(.notAFile, detail: "A \"socket\".")))
        #expect(
            Sample.text(unreadable) == """
                {"seq":9,"added":"2031-03-03T06:00:01Z","reason":"not-a-file","detail":"A \\"socket\\".",\
                "metadata":{"file":"harbour/ferry.txt","original":"000001/harbour/ferry.txt","bytes":61,\
                "modified":"2031-03-03T05:59:58Z"}}

                """)
    }

    @Test(arguments: [
        ("\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F}", #"\u0000\b\t\n\u000b\f\r\u001f"#), ("\"\\/\u{7F}", #"\"\\/"# + "\u{7F}"),
        ("\u{84}\u{85}\u{86}\u{2027}\u{2028}\u{2029}\u{202A}", "\u{84}\\u0085\u{86}\u{2027}\\u2028\\u2029\u{202A}"),
        ("é€😀\u{10FFFF}", "é€😀\u{10FFFF}"),
    ])
    func escapes(_ text: String, _ written: String) throws {
        let record = Sample.article(1, text: text)
        #expect(Sample.text(record).contains("\"text\":\"\(written)\",\"source\""))
        #expect(try RecordParser.record(Sample.line(record).span, of: .articles) == record)
    }

    @Test(arguments: [
        [0xFF], [0xC0, 0xAF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x61, 0xE2, 0x80], [0xC2], [0x80, 0x61],
    ] as [[UInt8]])
    func badTextNeverMakesABadLine(_ bytes: [UInt8]) throws {
        var content = Sample.content(1)
        content.text = bytes
        let line = Sample.line(Record(seq: 1, added: Sample.added, delivery: Sample.delivery(1), outcome: .article(content, nil)))
        #expect(String(validating: line, as: UTF8.self)?.contains("\u{FFFD}") == true)
        let record = try RecordParser.record(line.span, of: .articles)
        #expect(record.content?.text.isEmpty == false)
    }

    @Test func namesThatAreNotText() throws {
        let file = Array("harbour/f\u{FC}".unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
        let original = RelativePath(bytes: Array("000003/".utf8) + file)
        let delivery = Delivery(file: file, original: original, bytes: 1, sha256: Sample.digest(1), modified: Sample.added)
        let record = Record(seq: 1, added: Sample.added, delivery: delivery, outcome: .article(Sample.content(1), nil))
        let line = Sample.line(record)
        #expect(
            String(validating: line, as: UTF8.self)?.contains(
                "\"file\":\"harbour/f\u{FFFD}\",\"file_base64\":\"aGFyYm91ci9m/A==\",\"original\":\"000003/harbour/f\u{FFFD}\"") == true)
        #expect(try RecordParser.record(line.span, of: .articles) == record)
        #expect(try LineScan(line.span, of: .articles).original == original)
    }

    @Test(arguments: 0..<8 as Range<UInt64>) func everyRecordReadsBack(seed: UInt64) throws {
        var records = RandomRecords(seed: seed)
        for seq in 1...200 {
            let record = records.next(seq: seq)
            let line = Sample.line(record)
            #expect(try RecordParser.record(line.span, of: record.stream) == record)
            let scan = try LineScan(line.span, of: record.stream)
            #expect(scan.seq == seq && scan.id == record.id && scan.original == record.delivery.original)
            #expect(scan.file(in: line.span) == record.delivery.file && scan.duplicateOf == record.duplicateOf)
            #expect(scan.prints == (record.content?.removed ?? []).flatMap(\.prints))
        }
    }

    @Test func tooLongForALine() throws {
        let record = Sample.article(1)
        let length = Sample.line(record).count
        var out: [UInt8] = [1, 2]
        #expect(throws: LineTooLong(bytes: length)) { try RecordEncoder.append(record, to: &out, atMost: length - 1) }
        #expect(out == [1, 2])
        try RecordEncoder.append(record, to: &out, atMost: length)
        #expect(out == [1, 2] + Sample.line(record))
    }
}
