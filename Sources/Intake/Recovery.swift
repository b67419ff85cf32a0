import Host
import Ledger
import Prose
import SystemPackage

/// From whatever a crash left to an open state: the only way to start.
///
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

        consuming func takePipeline() -> Pipeline { pipeline }
    }

    /// Steps 1 and 2.
    func open(_ store: OpenFolder) throws(StartProblem) -> Opened {
        if indexIsDamaged { return try rebuild(store, "it was damaged") }
        var checkpoint: Checkpoint?
        var reason: String?
        do throws(Fault) {
            checkpoint = try IndexMeta.checkpoint(in: seams.index)
            if checkpoint != nil, try !IndexMeta.coverage(in: seams.index).isSuperset(of: IndexCoverage(settings)) {
                checkpoint = nil
                reason = "near duplicates or recurring lines were switched on since it was made"
            }
        } catch {
            guard error.isDamagedIndex else { throw .fault(error) }
            reason = "it was damaged"
        }
        guard let checkpoint else { return try rebuild(store, reason) }
        do throws(RecoveryError) {
            return try attempt(store, checkpoint, rebuilt: nil)
        } catch {
            switch error {
            case .foreign: return try rebuild(store, "it belonged to another store")
            case .fault(let fault) where fault.isDamagedIndex: return try rebuild(store, "it was damaged")
            case .fault(let fault): throw .fault(fault)
            case .damaged(let damage): throw .damaged(damage.sentence)
            }
        }
    }

    private func rebuild(_ store: OpenFolder, _ reason: String?) throws(StartProblem) -> Opened {
        do throws(RecoveryError) {
            do throws(Fault) { try seams.index.erase() } catch { throw .fault(error) }
            return try attempt(store, nil, rebuilt: reason)
        } catch {
            switch error {
            case .fault(let fault): throw .fault(fault)
            case .damaged(let damage): throw .damaged(damage.sentence)
            case .foreign: preconditionFailure("without a checkpoint nothing is foreign")
            }
        }
    }

    private func attempt(
        _ store: OpenFolder, _ checkpoint: Checkpoint?, rebuilt: String?
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
        return Opened(pipeline: pipeline, originals: originals, report: report, rebuilt: rebuilt)
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
