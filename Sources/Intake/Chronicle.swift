import Host
import Ledger

/// Tells the journal what became of each delivery: one line a file at a person's pace, one summary a second above it.
struct Chronicle: Sendable {
    /// Rejections and faults have a limit of their own: they matter more than articles, and journald drops a service that
    /// writes more than 10,000 lines in 30 seconds.
    private static let troubleLimit = 50

    private let reporter: any Reporter
    private var articles: Pace
    private var troubles = Pace(limit: troubleLimit)
    /// What the next summary counts: deliveries, and other events.
    private var held = Tally()
    private var heldEvents = 0
    /// Lines held back so far.
    private(set) var suppressed: Int

    /// - Parameter suppressed: what an earlier chronicle of this process held back.
    init(reporter: any Reporter, articlesPerSecond: Int, suppressed: Int = 0) {
        self.reporter = reporter
        self.articles = Pace(limit: articlesPerSecond)
        self.suppressed = suppressed
    }

    var nextDue: Instant? {
        [articles.due, troubles.due].compactMap(\.self).min()
    }

    mutating func report(_ record: Record, at now: Instant) {
        let admitted =
            if case .rejected = record.outcome { troubles.admit(at: now) } else { articles.admit(at: now) }
        if admitted {
            reporter.report(Chronicle.event(record))
        } else {
            held.count(record.stream)
            suppressed += 1
        }
    }

    /// A fault or another event that is not about one delivery.
    mutating func report(_ event: Event, at now: Instant) {
        if event.priority > .warning || troubles.admit(at: now) {
            reporter.report(event)
        } else {
            heldEvents += 1
            suppressed += 1
        }
    }

    /// Reports what was held back once its second is over.
    mutating func flush(at now: Instant) {
        let heldBack = [articles.takeHeldBack(at: now), troubles.takeHeldBack(at: now)].compactMap(\.self)
        guard !heldBack.isEmpty else { return }
        let others = heldEvents == 0 ? "" : ", " + String.counted(heldEvents, "other warning")
        reporter.report(
            Event(
                .summary, .info, "\(held.sentence)\(others) in one second, too many for a line each",
                [(.count, String(heldBack.reduce(0, +)))]))
        held = Tally()
        heldEvents = 0
    }

    static func event(_ record: Record) -> Event {
        let file = String(decoding: record.delivery.file, as: UTF8.self)
        var fields: [(Event.Field, String)] = [(.file, file), (.seq, String(record.seq))]
        if let id = record.id { fields.append((.id, id.hex)) }
        if let source = record.source { fields.append((.source, source)) }
        switch record.outcome {
        case .article(let content, let near):
            fields.append((.outcome, "article"))
            if let near { fields.append((.duplicateOf, near.of.hex)) }
            return Event(.article, .info, "Stored \(file) as article \(record.seq): \(title(content))", fields)
        case .near(_, let near):
            fields += [(.outcome, "duplicate"), (.duplicateOf, near.of.hex), (.reason, near.relation.rawValue)]
            return Event(
                .duplicate, .info, "\(file) is a near duplicate (\(near.relation.rawValue)) of \(short(near.of))", fields)
        case .sameText(_, let of), .sameBytes(_, _, let of):
            let isText = if case .sameText = record.outcome { true } else { false }
            fields += [(.outcome, "duplicate"), (.duplicateOf, of.hex), (.reason, isText ? "text" : "bytes")]
            return Event(.duplicate, .info, "\(file) repeats the \(isText ? "text" : "file") of \(short(of))", fields)
        case .rejected(let rejection):
            fields += [(.outcome, "rejected"), (.reason, rejection.reason.rawValue)]
            if rejection.reason == .poison {
                return Event(.poison, .error, "Set \(file) aside: \(rejection.detail)", fields)
            }
            return Event(.rejected, .warning, "Rejected \(file) (\(rejection.reason.rawValue)): \(rejection.detail)", fields)
        }
    }

    private static func title(_ content: Content) -> String {
        content.title ?? "without a headline, \(content.words) \(content.words == 1 ? "word" : "words")"
    }

    /// Enough of an id to find it.
    private static func short(_ id: Digest) -> String { String(id.hex.prefix(12)) }
}
