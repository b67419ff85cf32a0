import Host
import Ledger
import Prose
import SystemPackage

/// From files in hand to durable lines: prepare, decide, commit, note in the index. It owns everything that a failed write
/// makes worthless; the way back after one is recovery.
struct Pipeline: ~Copyable {
    /// A delivery with its durable line.
    struct Stored: Sendable {
        var record: Record
        var original: RelativePath?
        /// From the last change of its file to now; nil when it came by another way than the inbox.
        var latency: Duration?
    }

    /// What one commit was.
    struct Commit: Sendable {
        var duration: Duration
        /// Of the lines.
        var bytes: Int
    }

    private let seams: Seams
    private let preparer: Preparer
    private var ledger: Ledger
    /// Reads back texts to compare new ones with.
    private let reader: LedgerReader
    private var decider: Decider
    private var learning: Learning
    private var indexClock = IndexClock()
    /// Lines of the three streams.
    private(set) var totals: Tally
    /// The newest generation that a line names, and where the streams ended before its first line.
    private var newest: NewestGeneration
    /// Commits since `takeCommits`.
    private var commits: [Commit] = []
    /// What the index holds of the lines.
    private let covers: IndexCoverage

    /// `isCaughtUp` when the index knows every line.
    init(
        ledger: consuming Ledger, reader: LedgerReader, intake: consuming LineIntake, preparer: Preparer, isCaughtUp: Bool,
        covers: IndexCoverage, seams: Seams
    ) {
        self.ledger = ledger
        self.reader = reader
        self.learning = intake.learning
        self.newest = intake.originals.newest
        self.totals = intake.totals
        self.preparer = preparer
        self.covers = covers
        self.seams = seams
        if !isCaughtUp { indexClock.note(max(1, intake.pending), at: seams.time.monotonic) }
        self.decider = intake.takeDecider()
    }

    /// How many files the next batch may have.
    var room: Int { min(Limits.commitLines, Learning.room(from: ledger.nextSeq)) }
    var durable: Durable { ledger.durable }

    /// Stores a batch: when it returns, each file has its durable line.
    mutating func store(_ files: [FileInHand]) throws(Fault) -> [Stored] {
        precondition(files.count <= room)
        learning.enter(ledger.nextSeq)
        let prepared = preparer.prepare(files, learned: learning.inForce, on: seams.workers)
        let decided = try decide(prepared)
        return try commit(decided)
    }

    /// True when a path given to `ingest` was recorded with these bytes.
    func knows(path: [UInt8], digest: Digest) throws(Fault) -> Bool {
        try decider.index.knows(path: path, digest: digest)
    }

    private mutating func decide(_ prepared: [Prepared]) throws(Fault) -> [Decider.Decided] {
        let first = ledger.nextSeq
        let reader = reader
        return try decider.decide(prepared, firstSeq: first) { place, id throws(Fault) in
            do throws(ReadError) {
                return try reader.text(at: place, of: id)
            } catch {
                guard case .fault(let fault) = error else { throw Fault(.index, .badMessage, "the place of an article") }
                throw fault
            }
        }
    }

    private mutating func commit(_ decided: [Decider.Decided]) throws(Fault) -> [Stored] {
        let ordered = Stream.allCases.flatMap { stream in decided.filter { $0.decision.stream == stream } }
        let records = number(ordered)
        let ends = ledger.durable.ends
        for record in records {
            if let original = record.delivery.original { newest.note(original, before: ends) }
        }
        var batch = CommitBatch(firstSeq: ledger.nextSeq)
        for (record, line) in zip(records, encode(records)) {
            batch.append(line: line, of: record.stream, seq: record.seq)
        }
        let bytes = batch.bytes
        let began = seams.time.monotonic
        let places = try ledger.commit(batch)
        commits.append(Commit(duration: seams.time.monotonic - began, bytes: bytes))
        for (i, place) in places.enumerated() { try note(ordered[i], records[i], at: place) }
        indexClock.note(records.count, at: seams.time.monotonic)
        let wall = seams.time.wall
        return records.indices.map {
            let file = ordered[$0].prepared.file
            let latency = file.changed.map { Duration.nanoseconds(max(0, wall - $0)) }
            return Stored(record: records[$0], original: file.original, latency: latency)
        }
    }

    mutating func takeCommits() -> [Commit] {
        defer { commits = [] }
        return commits
    }

    /// Records with their numbers, in the order of a commit.
    private func number(_ ordered: [Decider.Decided]) -> [Record] {
        let first = ledger.nextSeq
        let added = Timestamp(nanoseconds: seams.time.wall)
        return ordered.enumerated().map { i, decided in
            preparer.maker.record(decided, seq: first + i, added: added)
        }
    }

    private func encode(_ records: [Record]) -> [[UInt8]] {
        records.map { record in
            do throws(LineTooLong) {
                return try RecordEncoder.line(record)
            } catch {
                preconditionFailure("preparation proved that the record fits")
            }
        }
    }

    private mutating func note(_ decided: Decider.Decided, _ record: Record, at place: Locator) throws(Fault) {
        decider.noteDurable(record, at: place)
        totals.count(record.stream)
        if case .article(_, nil) = record.outcome, case .article(let whole) = decided.prepared.reading {
            try learning.add(whole.prints, seq: record.seq)
        }
    }
}

// The index.
extension Pipeline {
    /// When the index wants its next commit; nil when nothing is pending.
    var nextIndexCommit: Instant? { indexClock.due }

    func wantsIndexCommit(at now: Instant) -> Bool { indexClock.isDue(at: now) }

    /// Brings the index up to the durable ends of the streams.
    mutating func commitIndex(at now: Instant) throws(Fault) {
        guard indexClock.hasPending else { return }
        let checkpoint = ledger.checkpoint(from: newest.start)
        let changes = try decider.changes() + learning.changes() + [IndexMeta.change(checkpoint, covers: covers), IndexMeta.change(totals)]
        try seams.index.commit(changes.sorted(by: IndexMeta.order))
        decider.committed()
        learning.committed()
        indexClock.committed()
    }
}
