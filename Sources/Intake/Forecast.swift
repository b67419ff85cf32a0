public import Host
public import Ledger
public import Prose

/// What the store would make of a delivery, were it taken now.
public struct Forecast: Sendable {
    /// The line it would get. Of a delivery that comes through the inbox it lacks the place of the original.
    public let record: Record
    /// The stored article that it repeats, whole or nearly; nil when it repeats none.
    public let repeated: Record?
    /// Lines that count as furniture by now.
    public let learned: LearnedLines
}

/// Tells what the store would make of a delivery: beside the daemon, without its lock, and without touching anything.
///
/// The decider is the daemon's own, over the same index, brought up to date with the lines that the index does not know
/// yet; so the answer is the one that the daemon would give.
public struct Forecaster: Sendable {
    /// A file to be judged.
    public struct File: Sendable {
        let file: FileInHand

        /// - Parameters:
        ///   - path: its absolute path.
        ///   - source: the one it comes from, where that is known.
        ///   - modified: in nanoseconds since 1970.
        public init(_ bytes: [UInt8], path: String, source: String?, modified: Int64) {
            file = FileInHand(
                origin: .path(Array(path.utf8), source: source), bytes: bytes, size: bytes.count, modified: modified)
        }
    }

    /// Lines read at most that the index does not know: far more than a daemon leaves between two commits of it. One that
    /// is further behind is being made anew.
    private static let mostUnknown = 16 * IndexClock.records

    private let index: any IndexStore
    private let ledger: LedgerReader?
    private let ends: PerStream<Position>
    private let settings: Settings
    private let preparer: Preparer

    /// - Parameters:
    ///   - ledger: the streams, of which everything before `ends` is durable, all at one moment; nil when there is no
    ///     store yet.
    public init(
        index: any IndexStore, ledger: LedgerReader?, ends: PerStream<Position>, settings: Settings, reader: ArticleReader
    ) {
        self.index = index
        self.ledger = ledger
        self.ends = ends
        self.settings = settings
        preparer = Preparer(reader, settings)
    }

    /// Nil when there are many lines and no index that could be asked.
    public func forecast(_ delivery: File, at now: Timestamp) throws(ReadError) -> Forecast? {
        guard let ledger, ends != PerStream(repeating: .start) else { return alone(delivery, at: now) }
        let answer = try SteadyIndex(index).ask(IndexCoverage(settings)) { checkpoint throws(ReadError) in
            guard var store = try caughtUp(ledger, index, checkpoint.durable) else { return nil as Forecast? }
            return try forecast(delivery, &store, ledger, at: now)
        }
        if let answer { return answer }
        // A young store has no index for its first minute: all of it is read.
        guard var store = try caughtUp(ledger, NoIndex(), .none) else { return nil }
        return try forecast(delivery, &store, ledger, at: now)
    }

    /// What becomes of a delivery that is compared with nothing.
    public func alone(_ delivery: File, at now: Timestamp) -> Forecast {
        let prepared = preparer.prepare(delivery.file, learned: .none)
        let decision: Decision =
            switch prepared.reading {
            case .article: .article(nil)
            case .rejected(let rejection): .rejected(rejection)
            }
        let record = preparer.maker.record(Decider.Decided(prepared: prepared, decision: decision), seq: 1, added: now)
        return Forecast(record: record, repeated: nil, learned: .none)
    }

    /// All that the daemon would hold against the next delivery.
    private struct Store: ~Copyable {
        var decider: Decider
        var learning: Learning
        var nextSeq: Int
    }

    /// The state of an index that knows what was durable then, with the lines behind it; nil when there are too many.
    private func caughtUp(_ ledger: LedgerReader, _ index: any IndexStore, _ known: Durable) throws(ReadError) -> Store? {
        var store = try ReadError.faulting { () throws(Fault) in
            Store(
                decider: Decider(
                    index: try ArticleIndex(store: index), similarity: try Similarity(store: index), settings: settings),
                learning: try Learning(store: index, isOn: settings.learn, nextSeq: known.nextSeq),
                nextSeq: known.nextSeq)
        }
        let derivation = LineDerivation(reader: preparer.reader, settings: settings)
        var room = LineDerivation.Room()
        var lines = ledger.allLines(from: known.ends, to: ends)
        while try lines.next() {
            guard let scan = lines.scan, let place = lines.place else { continue }
            guard scan.seq - known.nextSeq < Forecaster.mostUnknown else { return nil }
            guard let line = lines.withLine({ StoredLine(scan, $0, at: place, isNew: true) }) else { continue }
            let derived = derivation.completed(line, &room)
            guard derived.isIntact else { throw .damaged(ledger.otherText(at: place)) }
            try ReadError.faulting { () throws(Fault) in
                try store.decider.add(derived)
                try store.learning.add(derived.prints, seq: scan.seq)
            }
            store.nextSeq = scan.seq + 1
        }
        return store
    }

    private func forecast(
        _ delivery: File, _ store: inout Store, _ ledger: LedgerReader, at now: Timestamp
    ) throws(ReadError) -> Forecast {
        store.learning.enter(store.nextSeq)
        let learned = store.learning.inForce
        let prepared = preparer.prepare(delivery.file, learned: learned)
        let decided = try ReadError.faulting { () throws(Fault) in
            try store.decider.decide([prepared], firstSeq: store.nextSeq, text: ledger.indexedText)
        }
        guard let decided = decided.first else { preconditionFailure("every delivery is decided") }
        let record = preparer.maker.record(decided, seq: store.nextSeq, added: now)
        return Forecast(record: record, repeated: try repeated(decided.decision, store, ledger), learned: learned)
    }

    private func repeated(
        _ decision: Decision, _ store: borrowing Store, _ ledger: LedgerReader
    ) throws(ReadError) -> Record? {
        let id: Digest? =
            switch decision {
            case .near(let near), .article(.some(let near)): near.of
            case .sameText(let of, _), .sameBytes(let of, _): of
            case .article(nil), .rejected: nil
            }
        guard let id else { return nil }
        let articles = store.decider.index
        let place = try ReadError.faulting { () throws(Fault) in
            try articles.article(withText: id).flatMap { seq throws(Fault) in try articles.place(of: seq) }
        }
        return try place.map { place throws(ReadError) in try ledger.record(at: place) }
    }
}

/// An index that nothing was told yet.
private final class NoIndex: IndexStore {
    func get(_ table: IndexTable, _ key: Span<UInt8>, _ body: (Span<UInt8>) -> Void) throws(Fault) -> Bool { false }
    func scan(_ table: IndexTable, _ each: (Span<UInt8>, Span<UInt8>) -> Bool) throws(Fault) {}
    func commit(_ changes: [IndexChange]) throws(Fault) { preconditionFailure("a forecast changes nothing") }
    func erase() throws(Fault) { preconditionFailure("a forecast changes nothing") }
    func check(_ isAtWork: () -> Void) throws(Fault) {}
    var size: Int { 0 }
}
