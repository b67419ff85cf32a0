import Host
import Ledger
import Prose
import Synchronization

/// A line of the store, copied out of its stream, with what the index wants to know of it.
struct StoredLine: Sendable {
    let scan: LineScan
    /// With the LF.
    let bytes: [UInt8]
    let place: Locator
    /// The index does not know it yet.
    let isNew: Bool

    /// False when the text is not the one that the id is of.
    fileprivate(set) var isIntact = true
    /// The candidate keys of an article that later ones are compared with; nil for other lines.
    fileprivate(set) var keys: CandidateKeys?
    /// What it adds to the counts of recurring lines.
    fileprivate(set) var prints: [UInt64] = []

    init(_ scan: LineScan, _ line: Span<UInt8>, at place: Locator, isNew: Bool) {
        self.scan = scan
        self.bytes = Array(copying: line)
        self.place = place
        self.isNew = isNew
    }

    /// Lines that are derived at a time, and their bytes (8 MiB): enough to keep all cores at work, little to hold.
    static let groupLines = 512
    static let groupBytes = 8 << 20
}

/// What follows from a line alone: pure, on all cores. The same for a line that was just stored and one that is read again.
struct LineDerivation: Sendable {
    let reader: ArticleReader
    /// Whether near duplicates are looked for.
    let findsNear: Bool
    /// Whether recurring lines are learned.
    let learns: Bool

    init(reader: ArticleReader, settings: Settings) {
        self.reader = reader
        findsNear = settings.nearPolicy != .off
        learns = settings.learn
    }

    /// Completes lines whose texts are to be held against their ids, and of new ones what the index takes over.
    func complete(_ lines: inout [StoredLine], on workers: any Workers) {
        let given = lines
        let done = Mutex<[StoredLine?]>(Array(repeating: nil, count: given.count))
        workers.forEach(given.count) { i in
            let line = completed(given[i])
            done.withLock { $0[i] = line }
        }
        lines = done.withLock { $0.compactMap(\.self) }
    }

    private func completed(_ line: StoredLine) -> StoredLine {
        guard let text = line.scan.text(in: line.bytes.span), let id = line.scan.id else { return line }
        var line = line
        line.isIntact = Hashing.digest(of: text) == id
        guard line.isNew, line.isIntact, line.scan.kind == .article, line.scan.duplicateOf == nil else { return line }
        if findsNear { line.keys = NearPrint(text.span).keys }
        if learns, let source = line.scan.source(in: line.bytes.span) {
            line.prints = reader.prints(ofText: text, source: source) + line.scan.prints
        }
        return line
    }
}
