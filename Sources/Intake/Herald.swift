public import Host

/// What the supervisor is told and when: a line for people at most once a second while it changes, and proof of progress
/// after a finished cycle. A pure value; whoever holds it sends.
public struct Herald: Sendable {
    /// Least pause between two lines for people.
    private static let pause = Duration.seconds(1)
    /// Pause between two lines in which only ages differ: as often as numbers are commonly gathered.
    private static let refresh = Duration.seconds(15)

    /// How often the supervisor expects proof; nil when it expects none.
    private let watchdog: Duration?
    private var fedAt: Instant?
    private var saidAt: Instant?
    private var lastProgress: Progress?
    private var hasNews = false
    private var showsAge = false
    private var rate = Rate()
    /// Somebody gathers the numbers who must see that they are fresh, though nothing changes.
    public var hasGatherer = false

    public init(watchdog: Duration?) {
        self.watchdog = watchdog
    }

    /// When `afterCycle` wants to be called, though there is nothing else to do.
    public var due: Instant? {
        let feeding = watchdog.flatMap { interval in fedAt.map { $0 + interval / 2 } }
        return [feeding, saidAt == nil ? nil : sayingDue].compactMap(\.self).min()
    }

    /// When the next line for people is due: at once the first time; nil when there is nothing to say.
    private var sayingDue: Instant? {
        guard let saidAt else { return Instant(nanoseconds: 0) }
        if hasNews { return saidAt + Herald.pause }
        return showsAge || hasGatherer ? saidAt + Herald.refresh : nil
    }

    /// What to send after a cycle that has ended. `next` is when it wants the next one: a cycle that wants to go on at
    /// once and has changed nothing proves nothing, however often it ends.
    public mutating func afterCycle(_ progress: Progress, next: Instant, now: Instant, wall: Int64) -> [Notice] {
        var notices: [Notice] = []
        let isProof = next > now || progress != lastProgress || !progress.isTaking
        if let watchdog, isProof, fedAt.map({ now - $0 >= watchdog / 4 }) ?? true {
            notices.append(.watchdog)
            fedAt = now
        }
        if progress != lastProgress { hasNews = true }
        lastProgress = progress
        showsAge = progress.waiting > 0
        if let due = sayingDue, due <= now {
            rate.note(progress.stored.total, at: now)
            notices.append(.status(status(progress, wall: wall)))
            // The rate of a moment that was busy needs one more line, when it is over.
            hasNews = rate.perSecond > 0
            saidAt = now
        }
        return notices
    }

    /// Deliveries a second since the last line for people.
    public var perSecond: Int { rate.perSecond }

    /// Such as `12,431 articles, 310 duplicates, 2 rejected; 57 waiting, oldest 3 s; 842/s`.
    public func status(_ progress: Progress, wall: Int64) -> String {
        var text = progress.totals.sentence + "; \(String.grouped(progress.waiting)) waiting"
        if progress.waiting > 0, let oldest = progress.oldest {
            text += ", oldest \(max(0, wall - oldest.changed) / 1_000_000_000) s"
        }
        text += "; \(String.grouped(rate.perSecond))/s"
        if let refusal = progress.reloads.refusal { text += "; reload refused: \(refusal)" }
        switch progress.condition {
        case .starting, .running: return text
        case .full: return "Not taking anything in, the disk is full; " + text
        case .stalled(let sentence): return "Not taking anything in: \(sentence) " + text
        case .broken(let sentence): return "Ends, at odds with itself: \(sentence) " + text
        }
    }
}

/// How many a second, between two looks.
private struct Rate: Sendable {
    private var last: (count: Int, at: Instant)?
    private(set) var perSecond = 0

    mutating func note(_ count: Int, at now: Instant) {
        if let last {
            let elapsed = max(1, (now - last.at).wholeNanoseconds)
            perSecond = Int((Double(count - last.count) * 1e9 / Double(elapsed)).rounded())
        }
        last = (count, now)
    }
}
