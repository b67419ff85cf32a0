import Host
import Ledger
import Testing

@Suite struct ReaderTests {
    /// Numbers of the lines that a reader gives now.
    private static func seqs(_ reader: inout LineReader) throws(ReadError) -> [Int] {
        var seqs: [Int] = []
        while try reader.next() { seqs.append(reader.scan?.seq ?? 0) }
        return seqs
    }

    private static func seqs(_ reader: inout MergedReader) throws(ReadError) -> [Int] {
        var seqs: [Int] = []
        while try reader.next() { seqs.append(reader.scan?.seq ?? 0) }
        return seqs
    }

    private static func store(commits: Int, seed: UInt64 = 7) throws -> Driver {
        var driver = Driver(seed: seed)
        try driver.run(commits: commits)
        return driver
    }

    @Test func allLinesInOrder() throws {
        let driver = try ReaderTests.store(commits: 20)
        let reader = LedgerReader(driver.volume.folder())
        var lines = reader.allLines()
        #expect(try ReaderTests.seqs(&lines) == Array(1...driver.acknowledged))
        var each: [Int] = []
        for stream in Stream.allCases {
            var lines = reader.lines(of: stream)
            let seqs = try ReaderTests.seqs(&lines)
            #expect(seqs == seqs.sorted())
            each += seqs
        }
        #expect(each.sorted() == Array(1...driver.acknowledged))
    }

    @Test func linesAtTheirPlaces() throws {
        let driver = try ReaderTests.store(commits: 12)
        let reader = LedgerReader(driver.volume.folder())
        var lines = reader.allLines()
        while try lines.next() {
            guard let place = lines.place, let scan = lines.scan else { continue }
            let line = try reader.line(at: place)
            #expect(line == driver.attempted[scan.seq])
            #expect(Locator(packed: place.packed.span) == place)
            let record = try reader.record(at: place)
            #expect(record.seq == scan.seq)
            if let content = record.content {
                #expect(try reader.text(at: place, of: content.id) == content.text)
                #expect(throws: ReadError.self) { try reader.text(at: place, of: Sample.digest(1)) }
            }
            let other = Locator(stream: place.stream, segment: place.segment, offset: place.offset + 1, length: place.length)
            #expect(throws: ReadError.self) { try reader.record(at: other) }
        }
    }

    @Test func since() throws {
        let driver = try ReaderTests.store(commits: 40)
        let reader = LedgerReader(driver.volume.folder())
        for stream in Stream.allCases {
            var lines = reader.lines(of: stream)
            let all = try ReaderTests.seqs(&lines)
            for seq in 0...driver.acknowledged + 2 {
                var rest = reader.lines(of: stream, from: try reader.position(of: stream, since: seq))
                #expect(try ReaderTests.seqs(&rest) == all.filter { $0 >= seq })
            }
        }
    }

    /// Long files, so that the halves are of bytes too, with lines of very different lengths.
    @Test func sinceWithinAFile() throws {
        let volume = FakeVolume()
        var random = Seeded(seed: 3)
        var content: [UInt8] = []
        var starts: [Int] = []
        for seq in 1...120 {
            starts.append(content.count)
            let length = seq % 40 == 0 ? 150_000 : Int.random(in: 1...6_000, using: &random)
            content += Sample.line(Sample.article(seq * 2, text: String(repeating: "a", count: length)))
        }
        volume.put("articles.jsonl", content)
        let reader = LedgerReader(volume.folder())
        for seq in stride(from: 1, through: 242, by: 11) {
            let found = try reader.position(of: .articles, since: seq)
            #expect(found.offset == (seq <= 240 ? starts[(seq + 1) / 2 - 1] : content.count))
        }
        let limit = Position(segment: 1, offset: starts[50])
        #expect(try reader.position(of: .articles, since: 9_000, to: limit) == limit)
    }

    @Test func followsOverRotations() throws {
        var driver = Driver(seed: 21)
        let reader = LedgerReader(driver.volume.folder())
        var merged = reader.allLines(to: PerStream(repeating: .start))
        var articles = reader.lines(of: .articles)
        var (all, some): ([Int], [Int]) = ([], [])
        var ledger = try driver.recover(checkpoint: nil)
        for _ in 0..<30 {
            _ = try ledger.commit(try driver.batch(from: ledger.nextSeq))
            merged.extend(to: ledger.durable.ends)
            all += try ReaderTests.seqs(&merged)
            some += try ReaderTests.seqs(&articles)
            #expect(all.count == ledger.nextSeq - 1)
        }
        #expect(all == Array(1..<ledger.nextSeq))
        var again = reader.lines(of: .articles)
        #expect(try ReaderTests.seqs(&again) == some)
        #expect(ledger.durable.ends.articles.segment > 3)
    }

    @Test func onlyWhatIsDurable() throws {
        let driver = try ReaderTests.store(commits: 6)
        let reader = LedgerReader(driver.volume.folder())
        let ends = try reader.ends()
        let tail = Sample.line(Sample.article(driver.acknowledged + 1))
        driver.volume.put("articles.jsonl", (driver.volume.content("articles.jsonl") ?? []) + tail)
        var bounded = reader.allLines(to: ends)
        #expect(try ReaderTests.seqs(&bounded) == Array(1...driver.acknowledged))
        var unbounded = reader.allLines()
        #expect(try ReaderTests.seqs(&unbounded).last == driver.acknowledged + 1)
    }

    @Test func aLineThatIsBeingWritten() throws {
        let volume = FakeVolume()
        let line = Sample.line(Sample.article(1))
        var reader = LedgerReader(volume.folder()).lines(of: .articles)
        #expect(try ReaderTests.seqs(&reader) == [])
        volume.put("articles.jsonl", Array(line[..<100]))
        #expect(try ReaderTests.seqs(&reader) == [])
        volume.put("articles.jsonl", line)
        #expect(try ReaderTests.seqs(&reader) == [1])
    }

    @Test func readingGoesOnBehindDamage() throws {
        let volume = FakeVolume()
        let (first, last) = (Sample.line(Sample.article(1)), Sample.line(Sample.article(3)))
        volume.put("articles-000001.jsonl", first + Array("{\"id\":\n".utf8) + first.dropLast(9))
        volume.put("articles.jsonl", last)
        var reader = LedgerReader(volume.folder()).lines(of: .articles)
        var found: [String] = []
        var more = true
        while more {
            do throws(ReadError) {
                more = try reader.next()
                if more { found.append("\(reader.scan?.seq ?? 0)") }
            } catch {
                if case .damaged(let damage) = error { found.append("\(damage.file) \(damage.offset)") }
            }
        }
        #expect(found == ["1", "articles-000001.jsonl \(first.count)", "articles-000001.jsonl \(first.count + 7)", "3"])
    }

    @Test func filesOfAStream() throws {
        let volume = FakeVolume()
        let reader = LedgerReader(volume.folder())
        #expect(try reader.segments(of: .articles).isEmpty)
        volume.put("articles-000001.jsonl", [1, 2])
        volume.put("articles-1000000.jsonl", nil)
        volume.put("articles.jsonl", [1])
        #expect(try reader.segments(of: .articles).map(\.name.text) == ["articles-000001.jsonl", "articles.jsonl"])
        #expect(try reader.ends().articles == Position(segment: 2, offset: 1))
        volume.put("articles-000003.jsonl", [])
        #expect(throws: ReadError.self) { try reader.segments(of: .articles) }
    }

    @Test func locatorsArePacked() {
        let places = [
            Locator(stream: .articles, segment: 1, offset: 0, length: 1),
            Locator(stream: .rejected, segment: 1 << 30 - 1, offset: 1 << 50, length: Limits.lineBytes),
        ]
        for place in places { #expect(Locator(packed: place.packed.span) == place) }
        #expect(places[0].packed.lexicographicallyPrecedes(places[1].packed))
        for bad in [[], [UInt8](repeating: 0, count: 16), [UInt8](repeating: 255, count: 16)] { #expect(Locator(packed: bad.span) == nil) }
    }
}

extension Locator {
    fileprivate var packed: [UInt8] {
        var bytes: [UInt8] = []
        pack(into: &bytes)
        return bytes
    }
}
