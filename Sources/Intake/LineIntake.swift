import Host
import Ledger
import Prose

/// Takes in the lines that recovery reads, in the order of seq: what the index does not know, and what the newest
/// generation's originals became. Every text that it meets is held against its id.
struct LineIntake: ~Copyable {
    /// Records kept in memory before the index is told, when it is being rebuilt.
    private static let piece = 4 * IndexClock.records
    /// Candidate keys kept likewise: 6 MiB, since nobody looks for them meanwhile.
    private static let pieceKeys = 4 * Similarity.mostWaiting
    /// How much longer the supervisor is asked to wait, and after how many lines: some tenths of a second on an idle
    /// machine, and a pace of 17 a second is enough on one that is not.
    private static let patience = Duration.seconds(60)
    private static let linesPerRequest = 1_000

    private let seams: Seams
    /// Names the file of a damaged line.
    private let store: LedgerReader
    private var index: LiveIndex
    private(set) var totals: Tally
    private(set) var originals: Originals
    /// Records taken in since the index was told last.
    private(set) var pending = 0
    private var lines = 0
    /// Lines that were read and are not taken in yet.
    private var derived: DerivedLines
    /// Where the streams end before the next line.
    private var ends: PerStream<Position>

    /// What the lines say of the originals.
    struct Originals: Sendable {
        var newest: NewestGeneration
        /// Paths of the newest generation that have a line, as they came.
        var lined: [RelativePath] = []
        /// Originals of lines that the index did not know: of rejections, and of all others.
        var rejected: [RelativePath] = []
        var kept: [RelativePath] = []
    }

    init(
        seams: Seams, derivation: LineDerivation, store: LedgerReader, index: consuming LiveIndex, totals: Tally,
        from: PerStream<Position>
    ) {
        self.seams = seams
        derived = DerivedLines(derivation, on: seams.workers)
        self.store = store
        self.index = index
        self.totals = totals
        self.originals = Originals(newest: NewestGeneration(start: from))
        self.ends = from
    }

    mutating func take(_ scan: LineScan, _ line: Span<UInt8>, at place: Locator, isNew: Bool) throws(RecoveryError) {
        lines += 1
        if lines % LineIntake.linesPerRequest == 0 { tellSupervisor() }
        if derived.add(StoredLine(scan, line, at: place, isNew: isNew)) { try turn() }
    }

    /// Takes in what is still in hand. To be called after the last line, before anything is changed.
    mutating func finish() throws(RecoveryError) {
        while !derived.isEmpty { try turn() }
    }

    private mutating func turn() throws(RecoveryError) {
        let lines = derived.turn()
        if let line = lines.first(where: { !$0.isIntact }) { throw .damaged(store.otherText(at: line.place)) }
        do throws(Fault) {
            try index.decider.lookUp(for: lines)
            try index.learning.lookUp(lines.flatMap { $0.isNew ? $0.prints : [] })
            for line in lines { try take(line) }
        } catch {
            throw .fault(error)
        }
    }

    private mutating func take(_ line: StoredLine) throws(Fault) {
        if let original = line.scan.original { note(original, line.scan.kind, isNew: line.isNew) }
        ends[line.place.stream] = line.place.end
        guard line.isNew else { return }
        try index.decider.add(line)
        try index.learning.add(line.prints, seq: line.scan.seq)
        totals.count(line.place.stream)
        pending += 1
        if pending >= LineIntake.piece || index.decider.waitingKeys >= LineIntake.pieceKeys { try tellIndex() }
    }

    /// Lines read are progress, at the start, where the supervisor waits for the end of it, and later, where it wants
    /// proof of life.
    private func tellSupervisor() {
        let status = "Opening the store, \(String.grouped(lines)) lines read"
        seams.notifier.notify([.extendTimeout(LineIntake.patience), .watchdog, .status(status)])
    }

    private mutating func note(_ original: RelativePath, _ kind: LineScan.Kind, isNew: Bool) {
        if originals.newest.note(original, before: ends) { originals.lined.removeAll(keepingCapacity: true) }
        if Generation.number(of: original) == originals.newest.number, let path = original.droppingFirst {
            originals.lined.append(path)
        }
        guard isNew else { return }
        if kind == .rejected { originals.rejected.append(original) } else { originals.kept.append(original) }
    }

    /// Hands over what is in memory; until recovery is complete the index says that it is not whole.
    private mutating func tellIndex() throws(Fault) {
        try index.beginCommit([IndexMeta.unfinished], rebuilt: true)
        pending = 0
        // Far more than one generation: what is older was finished long ago.
        originals.rejected.removeFirst(max(0, originals.rejected.count - LineIntake.piece))
        originals.kept.removeFirst(max(0, originals.kept.count - LineIntake.piece))
    }

    consuming func takeIndex() -> LiveIndex { index }
}
