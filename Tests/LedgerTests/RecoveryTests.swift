import Host
import Ledger
import Testing

/// What is a torn end and is cut, and what is damage and is left alone.
@Suite struct RecoveryTests {
    private static func whole(_ records: [Record]) -> [UInt8] { records.flatMap { Sample.line($0) } }

    /// A store of a few files: articles 1 and 2 rotated away, then 3, 5, 6; repeats 4 and 7; a rejection 8.
    private static func store() -> FakeVolume {
        let volume = FakeVolume()
        volume.put("articles-000001.jsonl", whole([Sample.article(1), Sample.article(2)]))
        volume.put("articles.jsonl", whole([Sample.article(3), Sample.article(5), Sample.article(6)]))
        volume.put("duplicates.jsonl", whole([Sample.repeated(4), Sample.repeated(7)]))
        volume.put("rejected.jsonl", whole([Sample.rejected(8)]))
        return volume
    }

    private struct Opened: ~Copyable {
        var ledger: Ledger
        /// The numbers that the visitor was told.
        var seqs: [Int]
    }

    private static func recover(
        _ volume: FakeVolume, _ checkpoint: Checkpoint? = nil, trusted: Durable? = nil
    ) throws(RecoveryError) -> Opened {
        var seqs: [Int] = []
        let ledger = try Ledger.recover(volume.folder(), rotateSize: 1 << 20, checkpoint: checkpoint, trusted: trusted) {
            scan, _, _, _ throws(RecoveryError) in seqs.append(scan.seq)
        }
        return Opened(ledger: ledger, seqs: seqs)
    }

    private static func report(_ volume: FakeVolume, _ checkpoint: Checkpoint? = nil, trusted: Durable? = nil) throws -> RecoveryReport {
        let opened = try recover(volume, checkpoint, trusted: trusted)
        return opened.ledger.recovery
    }

    private static func checkpoint(_ volume: FakeVolume) throws -> Checkpoint {
        let opened = try recover(volume)
        return opened.ledger.checkpoint(from: opened.ledger.durable.ends)
    }

    private static func damage(_ volume: FakeVolume, _ checkpoint: Checkpoint? = nil) -> Damage? {
        let before = volume.names.map { volume.content($0) }
        do throws(RecoveryError) {
            _ = try recover(volume, checkpoint)
            return nil
        } catch {
            #expect(volume.names.map { volume.content($0) } == before, "nothing is written")
            if case .damaged(let damage) = error { return damage }
            return nil
        }
    }

    private static func append(_ bytes: [UInt8], to name: String, _ volume: FakeVolume) {
        volume.put(name, (volume.content(name) ?? []) + bytes)
    }

    private static func change(_ name: String, _ volume: FakeVolume, _ body: (inout [UInt8]) -> Void) {
        var content = volume.content(name) ?? []
        body(&content)
        volume.put(name, content)
    }

    @Test func anEmptyFolderBecomesAStore() throws {
        let volume = FakeVolume()
        let report = try RecoveryTests.report(volume)
        #expect(report.created == Stream.allCases && report.lines == 0)
        #expect(volume.names == ["articles.jsonl", "duplicates.jsonl", "rejected.jsonl"])
    }

    @Test func linesComeInTheOrderOfTheirNumbers() throws {
        let opened = try RecoveryTests.recover(RecoveryTests.store())
        #expect(opened.seqs == Array(1...8) && opened.ledger.nextSeq == 9)
        #expect(opened.ledger.recovery.newestOriginal?.text == "000001/harbour/ferry.txt" && opened.ledger.recovery.cutBytes == 0)
    }

    @Test func otherFilesAreLeftAlone() throws {
        let volume = RecoveryTests.store()
        for name in ["articles-1.jsonl", "articles-000000.jsonl", "articles-0000001.jsonl", "articles.jsonl.bak", "articles-+00002.jsonl", "notes"] {
            volume.put(name, [1])
        }
        #expect(try RecoveryTests.report(volume).lines == 8)
    }

    private static let zeros = String(repeating: "\u{0}", count: 700)

    /// What a torn write leaves: a beginning, or holes that read as what no line consists of, and whole lines behind them.
    @Test(arguments: [
        ("{", 1), ("{\"id\":\"12", 1), ("\u{0}\u{0}\u{0}", 1), (String(Sample.text(Sample.article(9)).dropLast()), 1),
        (zeros + "\n" + Sample.text(Sample.article(10)), 2),
        ("{\"id\":\"12" + zeros + "}}\n" + Sample.text(Sample.article(10)) + Sample.text(Sample.article(12)) + "{\"id", 4),
        ("{\"id\":\"12\n\n" + zeros, 3),
    ])
    func tornEnd(_ tail: String, _ lines: Int) throws {
        let volume = RecoveryTests.store()
        let good = volume.content("articles.jsonl")
        let checkpoint = try RecoveryTests.checkpoint(volume)
        for known in [nil, checkpoint] {
            RecoveryTests.append(Array(tail.utf8), to: "articles.jsonl", volume)
            let report = try RecoveryTests.report(volume, known)
            #expect(report.cuts.articles == RecoveryReport.Cut(bytes: tail.utf8.count, lines: lines) && report.cutBytes == tail.utf8.count)
            #expect(volume.content("articles.jsonl") == good)
        }
    }

    /// What no crash leaves, and somebody has changed: text that is no line, a whole line whose number does not come next,
    /// numbers behind a hole that no one commit has.
    @Test(arguments: [
        "\n", "{}\n{}\n{", "nonsense\n", Sample.text(Sample.repeated(9)), Sample.text(Sample.article(10)), Sample.text(Sample.article(3)),
        Sample.text(Sample.article(9)).replacing("\"words\":3", with: "\"words\":x"),
        Sample.text(Sample.article(9)).replacing("\n", with: "\r\n"), Sample.text(Sample.article(9)).replacing("\n", with: "\t\n"),
        Sample.text(Sample.article(9)).replacing("\"words\":3", with: "\"words\":x") + Sample.text(Sample.article(10)),
        zeros + "\n" + Sample.text(Sample.article(9)), zeros + "\n" + Sample.text(Sample.article(6)),
        zeros + "\n" + Sample.text(Sample.article(11)) + Sample.text(Sample.article(10)),
        zeros + "\n" + Sample.text(Sample.article(10)) + "nonsense\n",
    ])
    func noTornEnd(_ tail: String) throws {
        let volume = RecoveryTests.store()
        let checkpoint = try RecoveryTests.checkpoint(volume)
        RecoveryTests.append(Array(tail.utf8), to: "articles.jsonl", volume)
        #expect(RecoveryTests.damage(volume) != nil)
        #expect(RecoveryTests.damage(volume, checkpoint) != nil)
    }

    /// A number edited by hand near the end, and no index to tell: refused, not cut.
    @Test(arguments: [("articles.jsonl", "\"seq\":5", "\"seq\":4"), ("articles.jsonl", "\"seq\":6", "\"seq\":9"), ("duplicates.jsonl", "\"seq\":7", "\"seq\":77")])
    func aChangedNumberNearTheEnd(_ name: String, _ old: String, _ new: String) throws {
        let volume = RecoveryTests.store()
        let text = String(decoding: volume.content(name) ?? [], as: UTF8.self)
        volume.put(name, Array(text.replacing(old, with: new).utf8))
        #expect(RecoveryTests.damage(volume) != nil)
    }

    @Test(arguments: Stream.allCases) func aStreamWithoutAnyFile(stream: Stream) throws {
        let volume = FakeVolume()
        for other in Stream.allCases where other != stream { volume.put("\(other.name).jsonl", []) }
        #expect(try RecoveryTests.report(volume).created == [stream])
        volume.put("\(stream.name).jsonl", nil)
        let other: Stream = stream == .articles ? .rejected : .articles
        volume.put("\(other.name).jsonl", other == .articles ? RecoveryTests.whole([Sample.article(1)]) : RecoveryTests.whole([Sample.rejected(1)]))
        #expect(RecoveryTests.damage(volume)?.kind == .missing)
    }

    /// What an index does not vouch for is written again before it is believed: a sync that failed may have left it in
    /// memory only.
    @Test func theUnvouchedEndIsWrittenAgain() throws {
        let volume = RecoveryTests.store()
        let checkpoint = try RecoveryTests.checkpoint(volume)
        let before = volume.log.count
        _ = try RecoveryTests.report(volume, checkpoint)
        #expect(!volume.log[before...].contains { $0.hasPrefix("overwrite") })
        RecoveryTests.append(RecoveryTests.whole([Sample.article(9)]), to: "articles.jsonl", volume)
        let content = volume.content("articles.jsonl")
        _ = try RecoveryTests.report(volume, checkpoint)
        #expect(volume.log.last { $0.hasPrefix("overwrite") } == "overwrite articles.jsonl")
        #expect(volume.content("articles.jsonl") == content)
        let log = volume.log
        let written = try #require(log.lastIndex { $0.hasPrefix("overwrite") })
        #expect(log[written...].contains("sync articles.jsonl"))
    }

    @Test func anArticleWithoutTheRepeatsOfItsCommitStays() throws {
        let volume = RecoveryTests.store()
        RecoveryTests.append(RecoveryTests.whole([Sample.article(9)]), to: "articles.jsonl", volume)
        RecoveryTests.append(Array(RecoveryTests.whole([Sample.repeated(10)]).dropLast(30)), to: "duplicates.jsonl", volume)
        let report = try RecoveryTests.report(volume)
        #expect(report.cuts.articles.bytes == 0 && report.cuts.duplicates.lines == 1 && report.lines == 9)
    }

    /// Two streams cannot both be torn by one crash. With an index the older lines are known to be good, and the little
    /// that follows is cut; without one nothing is.
    @Test func twoTails() throws {
        let volume = RecoveryTests.store()
        let checkpoint = try RecoveryTests.checkpoint(volume)
        RecoveryTests.append([0, 0], to: "articles.jsonl", volume)
        RecoveryTests.append([0, 0], to: "duplicates.jsonl", volume)
        #expect(RecoveryTests.damage(volume)?.kind != nil)
        #expect(try RecoveryTests.report(volume, checkpoint).cutLines == 2)
    }

    /// No crash leaves a number twice, and no guess is made which line is the right one.
    @Test func aNumberTwice() throws {
        let volume = RecoveryTests.store()
        let checkpoint = try RecoveryTests.checkpoint(volume)
        RecoveryTests.append(RecoveryTests.whole([Sample.article(8)]), to: "articles.jsonl", volume)
        #expect(RecoveryTests.damage(volume)?.kind == .repeated(seq: 8))
        #expect(RecoveryTests.damage(volume, checkpoint)?.kind == .repeated(seq: 8))
    }

    @Test func damageInARotatedFile() {
        let volume = RecoveryTests.store()
        RecoveryTests.change("articles-000001.jsonl", volume) { $0[40] = 0 }
        let damage = RecoveryTests.damage(volume)
        #expect(damage?.file == "articles-000001.jsonl" && damage?.offset == 0)
        #expect(damage?.sentence.contains("articles-000001.jsonl has no valid line at byte 0") == true)
    }

    @Test func aRotatedFileThatEndsTooSoon() {
        let volume = RecoveryTests.store()
        RecoveryTests.change("articles-000001.jsonl", volume) { $0.removeLast() }
        #expect(RecoveryTests.damage(volume)?.file == "articles-000001.jsonl")
    }

    @Test func aRotatedFileIsMissing() throws {
        let volume = RecoveryTests.store()
        volume.put("articles-000003.jsonl", RecoveryTests.whole([Sample.article(9)]))
        let damage = try #require(RecoveryTests.damage(volume))
        #expect(damage.kind == .missing && damage.file == "articles-000002.jsonl")
    }

    @Test func theFirstRotatedFileIsMissing() {
        let volume = RecoveryTests.store()
        volume.put("articles-000001.jsonl", nil)
        #expect(RecoveryTests.damage(volume)?.kind == .gap(seq: 1))
    }

    @Test func aRotationCutShort() throws {
        let volume = RecoveryTests.store()
        let checkpoint = try RecoveryTests.checkpoint(volume)
        volume.put("articles-000002.jsonl", volume.content("articles.jsonl"))
        volume.put("articles.jsonl", nil)
        let opened = try RecoveryTests.recover(volume, checkpoint)
        #expect(opened.ledger.recovery.created == [.articles] && opened.ledger.nextSeq == 9)
        #expect(opened.ledger.durable.ends.articles == Position(segment: 3, offset: 0))
    }

    @Test func moreThanOneCommitIsNoTornEnd() throws {
        let volume = RecoveryTests.store()
        let checkpoint = try RecoveryTests.checkpoint(volume)
        var lines: [UInt8] = [0, 10]
        for seq in 10..<10 + Limits.commitLines + 1 { lines += Sample.line(Sample.rejected(seq)) }
        RecoveryTests.append(lines, to: "rejected.jsonl", volume)
        #expect(RecoveryTests.damage(volume) != nil && RecoveryTests.damage(volume, checkpoint) != nil)
    }

    @Test func aNumberFarAheadIsNoTornEnd() throws {
        let volume = RecoveryTests.store()
        RecoveryTests.append(RecoveryTests.whole([Sample.rejected(9 + Limits.commitLines)]), to: "rejected.jsonl", volume)
        #expect(RecoveryTests.damage(volume)?.kind == .gap(seq: 9))
    }
}

extension RecoveryTests {
    @Test func theIndexFollowsOn() throws {
        let volume = RecoveryTests.store()
        let checkpoint = try RecoveryTests.checkpoint(volume)
        RecoveryTests.append(RecoveryTests.whole([Sample.article(9)]), to: "articles.jsonl", volume)
        let first = try RecoveryTests.recover(volume, checkpoint)
        #expect(first.seqs == [9] && first.ledger.recovery.newLines == 1)
        let known = first.ledger.checkpoint(from: PerStream(repeating: .start))
        let second = try RecoveryTests.recover(volume, known)
        #expect(second.seqs == Array(1...9) && second.ledger.recovery.newLines == 0)
    }

    @Test func theIndexIsOfAnotherStore() throws {
        let other = FakeVolume()
        other.put("articles.jsonl", RecoveryTests.whole([Sample.article(1, text: "Another paper."), Sample.article(2)]))
        for name in ["duplicates.jsonl", "rejected.jsonl"] { other.put(name, []) }
        let checkpoint = try RecoveryTests.checkpoint(other)
        #expect(throws: RecoveryError.foreign) {
            _ = try RecoveryTests.recover(RecoveryTests.store(), checkpoint)
        }
    }

    @Test(arguments: Stream.allCases) func aStreamIsShorterThanTheIndexKnows(stream: Stream) throws {
        let volume = RecoveryTests.store()
        let checkpoint = try RecoveryTests.checkpoint(volume)
        let name = "\(stream.name).jsonl"
        let size = volume.content(name)?.count ?? 0
        RecoveryTests.change(name, volume) { $0.removeLast() }
        #expect(RecoveryTests.damage(volume, checkpoint)?.file == name)
        volume.put(name, nil)
        #expect(RecoveryTests.damage(volume, checkpoint)?.kind == .shorter(was: size))
    }

    @Test func anEmptyStoreUnderAFullIndex() throws {
        let checkpoint = try RecoveryTests.checkpoint(RecoveryTests.store())
        #expect(RecoveryTests.damage(FakeVolume(), checkpoint) != nil)
    }

    @Test func anotherLineAtTheEnd() throws {
        let volume = RecoveryTests.store()
        let checkpoint = try RecoveryTests.checkpoint(volume)
        RecoveryTests.change("duplicates.jsonl", volume) { $0[$0.count - 90] ^= 1 }
        #expect(RecoveryTests.damage(volume, checkpoint)?.kind == .changed)
    }

    @Test func anotherFirstLineInOneStream() throws {
        let volume = RecoveryTests.store()
        let checkpoint = try RecoveryTests.checkpoint(volume)
        RecoveryTests.change("articles-000001.jsonl", volume) { $0[7] = $0[7] == 0x61 ? 0x62 : 0x61 }
        #expect(RecoveryTests.damage(volume, checkpoint)?.kind == .changed)
    }

    @Test func damageBeforeTheCheckpointIsNeverCut() throws {
        let volume = RecoveryTests.store()
        let opened = try RecoveryTests.recover(volume)
        let checkpoint = opened.ledger.checkpoint(from: PerStream(repeating: .start))
        RecoveryTests.change("articles.jsonl", volume) { $0[20] = 0 }
        let damage = try #require(RecoveryTests.damage(volume, checkpoint))
        #expect(damage.file == "articles.jsonl" && damage.offset == 0)
    }

    @Test func whatIsNotTrustedIsCutHoweverGoodItLooks() throws {
        let volume = RecoveryTests.store()
        let opened = try RecoveryTests.recover(volume)
        let durable = opened.ledger.durable
        let before = volume.names.map { volume.content($0) }
        RecoveryTests.append(RecoveryTests.whole([Sample.article(9)]), to: "articles.jsonl", volume)
        RecoveryTests.append(RecoveryTests.whole([Sample.repeated(10)]), to: "duplicates.jsonl", volume)
        #expect(try RecoveryTests.report(volume, trusted: durable).cutLines == 2)
        #expect(volume.names.map { volume.content($0) } == before)
    }

    @Test func checkpointsArePacked() throws {
        let volume = RecoveryTests.store()
        for checkpoint in [try RecoveryTests.checkpoint(volume), try RecoveryTests.checkpoint(FakeVolume())] {
            let packed = checkpoint.packed
            #expect(Checkpoint(packed: packed.span) == checkpoint)
            for at in packed.indices {
                var changed = packed
                changed[at] ^= 4
                #expect(Checkpoint(packed: changed.span) == nil)
            }
            let short = Array(packed.dropLast())
            #expect(Checkpoint(packed: short.span) == nil)
        }
    }

    @Test func aFullDiskLeavesNothing() throws {
        let volume = RecoveryTests.store()
        var opened = try RecoveryTests.recover(volume)
        let before = volume.names.map { volume.content($0) }
        volume.limit(room: opened.ledger.durable.ends.rejected.offset + 10)
        var batch = CommitBatch(firstSeq: 9)
        try batch.append(Sample.rejected(9))
        #expect(throws: Fault.self) { _ = try opened.ledger.commit(batch) }
        #expect(volume.names.map { volume.content($0) } == before)
    }

    @Test func aBatchBegunAgainHasNothingOfTheOneBefore() throws {
        var batch = CommitBatch(firstSeq: 1)
        try batch.append(Sample.article(1))
        try batch.append(Sample.rejected(2))
        batch.begin(7)
        #expect(batch.isEmpty && batch.bytes == 0 && batch.nextSeq == 7)
        try batch.append(Sample.article(7))
        #expect(batch.count(of: .articles) == 1 && batch.bytes == Sample.line(Sample.article(7)).count)
    }

    @Test func aReplacedFileIsNotWrittenTo() throws {
        let volume = RecoveryTests.store()
        var opened = try RecoveryTests.recover(volume)
        volume.put("articles.jsonl", nil)
        volume.put("articles.jsonl", [])
        var batch = CommitBatch(firstSeq: 9)
        try batch.append(Sample.article(9))
        #expect(throws: Fault.self) { _ = try opened.ledger.commit(batch) }
        #expect(volume.content("articles.jsonl") == [])
    }
}
