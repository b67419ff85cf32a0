public import Host
import Ledger
public import Prose
import SystemPackage

/// The daemon's engine: an inbox served, one cycle after another, for years. Not thread-safe: one thread calls it.
///
/// It is either open, with a desk at work, or stalled: a call of the machine failed, everything in hand was let go of,
/// and recovery is tried again after a while. Of the past it keeps only what was durable, because pages that a failed
/// sync left in memory look durable and are not.
public final class Engine {
    private let seams: Seams
    private var settings: Settings
    private var rules: RuleSet
    private var desk: Desk?
    private var stall: Stall?
    /// The folders with their locks: held from the first opening until the end, also while nothing works.
    private var held: Places?
    /// Up to where the streams were durable when the desk was let go of. True for as long as their lock is held.
    private var trusted: Durable?
    private var chronicle: Chronicle
    public private(set) var progress = Progress()
    public private(set) var meters = Meters()
    /// What desks that are closed counted.
    private var earlier = InboxFeed.Counters()

    public init(seams: Seams, settings: Settings, rules: RuleSet) {
        self.seams = seams
        self.settings = settings
        self.rules = rules
        self.chronicle = Chronicle(reporter: seams.reporter, articlesPerSecond: settings.journalArticlesPerSecond)
    }

    /// Opens the state. A disk that is full, read-only or failing does not keep the engine from starting: it begins
    /// stalled, and goes on by itself.
    public func start() throws(StartProblem) {
        do throws(StartProblem) {
            try open()
        } catch {
            guard case .fault(let fault) = error, fault.mayPass else { throw error }
            stalled(by: error)
        }
    }

    /// One cycle: looks, takes a batch, stores it, tidies up. Returns when the next one is due without an event.
    public func cycle() -> Instant {
        if case .broken = progress.condition { return .distantFuture }
        if let stall, seams.time.monotonic < stall.retryAt { return stall.retryAt }
        do throws(StartProblem) {
            if desk == nil { try open() }
            try step()
        } catch {
            stalled(by: error)
        }
        chronicle.flush(at: seams.time.monotonic)
        progress.suppressed = chronicle.suppressed
        audit(progress)
        return nextDue
    }

    /// Goes on under other settings and rules, whose folders must be the same: what is in hand is finished under the old
    /// ones, and the next cycle opens the state anew.
    public func reload(_ settings: Settings, rules: RuleSet) {
        precondition(settings.changes(since: self.settings).allSatisfy { !$0.needsRestart }, "folders stay")
        closeDesk()
        self.settings = settings
        self.rules = rules
        chronicle = Chronicle(
            reporter: seams.reporter, articlesPerSecond: settings.journalArticlesPerSecond,
            suppressed: chronicle.suppressed)
        progress.reloads.taken += 1
        progress.reloads.refusal = nil
    }

    /// Counts a reload that could not be done, for `sentence` names what; all goes on as it was.
    public func refuseReload(_ sentence: String) {
        progress.reloads.refused += 1
        progress.reloads.refusal = sentence
        report(Event(.reloadRefused, .error, "Kept the old settings and rules: \(sentence)"))
    }

    /// Lists the whole inbox in the next cycle.
    public func rescan() {
        desk?.rescan(at: seams.time.monotonic)
    }

    /// Something was mounted or unmounted on this machine: the next cycle looks whether the folders are still what is open.
    public func noteMounts() {
        desk?.doubtFolders()
    }

    /// True when a listing found nothing more to take: what is left is incomplete or cannot be taken. Until then, call
    /// `cycle` when it is due; when nothing is ready it asks for the listing that will tell.
    public func isDrained() -> Bool {
        if desk?.needsListing ?? false { rescan() }
        return desk?.isDrained ?? false
    }

    /// The index was found damaged: the next cycle makes it anew. A second time it is the medium that is damaged.
    public var isRebuilding: Bool { stall.map { $0.isOfIndex && $0.attempts == 1 } ?? false }

    /// The files that stay, with why.
    public var left: [WaitingFile] { desk?.left ?? [] }

    /// Ends cleanly: everything durable, the index up to date. The state is closed afterwards, whatever happened.
    public func stop() {
        seams.notifier.notify([.stopping])
        closeDesk()
        held = nil
        report(Event(.stopped, .info, "Stopped: \(progress.totals.sentence)"))
    }

    private func closeDesk() {
        do throws(Fault) {
            while let step = try desk?.finishBatch() { note(step) }
            try desk?.close()
        } catch {
            report(.fault(error))
        }
        letGo()
        chronicle.flush(at: .distantFuture)
    }

    private func letGo() {
        if let durable = desk?.durable { trusted = durable }
        if let counters = desk?.counters { earlier = earlier + counters }
        desk = nil
    }

    /// Stops the work when the numbers contradict each other: what is written from then on could not be trusted, and only
    /// a new process, which counts the lines again, may go on. The supervisor is asked for one.
    func audit(_ progress: Progress) {
        guard let contradiction = progress.contradiction else { return }
        let sentence = "\(contradiction) This is a defect of winnow: please report it. A new process reads the store again."
        letGo()
        self.progress.condition = .broken(sentence)
        seams.reporter.report(Event(.broken, .critical, sentence))
        seams.notifier.notify([.status(sentence), .watchdogTrigger])
    }
}

extension Engine {
    /// When the next cycle is due without an event.
    public var nextDue: Instant {
        if let stall { return stall.retryAt }
        let due = desk?.nextDue ?? seams.time.monotonic
        return min(due, chronicle.nextDue ?? due)
    }

    private func open() throws(StartProblem) {
        let places = try Places.open(settings, keeping: held, on: seams.volume)
        // Another folder by the same path: what was durable in the old one says nothing about it.
        if places.store !== held?.store { trusted = nil }
        held = places
        let recovery = Recovery(
            seams: seams, settings: settings, rules: rules, trusted: trusted, indexIsDamaged: stall?.isOfIndex ?? false)
        let opened = try recovery.open(places.store)
        report(opened.report, rebuilt: opened.rebuilt)
        do throws(Fault) {
            let archive = try recovery.archive(opened, places)
            let crash = opened.crash
            var desk = try Desk(
                places, settings: settings, seams: seams, archive: archive, pipeline: opened.takePipeline(), crash: crash)
            if let crash, stall == nil { report(crash, suspects: desk.suspectCount) }
            // What failed must work before anything more is taken.
            if case .fault(let fault) = stall?.problem, fault.call == .index { try desk.commitIndex() }
            self.desk = consume desk
        } catch {
            throw .fault(error)
        }
    }

    private func step() throws(StartProblem) {
        do throws(Fault) {
            guard let step = try desk?.step() else { return }
            note(step)
        } catch {
            throw .fault(error)
        }
    }

    private func note(_ step: Desk.Step) {
        let now = seams.time.monotonic
        if stall != nil {
            stall = nil
            report(Event(.resumed, .notice, "Works again"))
        }
        for stored in step.stored { chronicle.report(stored.record, at: now) }
        for notice in step.notices { report(notice) }
        setCondition(step.isFull ? .full : .running)
        count(step)
        desk?.describe(&progress)
        let counters = earlier + (desk?.counters ?? InboxFeed.Counters())
        progress.overflows = counters.overflows
        progress.listings = counters.listings
        progress.namesListed = counters.names
    }

    private func count(_ step: Desk.Step) {
        progress.vanished += step.vanished
        for delivery in step.stored {
            progress.stored.count(delivery.record.stream)
            meters.count(delivery)
            progress.bytesIn += delivery.record.delivery.bytes
        }
        for commit in step.commits { meters.count(commit) }
    }

    private func setCondition(_ condition: Progress.Condition) {
        guard condition != progress.condition else { return }
        switch (progress.condition, condition) {
        case (_, .full): if let problem = condition.problem { report(Event(.fault, .error, problem)) }
        case (.full, .running): report(Event(.resumed, .notice, "There is space again"))
        default: break
        }
        progress.condition = condition
    }

    private func stalled(by problem: StartProblem) {
        letGo()
        let isNews = stall?.problem != problem
        stall = Stall(problem, after: stall, now: seams.time.monotonic)
        progress.condition = .stalled(problem.sentence)
        progress.faults += 1
        progress.lastFault = problem.sentence
        progress.lastFaultAt = seams.time.wall
        if isNews { report(problem) }
    }

    private func report(_ problem: StartProblem) {
        var event = Event(.fault, .error, problem.sentence)
        if case .damaged = problem { event.kind = .damaged }
        if case .fault(let fault) = problem { event.fields.append((.errno, String(fault.errno.rawValue))) }
        report(event)
    }

    private func report(_ event: Event) {
        chronicle.report(event, at: seams.time.monotonic)
    }

    private func report(_ notice: InboxNotice) {
        switch notice {
        case .overflow:
            report(Event(.overflow, .warning, "The kernel dropped events of the inbox: all of it is listed again"))
        case .unwatched(let count, let folder, let fault):
            let what = count > 1 ? "\(count) folders" : "1 folder"
            report(
                Event(
                    .unwatched, .warning, "\(fault.sentence) What arrives in \(what) is found by listing, every \(settings.rescan).",
                    [(.file, folder.text), (.count, String(count))]))
        case .watchedAgain:
            report(Event(.unwatched, .notice, "All folders of the inbox are watched again"))
        case .unseen(let filesystem):
            report(
                Event(
                    .unwatched, .notice,
                    "The inbox lies on \(filesystem), where others can write unseen: all of it is listed every \(settings.rescan). A shorter `rescan` finds files sooner."))
        case .waits(let path, let reason):
            report(
                Event(
                    .waiting, .warning, "\(path.text) waits: \(reason.sentence)",
                    [(.file, path.text), (.reason, reason.rawValue)]))
        case .unlisted(let folder, let fault):
            report(Event(.waiting, .warning, "\(fault.sentence) What lies in it waits.", [(.file, folder.text)]))
        }
    }

    private func report(_ crash: CrashNote, suspects: Int) {
        let what =
            switch crash.inHand.count {
            case 0: crash.isReadable ? "no file" : "files that are not known"
            case 1: crash.inHand[0].text
            case let count: "\(count) files"
            }
        let next =
            suspects > 0
            ? "\(suspects) files are taken one by one, until it is known which crashes it"
            : crash.inHand.isEmpty ? "the index was checked" : "all of them have their lines"
        report(
            Event(
                .crashed, .error, "The program crashed with \(what) in hand: \(next). See `coredumpctl info winnow`.",
                [(.count, String(suspects))]))
    }

    private func report(_ recovery: RecoveryReport, rebuilt: String?) {
        for event in Event.cuts(recovery) { report(event) }
        if let rebuilt { report(Event.rebuilt(rebuilt)) }
        guard stall == nil || recovery.newLines > 0 else { return }
        report(
            Event(
                .recovered, .info,
                "Opened the store: \(recovery.newLines) lines were new to the index",
                [(.count, String(recovery.newLines))]))
    }
}

extension Event {
    /// The index was made anew, for a reason.
    static func rebuilt(_ reason: String) -> Event { Event(.index, .warning, "Rebuilt the index from the store: \(reason)") }

    /// What was cut off the ends of the streams: one event for each that lost something.
    static func cuts(_ recovery: RecoveryReport) -> [Event] {
        Stream.allCases.filter { recovery.cuts[$0].bytes > 0 }.map { stream in
            let cut = recovery.cuts[stream]
            return Event(
                .cut, .warning,
                "Cut \(cut.bytes) bytes (\(cut.lines) lines) off the end of \(stream.name).jsonl, which a crash had left unfinished: their files are ingested again",
                [(.count, String(cut.bytes))])
        }
    }
}
