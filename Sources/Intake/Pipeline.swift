import Host
import Ledger
import Prose
import SystemPackage

/// From files in hand to durable lines: prepare, decide, commit, note in the index. It owns everything that a failed write
/// makes worthless; the way back after one is recovery.
///
/// Two batches may be in hand: while one is decided and committed, the next is prepared on other cores. They are stored in
/// the order in which they were taken, each as if the other did not exist.
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

    /// Batches in hand at most: one to be stored, and one that is prepared meanwhile. More would only hold memory, and
    /// more originals without a line.
    static let mostBatches = 2

    private let seams: Seams
    private let preparer: Preparer
    /// Batches without lines yet, oldest first.
    private var batches: [Batch] = []
    private var ledger: Ledger
    /// Lines of the commit in hand, or of the last one.
    private var lines: CommitBatch
    /// Reads back texts to compare new ones with.
    private let reader: LedgerReader
    private var index: LiveIndex
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
        lines = CommitBatch(firstSeq: ledger.nextSeq)
        self.ledger = ledger
        self.reader = reader
        self.newest = intake.originals.newest
        self.totals = intake.totals
        self.preparer = preparer
        self.covers = covers
        self.seams = seams
        if !isCaughtUp { indexClock.note(max(1, intake.pending), at: seams.time.monotonic) }
        self.index = intake.takeIndex()
    }

    /// How many files the next batch may have; 0 when there are enough batches in hand.
    var room: Int {
        batches.count < Pipeline.mostBatches ? min(Limits.commitLines, Learning.room(from: nextSeq)) : 0
    }
    /// Files in hand, which have no lines yet.
    var inHand: Int { batches.reduce(0) { $0 + $1.count } }
    var hasBatch: Bool { !batches.isEmpty }
    var durable: Durable { ledger.durable }

    /// The number of the first line that the next batch will have: every file gets one line.
    private var nextSeq: Int { batches.last.map { $0.firstSeq + $0.count } ?? ledger.nextSeq }

    /// Takes a batch in hand, and begins to prepare it. Its lines are not written before `names` is done.
    mutating func take(_ files: [FileInHand], after names: PendingSync? = nil) {
        precondition(!files.isEmpty && files.count <= room)
        batches.append(Batch(firstSeq: nextSeq, count: files.count, names: names, stage: .taken(files)))
        startPreparing()
    }

    /// Stores the oldest batch in hand: when it returns, each file of it has its durable line.
    mutating func storeNext() throws(Fault) -> [Stored] {
        precondition(hasBatch)
        let batch = batches.removeFirst()
        guard case .preparing(let preparation) = batch.stage else {
            preconditionFailure("the oldest batch is always being prepared")
        }
        let decided = try decide(preparation.finish())
        try learn(decided)
        startPreparing()
        try batch.names?.finish()
        return try commit(decided)
    }

    /// Begins with what waits. What was learned is part of the input: a batch waits while one before it is not decided that
    /// counts for what is in force. Batches that are not larger than `Learning.lag` never do.
    private mutating func startPreparing() {
        for place in batches.indices {
            guard case .taken(let files) = batches[place].stage else { continue }
            let isFirst = place == batches.startIndex
            guard isFirst || batches[0].firstSeq > Learning.lastCounted(for: batches[place].firstSeq) else { return }
            index.learning.enter(batches[place].firstSeq)
            batches[place].stage = .preparing(
                ParallelMap(files, on: seams.workers) { [preparer, learned = index.learning.inForce] in
                    preparer.prepare($0, learned: learned)
                })
        }
    }

    /// True when a path given to `ingest` was recorded with these bytes.
    func knows(path: [UInt8], digest: Digest) throws(Fault) -> Bool {
        try index.decider.index.knows(path: path, digest: digest)
    }

    private mutating func decide(_ prepared: [Prepared]) throws(Fault) -> [Decider.Decided] {
        let first = ledger.nextSeq
        return try index.decider.decide(prepared, firstSeq: first, on: seams.workers, text: reader.indexedText)
    }

    private mutating func commit(_ decided: [Decider.Decided]) throws(Fault) -> [Stored] {
        let order = Stream.allCases.flatMap { stream in decided.indices.filter { decided[$0].decision.stream == stream } }
        let records = number(decided, order)
        let ends = ledger.durable.ends
        // By place, here and below: a record taken out of the list is a copy, and holds on to twenty things.
        for place in records.indices {
            if let original = records[place].delivery.original { newest.note(original, before: ends) }
        }
        encode(records)
        let began = seams.time.monotonic
        let places = try ledger.commit(lines)
        commits.append(Commit(duration: seams.time.monotonic - began, bytes: lines.bytes))
        for place in records.indices {
            index.decider.noteDurable(records[place], at: places[place])
            totals.count(records[place].stream)
        }
        indexClock.note(records.count, at: seams.time.monotonic)
        let wall = seams.time.wall
        return records.indices.map {
            let file = decided[order[$0]].prepared.file
            let latency = file.changed.map { Duration.nanoseconds(max(0, wall - $0)) }
            return Stored(record: records[$0], original: file.original, latency: latency)
        }
    }

    mutating func takeCommits() -> [Commit] {
        defer { commits = [] }
        return commits
    }

    /// Records with their numbers, in the order of a commit.
    private func number(_ decided: [Decider.Decided], _ order: [Int]) -> [Record] {
        let first = ledger.nextSeq
        let now = Timestamp(nanoseconds: seams.time.wall)
        return order.enumerated().map { place, index in
            let added = decided[index].prepared.file.added ?? now
            return preparer.maker.record(decided[index], seq: first + place, added: added)
        }
    }

    private mutating func encode(_ records: [Record]) {
        lines.begin(ledger.nextSeq)
        for place in records.indices {
            do throws(LineTooLong) {
                try lines.append(records[place])
            } catch {
                preconditionFailure("preparation proved that the record fits")
            }
        }
    }

    private mutating func learn(_ decided: [Decider.Decided]) throws(Fault) {
        // Articles come first in a commit.
        var seq = ledger.nextSeq
        try index.learning.lookUp(decided.flatMap(\.linesToCount))
        for one in decided {
            guard case .article = one.decision else { continue }
            try index.learning.add(one.linesToCount, seq: seq)
            seq += 1
        }
    }
}

/// Files that were taken together and have no lines yet.
private struct Batch: Sendable {
    enum Stage: Sendable {
        case taken([FileInHand])
        case preparing(ParallelMap<FileInHand, Prepared>)
    }

    /// The number that its first line will have.
    let firstSeq: Int
    let count: Int
    /// The moves of its originals on their way to the disk; nil when they are there.
    let names: PendingSync?
    var stage: Stage
}

// The index.
extension Pipeline {
    /// When the index wants its next commit; nil when nothing is pending.
    var nextIndexCommit: Instant? { indexClock.due }

    func wantsIndexCommit(at now: Instant) -> Bool {
        indexClock.isDue(at: now, keys: index.decider.waitingKeys)
    }

    /// Begins to bring the index up to the durable ends of the streams.
    mutating func beginIndexCommit() throws(Fault) {
        guard indexClock.hasPending else { return }
        let checkpoint = ledger.checkpoint(from: newest.start(before: ledger.durable.ends))
        try index.beginCommit([IndexMeta.change(checkpoint, covers: covers), IndexMeta.change(totals)])
        indexClock.committed()
    }

    /// Brings the index up to date before it returns.
    mutating func commitIndex() throws(Fault) {
        try beginIndexCommit()
        try finishIndexCommit()
    }

    /// Waits until what was begun is done.
    mutating func finishIndexCommit() throws(Fault) { try index.finishCommit() }
}
