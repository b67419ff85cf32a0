public import Host

// Recovery, the only way to open the streams.
//
// What a crash can leave. A commit makes its articles durable before it writes a duplicate, its duplicates before it
// writes a rejection, and all of them before it returns. So at any time
//   - all lines of earlier commits are durable;
//   - of the last commit, the streams before the one in hand are durable, those after it are untouched, and the end of
//     the one in hand holds anything: nothing, some lines, pieces of lines, zeros, garbage.
// Numbers follow the same order, so the durable lines, merged by number, have no gap, and whatever the crash left
// undone lies at the end of one stream, in its last file, and is no more than one commit (`Limits`): a file is rotated
// only when everything in it is durable, before the first byte of a commit.
//
// A sync that failed leaves pages in memory that look written and are not: they are read back, a second sync succeeds,
// and a power cut takes them away. If the process dies then, the next one cannot tell them from durable ones. But none
// of it is more than the last commit, and writing the same bytes once more makes them dirty, and a sync of them tells
// the truth again.
//
// The rules, in this order:
//   1. Make durable, then decide: every file that will be read is synced. What of the active files an index does not
//      vouch for, as far as one commit can reach, is written again first. Then the folder is synced. What is read after
//      that is what the next crash will leave as well.
//   2. Rotated files are numbered from 1 without gaps; a missing one is damage. A missing active file is a rotation cut
//      short, or a new store: it is created, after all else is decided. All streams get their files before the first
//      line is written, so a stream without any is damage once there is a line in another.
//   3. With a checkpoint: if no first line of a stream is the one the index knows, the index is of another store
//      (`foreign`). If a stream is shorter than the index knows it, or another line stands where the last indexed one
//      did, the store is damaged or was set back. So is it when anything between the place where reading begins and
//      the checkpoint is not a whole valid line with a number below the checkpoint's.
//   4. Behind the checkpoint, or from the start without one, lines are taken in order of their numbers, from all three
//      streams, as long as the next number is there; that two streams have it is damage. What is then left of each
//      stream is its tail.
//   5. A tail is cut off if it can be the remains of one commit: it lies in the last file, all tails together are within
//      `Limits`, and its bytes are such as a torn write leaves (`TornTail`). Without a checkpoint it must also be the
//      tail of one stream alone. Everything else is damage: lines that were durable have changed.
//   6. Damage is reported and nothing is written. A person acts.
//   7. In a process that goes on after a failed write or sync, and kept the lock since, `trusted` says what was durable.
//      Everything behind is cut, however good it looks.
//   8. Cuts are made from the last stream to the first and synced one by one; a crash between them leaves less of the
//      same tails.
extension Ledger {
    /// Told of every whole line from the first that must be read, in order of the numbers: the scan, the line with its
    /// LF, where it lies, and whether it lies behind the checkpoint and so is new to the index.
    public typealias Visitor = (LineScan, Span<UInt8>, Locator, Bool) throws(RecoveryError) -> Void

    /// Opens the streams in `folder`, which this ledger then owns, by the rules above.
    ///
    /// - Parameters:
    ///   - rotateSize: A file that would pass this size in bytes is closed and a new one begun.
    ///   - checkpoint: What the index knows; nil when it is empty.
    ///   - trusted: What the ledger that failed in this process knew to be durable (`Ledger.durable`); nil at start.
    ///   - beforeChange: Called once after the last line, before anything is cut: the last moment for the visitor to refuse.
    ///   - visit: What it has been told of is durable, even if recovery fails later.
    public static func recover(
        _ folder: consuming OpenFile, rotateSize: Int, checkpoint: Checkpoint?, trusted: Durable? = nil,
        beforeChange: () throws(RecoveryError) -> Void = {}, visit: Visitor
    ) throws(RecoveryError) -> Ledger {
        precondition(rotateSize > 0)
        let store = Store(folder)
        let layouts = try RecoveryError.faulting { () throws(Fault) in try store.layout() }
        var recovery = Recovery(store: store, layouts: layouts, checkpoint: checkpoint, trusted: trusted)
        try recovery.checkFiles()
        try RecoveryError.faulting { () throws(Fault) in try recovery.syncAll() }
        if let checkpoint { try CheckpointCheck(store: store, layouts: layouts, checkpoint: checkpoint).run() }
        try recovery.read(visit)
        try beforeChange()
        try TailCut(
            store: store, layouts: layouts, good: recovery.good, hasCheckpoint: checkpoint != nil, isTrusted: trusted != nil
        ).run(&recovery.report)
        return try RecoveryError.faulting { () throws(Fault) in try recovery.open(rotateSize: rotateSize) }
    }
}

/// A recovery under way.
struct Recovery: ~Copyable {
    let store: Store
    let layouts: PerStream<Store.Layout>
    let checkpoint: Checkpoint?
    let trusted: Durable?
    var report = RecoveryReport()
    private(set) var good: GoodLines
    private var lastPlaces = PerStream<Locator?>(repeating: nil)

    init(store: Store, layouts: PerStream<Store.Layout>, checkpoint: Checkpoint?, trusted: Durable?) {
        self.store = store
        self.layouts = layouts
        self.checkpoint = checkpoint
        self.trusted = trusted
        good = GoodLines(
            nextSeq: checkpoint?.durable.nextSeq ?? 1, ends: checkpoint?.from ?? PerStream(repeating: .start))
    }

    /// Rule 2.
    func checkFiles() throws(RecoveryError) {
        for stream in Stream.allCases where layouts[stream].found != layouts[stream].rotated {
            for number in 1...layouts[stream].rotated {
                do throws(Fault) {
                    _ = try store.volume.status(SegmentName.numbered(stream, number), in: store.folder)
                } catch {
                    guard error.isGone else { throw .fault(error) }
                    let place = Position(segment: number, offset: 0)
                    throw .damaged(Damage(stream, place, active: layouts[stream].active, .missing))
                }
            }
        }
        // With an index it is told by its length (rule 3), or that it never had a line.
        guard checkpoint == nil, let stream = Stream.allCases.first(where: { layouts[$0].isEmpty }) else { return }
        if try holdsLines() { throw .damaged(Damage(stream, .start, active: 1, .missing)) }
    }

    private func holdsLines() throws(RecoveryError) -> Bool {
        for stream in Stream.allCases where !layouts[stream].isEmpty {
            if layouts[stream].rotated > 0 { return true }
            if try RecoveryError.faulting({ () throws(Fault) in try activeSize(stream) }) > 0 { return true }
        }
        return false
    }

    /// Rule 1.
    func syncAll() throws(Fault) {
        for stream in Stream.allCases {
            let layout = layouts[stream]
            for number in good.ends[stream].segment..<max(good.ends[stream].segment, layout.active + (layout.hasActive ? 1 : 0)) {
                if trusted == nil, number == layout.active, try writeAgain(stream) { continue }
                try store.volume.syncData(store.open(stream, number, active: layout.active, .read))
            }
        }
        try store.sync()
    }

    private func activeSize(_ stream: Stream) throws(Fault) -> Int {
        try store.volume.status(SegmentName.active(stream), in: store.folder).size
    }

    /// Writes the unvouched end of an active file over itself, and syncs it; false when there is none. A file that was
    /// rotated away was durable as a whole before.
    private func writeAgain(_ stream: Stream) throws(Fault) -> Bool {
        let size = try activeSize(stream)
        var offset = max(0, size - Limits.commitBytes)
        if let known = checkpoint?.durable.ends[stream], known.segment == layouts[stream].active { offset = max(offset, known.offset) }
        if offset >= size { return false }
        let file = try store.open(stream, layouts[stream].active, active: layouts[stream].active, .edit)
        while offset < size {
            var bytes: [UInt8] = []
            let count = try store.volume.read(file, at: offset, count: min(Limits.readBytes, size - offset), into: &bytes)
            if count == 0 { break }
            try store.volume.overwrite(bytes.span, at: offset, in: file)
            offset += count
        }
        try store.volume.syncData(file)
        return true
    }

    /// Rules 3 (its last sentence) and 4.
    mutating func read(_ visit: Ledger.Visitor) throws(RecoveryError) {
        var sources = InlineArray<3, LineSource> { index in
            let stream = Stream.allCases[index]
            return LineSource(stream, in: store, from: good.ends[stream], limit: trusted?.ends[stream])
        }
        var steps = InlineArray<3, LineSource.Step>(repeating: .end)
        for index in sources.indices { steps[index] = try Recovery.step(&sources[index]) }
        var lastOld = 0
        while let index = try nextOld(sources, steps, after: lastOld) {
            lastOld = sources[index].scan?.seq ?? lastOld
            try take(&sources[index], isNew: false, visit)
            steps[index] = try Recovery.step(&sources[index])
        }
        while let index = try nextNew(sources, steps) {
            try take(&sources[index], isNew: true, visit)
            good.nextSeq += 1
            steps[index] = try Recovery.step(&sources[index])
        }
        for index in sources.indices where steps[index] != .line {
            good.ends[sources[index].stream] = sources[index].position
            good.stops[sources[index].stream] = steps[index].error
        }
        try checkTrusted()
    }

    private static func step(_ source: inout LineSource) throws(RecoveryError) -> LineSource.Step {
        do throws(Fault) { return try source.advance() } catch { throw .fault(error) }
    }

    /// The source whose line is the next one that the index knows; nil when all of those were read.
    private func nextOld(
        _ sources: borrowing InlineArray<3, LineSource>, _ steps: InlineArray<3, LineSource.Step>, after last: Int
    ) throws(RecoveryError) -> Int? {
        guard let checkpoint else { return nil }
        var best: Int?
        var bestSeq = Int.max
        for index in sources.indices where good.ends[sources[index].stream] < checkpoint.durable.ends[sources[index].stream] {
            let stream = sources[index].stream
            let active = layouts[stream].active
            if let error = steps[index].error {
                throw .damaged(Damage(stream, sources[index].position, active: active, .broken(error)))
            }
            // At the end of a file that was rotated since: the same place by another name.
            guard steps[index] == .line, let scan = sources[index].scan, let place = sources[index].place else { continue }
            guard place.start < checkpoint.durable.ends[stream] else { continue }
            guard place.end <= checkpoint.durable.ends[stream], scan.seq > last, scan.seq < checkpoint.durable.nextSeq else {
                throw .damaged(Damage(stream, place.start, active: active, .changed))
            }
            if scan.seq < bestSeq { (best, bestSeq) = (index, scan.seq) }
        }
        return best
    }

    /// The source whose line has the next number. That two have it is nothing a crash leaves, and no guess is made.
    private func nextNew(
        _ sources: borrowing InlineArray<3, LineSource>, _ steps: InlineArray<3, LineSource.Step>
    ) throws(RecoveryError) -> Int? {
        var found: Int?
        for index in sources.indices where steps[index] == .line && sources[index].scan?.seq == good.nextSeq {
            if found != nil, let place = sources[index].place {
                throw .damaged(Damage(place.stream, place.start, active: layouts[place.stream].active, .repeated(seq: good.nextSeq)))
            }
            found = index
        }
        return found
    }

    /// Tells the visitor of the line in hand.
    private mutating func take(_ source: inout LineSource, isNew: Bool, _ visit: Ledger.Visitor) throws(RecoveryError) {
        guard let scan = source.scan, let place = source.place else { return }
        try source.withLine { (line) throws(RecoveryError) in try visit(scan, line, place, isNew) }
        good.ends[source.stream] = place.end
        lastPlaces[source.stream] = place
        report.lines += 1
        report.newLines += isNew ? 1 : 0
        report.bytes += place.length
        if let original = scan.original { report.note(original) }
    }

    /// All that was durable must still be there.
    private func checkTrusted() throws(RecoveryError) {
        guard let trusted, good.nextSeq != trusted.nextSeq else { return }
        for stream in Stream.allCases where good.ends[stream] < trusted.ends[stream] {
            let kind = good.stops[stream].map { Damage.Kind.broken($0) } ?? .gap(seq: good.nextSeq)
            throw .damaged(Damage(stream, good.ends[stream], active: layouts[stream].active, kind))
        }
    }
}

// MARK: the ledger

extension Recovery {
    /// The files, ready for appending. All tails are gone.
    func open(rotateSize: Int) throws(Fault) -> Ledger {
        var report = self.report
        for stream in Stream.allCases where !layouts[stream].hasActive {
            _ = try store.volume.open(SegmentName.active(stream), in: store.folder, .create)
            report.created.append(stream)
        }
        if !report.created.isEmpty { try store.sync() }
        let files = try InlineArray<3, StreamFile> { (index) throws(Fault) in
            let stream = Stream.allCases[index]
            let file = try store.volume.open(SegmentName.active(stream), in: store.folder, .append)
            let end = Position(segment: layouts[stream].active, offset: try store.volume.status(file).size)
            return StreamFile(stream, file, durable: end, marks: try marks(stream))
        }
        return Ledger(store, files, nextSeq: good.nextSeq, rotateSize: rotateSize, recovery: report)
    }

    /// Those of the checkpoint, brought up to date.
    private func marks(_ stream: Stream) throws(Fault) -> StreamMarks {
        var marks = checkpoint?.marks[stream] ?? .none
        guard let place = lastPlaces[stream] else { return marks }
        if marks.first == nil {
            var source = LineSource(stream, in: store, from: .start)
            if try source.advance() == .line { source.withLine { marks.noteFirst($0) } }
        }
        let line = try store.line(at: place, active: layouts[stream].active)
        marks.noteLast(line.span, at: place)
        return marks
    }
}
