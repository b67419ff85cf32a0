public import Host
public import Ledger
public import Prose

/// Finds the stored articles nearest to a text, for whoever asks: beside the daemon, without its lock.
///
/// The index leads to articles that share keys; what it does not know yet, or all where it cannot be used, is compared
/// one by one. Every J and C is exact, from both texts.
public struct Neighbours: Sendable {
    public struct Neighbour: Sendable {
        public let record: Record
        public let likeness: Likeness
        /// What a new delivery of the text would be to this article; nil when it would be an article of its own.
        public let relation: Relation?
    }

    /// What is worth showing: texts that have less in common share phrases, not passages.
    static let least = NearThresholds(jaccard: 0.05, containment: 0.1)

    private let index: any IndexStore
    private let ledger: LedgerReader
    private let end: Position
    private let thresholds: NearThresholds

    /// - Parameters:
    ///   - ledger: the streams, of which everything before `end` of articles.jsonl is durable.
    ///   - thresholds: those of the settings.
    public init(index: any IndexStore, ledger: LedgerReader, end: Position, thresholds: NearThresholds) {
        self.index = index
        self.ledger = ledger
        self.end = end
        self.thresholds = thresholds
    }

    /// The articles nearest to a text in UTF-8, at most `most`: highest J first, then highest C, then the earliest.
    public func nearest(to text: [UInt8], most: Int) throws(ReadError) -> [Neighbour] {
        let print = NearPrint(text.span)
        let shingles = print.shingles()
        var found: [Neighbour] = []
        let known = try indexed(print)
        for place in known?.places ?? [] {
            let record = try ledger.record(at: place)
            if let neighbour = neighbour(record, shingles) { found.append(neighbour) }
        }
        var lines = ledger.lines(of: .articles, from: known?.end ?? .start, to: end)
        while try lines.next() {
            guard let scan = lines.scan, scan.duplicateOf == nil, let place = lines.place else { continue }
            let text = lines.withLine { scan.text(in: $0) }
            guard let text, isWorthShowing(Likeness(shingles, Shingles(text.span))) else { continue }
            if let neighbour = neighbour(try ledger.record(at: place), shingles) { found.append(neighbour) }
        }
        return Array(found.sorted(by: Neighbours.isBefore).prefix(most))
    }

    private static func isBefore(_ a: Neighbour, _ b: Neighbour) -> Bool {
        a.likeness.isNearer(than: b.likeness) ?? (a.record.seq < b.record.seq)
    }

    private func neighbour(_ record: Record, _ shingles: Shingles) -> Neighbour? {
        guard let text = record.content?.text else { return nil }
        let other = Shingles(text.span)
        let likeness = Likeness(shingles, other)
        guard isWorthShowing(likeness) else { return nil }
        let verdict = Likeness.verdict(new: shingles, old: other, thresholds: thresholds)
        return Neighbour(record: record, likeness: likeness, relation: verdict?.0)
    }

    private func isWorthShowing(_ likeness: Likeness) -> Bool {
        likeness.jaccard >= Neighbours.least.jaccard || likeness.containment >= Neighbours.least.containment
    }
}

extension Neighbours {
    /// Places of articles that share keys, and up to where in articles.jsonl the index knows all; nil when it cannot be used.
    private func indexed(_ print: NearPrint) throws(ReadError) -> (places: [Locator], end: Position)? {
        try SteadyIndex(index).ask(.keys) { checkpoint throws(ReadError) in
            let found = try ReadError.faulting { () throws(Fault) in try places(print) }
            return (found, checkpoint.durable.ends[.articles])
        }
    }

    private func places(_ print: NearPrint) throws(Fault) -> [Locator] {
        var similarity = try Similarity(store: index)
        let articles = try ArticleIndex(store: index)
        var places: [Locator] = []
        for article in try similarity.candidates(print.keys, Neighbours.least) {
            guard let place = try articles.place(of: Int(article)) else { throw .damaged(.places) }
            places.append(place)
        }
        return places
    }
}
