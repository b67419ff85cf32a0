import Host
import Ledger
import Prose
import SystemPackage

/// From whatever a crash left to an open state: the only way to start.
///
/// 0. After a crash the index is checked: what LMDB takes on trust may have been what crashed it.
/// 1. The ledger makes its streams durable, cuts what follows the last whole commit, and reads the lines that the index
///    does not know, and those of the newest generation.
/// 2. The index takes the new lines in, or is erased and rebuilt from all of them when it is absent, foreign or damaged.
/// 3. Rejected lines whose originals are still in archive/ are finished, and originals to be deleted are deleted.
/// 4. Originals without a line, from the newest generation on, are handed to the archive: they are ingested next.
struct Recovery: Sendable {
    let seams: Seams
    let settings: Settings
    let rules: RuleSet
    /// What the ledger that failed in this process knew to be durable; nil at the start.
    let trusted: Durable?
    /// The index was found damaged while it was in use.
    var indexIsDamaged = false

    /// The store with its index, and what the lines say of the originals.
    struct Opened: ~Copyable {
        let pipeline: Pipeline
        let originals: LineIntake.Originals
        let report: RecoveryReport
        /// The index was rebuilt, and why.
        let rebuilt: String?
        /// What a process that crashed has left.
        let crash: CrashNote?

        consuming func takePipeline() -> Pipeline { pipeline }
    }

    /// Steps 0 to 2. A crash from here on leaves word, at least what was left before.
    func open(_ store: OpenFolder) throws(StartProblem) -> Opened {
        let crash: CrashNote?
        do throws(Fault) { crash = try seams.crashes.left() } catch { throw .fault(error) }
        seams.crashes.arm(crash ?? .nothing)
        do throws(RecoveryError) {
            return try open(store, after: crash)
        } catch {
            switch error {
            case .fault(let fault): throw .fault(fault)
            case .damaged(let damage): throw .damaged(damage.sentence)
            case .foreign: preconditionFailure("without a checkpoint nothing is foreign")
            }
        }
    }

    private func open(_ store: OpenFolder, after crash: CrashNote?) throws(RecoveryError) -> Opened {
        if indexIsDamaged { return try rebuild(store, "it was damaged", crash) }
        do throws(RecoveryError) {
            if crash != nil { try RecoveryError.faulting { () throws(Fault) in try checkIndex() } }
            let (checkpoint, reason) = try RecoveryError.faulting { () throws(Fault) in try usableCheckpoint() }
            guard let checkpoint else { return try rebuild(store, reason, crash) }
            return try attempt(store, checkpoint, rebuilt: nil, crash)
        } catch {
            switch error {
            case .foreign: return try rebuild(store, "it belonged to another store", crash)
            case .fault(let fault) where fault.isDamagedIndex: return try rebuild(store, "it was damaged", crash)
            default: throw error
            }
        }
    }

    private func checkIndex() throws(Fault) {
        let patience = Duration.seconds(60)
        try seams.index.check {
            seams.notifier.notify([.extendTimeout(patience), .watchdog, .status("Checking the index after a crash")])
        }
    }

    /// How far the index knows the streams; nil when it cannot be used, with the reason where there is one to tell.
    private func usableCheckpoint() throws(Fault) -> (Checkpoint?, String?) {
        guard let checkpoint = try IndexMeta.checkpoint(in: seams.index) else { return (nil, nil) }
        let isEnough = try IndexMeta.coverage(in: seams.index).isSuperset(of: IndexCoverage(settings))
        return isEnough ? (checkpoint, nil) : (nil, "near duplicates or recurring lines were switched on since it was made")
    }

    private func rebuild(_ store: OpenFolder, _ reason: String?, _ crash: CrashNote?) throws(RecoveryError) -> Opened {
        try RecoveryError.faulting { () throws(Fault) in try seams.index.erase() }
        return try attempt(store, nil, rebuilt: reason, crash)
    }

    private func attempt(
        _ store: OpenFolder, _ checkpoint: Checkpoint?, rebuilt: String?, _ crash: CrashNote?
    ) throws(RecoveryError) -> Opened {
        let reader = ArticleReader(rules: rules)
        let texts = try RecoveryError.faulting { () throws(Fault) in
            LedgerReader(try seams.volume.openFolder(.root, in: store.file))
        }
        var intake = try RecoveryError.faulting { () throws(Fault) in try lineIntake(reader, texts, checkpoint) }
        let folder = try RecoveryError.faulting { () throws(Fault) in try seams.volume.openFolder(.root, in: store.file) }
        let ledger = try Ledger.recover(
            folder, rotateSize: settings.rotateSize, checkpoint: checkpoint, trusted: trusted,
            beforeChange: { () throws(RecoveryError) in try intake.finish() }
        ) { scan, line, place, isNew throws(RecoveryError) in
            try intake.take(scan, line, at: place, isNew: isNew)
        }
        let (report, originals) = (ledger.recovery, intake.originals)
        let pipeline = Pipeline(
            ledger: ledger, reader: texts, intake: intake, preparer: Preparer(reader, settings), isCaughtUp: checkpoint != nil && intake.pending == 0,
            covers: IndexCoverage(settings), seams: seams)
        return Opened(pipeline: pipeline, originals: originals, report: report, rebuilt: rebuilt, crash: crash)
    }

    private func lineIntake(_ reader: ArticleReader, _ texts: LedgerReader, _ checkpoint: Checkpoint?) throws(Fault) -> LineIntake {
        LineIntake(
            seams: seams, derivation: LineDerivation(reader: reader, settings: settings), store: texts,
            index: LiveIndex(
                seams,
                decider: Decider(
                    index: try ArticleIndex(store: seams.index), similarity: try Similarity(store: seams.index),
                    settings: settings),
                learning: try Learning(
                    store: seams.index, isOn: settings.learn, nextSeq: checkpoint?.durable.nextSeq ?? 1)),
            totals: try checkpoint == nil ? Tally() : IndexMeta.totals(in: seams.index),
            from: checkpoint?.from ?? PerStream(repeating: .start))
    }

    /// Steps 3 and 4.
    func archive(_ opened: borrowing Opened, _ places: Places) throws(Fault) -> Archive {
        let originals = opened.originals
        let floor = max(1, originals.newest.number)
        let survey = try Survey.run(places.archive, from: floor, lined: Set(originals.lined), on: seams.volume)
        var archive = try Archive(survey, root: places.archive, rejected: places.rejected, on: seams.volume)
        for original in originals.rejected { try archive.moveToRejected(original) }
        if settings.archivePolicy == .delete {
            for original in originals.kept { try archive.remove(original) }
        }
        return archive
    }
}
