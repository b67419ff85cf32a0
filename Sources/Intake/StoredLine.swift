import Host
import Ledger
import Prose

/// A line of the store, copied out of its stream, with what the index wants to know of it.
struct StoredLine: Sendable {
    /// What was read, which is handed from place to place a few times.
    private let line: Line

    private final class Line: Sendable {
        let scan: LineScan
        let bytes: [UInt8]
        let place: Locator
        let isNew: Bool

        init(_ scan: LineScan, _ bytes: [UInt8], _ place: Locator, _ isNew: Bool) {
            (self.scan, self.bytes, self.place, self.isNew) = (scan, bytes, place, isNew)
        }
    }

    var scan: LineScan { line.scan }
    /// With the LF.
    var bytes: [UInt8] { line.bytes }
    var place: Locator { line.place }
    /// The index does not know it yet.
    var isNew: Bool { line.isNew }

    /// False when the text is not the one that the id is of.
    fileprivate(set) var isIntact = true
    /// The candidate keys of an article that later ones are compared with; nil for other lines.
    fileprivate(set) var keys: CandidateKeys?
    /// What it adds to the counts of recurring lines.
    fileprivate(set) var prints: [UInt64] = []

    init(_ scan: LineScan, _ line: Span<UInt8>, at place: Locator, isNew: Bool) {
        self.line = Line(scan, Array(copying: line), place, isNew)
    }
}

/// What follows from a line alone: pure. The same for a line that was just stored and one that is read again.
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

    /// Memory that is used for one line after another.
    struct Room {
        fileprivate var text: [UInt8] = []
        fileprivate var keys = KeyReader()
    }

    /// A line whose text is held against its id, with what the index takes over of a new one.
    func completed(_ line: StoredLine, _ room: inout Room) -> StoredLine {
        let scan = line.scan
        guard let id = scan.id, scan.takeText(in: line.bytes.span, into: &room.text) else { return line }
        // The same memory, let go of at the end: a span of `room.text` would keep `room.keys` from being used.
        let text = room.text
        var line = line
        line.isIntact = Hashing.digest(of: text) == id
        guard line.isNew, line.isIntact, scan.kind == .article, scan.duplicateOf == nil else { return line }
        if findsNear { line.keys = room.keys.keys(of: text.span) }
        if learns, let source = scan.source(in: line.bytes.span) {
            line.prints = reader.prints(ofText: text, source: source) + scan.prints
        }
        return line
    }
}
