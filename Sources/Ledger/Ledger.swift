public import Host

/// The three streams, open for appending. There is one way to get it: recovery (`recover`). A commit is whole lines,
/// durable when the call returns. After any error the ledger refuses further commits with that error; the way back is
/// another recovery.
///
/// A commit appends articles and makes them durable, then duplicates, then rejected. So an article is durable before
/// the line that names it, and the delivery numbers of durable lines never have a gap: what a crash can leave is a
/// prefix of the commit, up to one torn piece at the end of one stream.
public struct Ledger: ~Copyable {
    let store: Store
    private var files: InlineArray<3, StreamFile>
    private var failure: Fault?
    /// The delivery number that the next line gets.
    public private(set) var nextSeq: Int
    /// A file that would pass this size in bytes is closed and a new one begun.
    public var rotateSize: Int
    /// What the recovery that made this ledger found.
    public let recovery: RecoveryReport

    init(_ store: Store, _ files: consuming InlineArray<3, StreamFile>, nextSeq: Int, rotateSize: Int, recovery: RecoveryReport) {
        self.store = store
        self.files = files
        self.nextSeq = nextSeq
        self.rotateSize = rotateSize
        self.recovery = recovery
    }

    /// Up to where everything is durable. After an error this is what the next recovery may trust.
    public var durable: Durable {
        var ends = PerStream(repeating: Position.start)
        for index in files.indices { ends[files[index].stream] = files[index].durable }
        return Durable(ends: ends, nextSeq: nextSeq)
    }

    /// For the index that has taken in all durable lines; `from` as in `Checkpoint`.
    public func checkpoint(from: PerStream<Position>) -> Checkpoint {
        var marks = PerStream(repeating: StreamMarks.none)
        for index in files.indices { marks[files[index].stream] = files[index].marks }
        return Checkpoint(durable: durable, from: from, marks: marks)
    }

    /// Appends all lines and makes them durable; returns where they lie, in their order. The batch must begin with
    /// `nextSeq` and keep within `Limits`. On an error a prefix of the lines may be durable: recovery tells which.
    /// A full disk is noticed before the first byte is written, where the filesystem can reserve space.
    public mutating func commit(_ batch: CommitBatch) throws(Fault) -> [Locator] {
        precondition(batch.firstSeq == nextSeq, "numbers without gaps")
        precondition(batch.count <= Limits.commitLines && batch.bytes <= Limits.commitBytes, "what recovery may cut")
        if let failure { throw failure }
        do {
            return try write(batch)
        } catch {
            failure = error
            throw error
        }
    }

    private mutating func write(_ batch: CommitBatch) throws(Fault) -> [Locator] {
        for index in files.indices where !batch.lines[files[index].stream].ends.isEmpty {
            try files[index].checkName(in: store)
            if files[index].isFull(before: batch.lines[files[index].stream].bytes.count, rotateSize: rotateSize) {
                try files[index].rotate(in: store)
            }
        }
        // All of them before the first byte: a disk that fills up leaves nothing half done.
        for index in files.indices where !batch.lines[files[index].stream].ends.isEmpty {
            try files[index].allocate(batch.lines[files[index].stream].bytes.count)
        }
        var locators: [Locator] = []
        locators.reserveCapacity(batch.count)
        for index in files.indices where !batch.lines[files[index].stream].ends.isEmpty {
            try files[index].append(batch.lines[files[index].stream], &locators)
            nextSeq = batch.firstSeq + locators.count
        }
        return locators
    }
}
