public import Host

/// What the supervisor is told and when: a line for people at most once a second while it changes, and proof of progress
/// after a finished cycle. A pure value; whoever holds it sends.
public struct Herald: Sendable {
    /// Least pause between two lines for people.
    private static let pause = Duration.seconds(1)

    /// How often the supervisor expects proof; nil when it expects none.
    private let watchdog: Duration?
    private var fedAt: Instant?
    private var saidAt: Instant?
    private var lastProgress: Progress?
    private var hasNews = false
    private var rate = Rate()

    public init(watchdog: Duration?) {
        self.watchdog = watchdog
    }

    /// When `afterCycle` wants to be called, though there is nothing else to do.
    public var due: Instant? {
        let feeding = watchdog.flatMap { interval in fedAt.map { $0 + interval / 2 } }
        let saying = hasNews ? saidAt.map { $0 + Herald.pause } : nil
        return [feeding, saying].compactMap(\.self).min()
    }

    /// What to send after a cycle that has ended: with work, with proof that there was none, or with a reported fault.
    public mutating func afterCycle(_ progress: Progress, now: Instant, wall: Int64) -> [Notice] {
        var notices: [Notice] = []
        if let watchdog, fedAt.map({ now - $0 >= watchdog / 4 }) ?? true {
            notices.append(.watchdog)
            fedAt = now
        }
        if progress != lastProgress { hasNews = true }
        lastProgress = progress
        if hasNews, saidAt.map({ now - $0 >= Herald.pause }) ?? true {
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
        var text = progress.totals.sentence + "; \(Tally.grouped(progress.waiting)) waiting"
        if progress.waiting > 0, let oldest = progress.oldest {
            text += ", oldest \(max(0, wall - oldest.changed) / 1_000_000_000) s"
        }
        text += "; \(Tally.grouped(rate.perSecond))/s"
        switch progress.condition {
        case .starting, .running: return text
        case .full: return "Not taking anything in, the disk is full; " + text
        case .stalled(let sentence): return "Not taking anything in: \(sentence) " + text
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
