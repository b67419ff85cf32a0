import Host

/// Reads a tail, and tells whether a torn write can have left it.
///
/// A commit is written in one piece, in the order of its lines, behind lines that are all durable. What a crash leaves of
/// it is a beginning; and where the disk wrote later blocks before earlier ones, holes in it, which read as zeros or as
/// what was in those blocks before. So
///   - a whole line at the very start of the tail is the one that comes next by its number, and then it is no tail: with
///     any other number it is a line that somebody changed or left over;
///   - a whole line behind a hole has a number that the same commit could have had, and they grow;
///   - what ends in LF and is no line has a hole in it, and shows it: a byte that no line has, a control character or
///     what is not UTF-8. Text that can be read and is no line was changed by somebody.
struct TornTail {
    /// Why it is none.
    struct Finding {
        let place: Position
        let kind: Damage.Kind
    }

    /// Pieces in a row that are no lines.
    private struct Hole {
        let place: Position
        let error: LineError
        /// It has a byte that no line has.
        var shows = false
    }

    /// Pieces ended by LF, and the last one.
    private(set) var pieces = 0
    /// Whole lines among them.
    private(set) var whole = 0
    /// The first reason against it; nil when it can be the remains of one commit.
    private(set) var finding: Finding?
    /// The pieces since the last whole line.
    private var hole: Hole?
    private let nextSeq: Int
    private var lastSeq: Int

    /// `nextSeq` is the number of the first line of the commit that is looked for.
    init(from nextSeq: Int) {
        self.nextSeq = nextSeq
        lastSeq = nextSeq
    }

    /// Reads the tail of a stream that begins at `start`.
    mutating func read(_ stream: Stream, in store: Store, from start: Position) throws(Fault) {
        var source = LineSource(stream, in: store, from: start)
        while true {
            let place = source.position
            switch try source.advance() {
            case .end:
                return endHole()
            case .line:
                endHole()
                note(source.scan?.seq ?? 0, at: place)
            case .broken(let error):
                var hole = self.hole ?? Hole(place: place, error: error)
                if try !source.restIsText() { hole.shows = true }
                self.hole = hole
                try source.skipBroken()
            case .unfinished:
                // A beginning, or the end of the hole before it.
                if try !source.restIsText() { hole?.shows = true }
                endHole()
                try source.skipBroken()
            }
            pieces += 1
        }
    }

    private mutating func endHole() {
        if let hole, !hole.shows { finding = finding ?? Finding(place: hole.place, kind: .broken(hole.error)) }
        hole = nil
    }

    private mutating func note(_ seq: Int, at place: Position) {
        whole += 1
        defer { lastSeq = max(lastSeq, seq) }
        guard finding == nil else { return }
        if seq < nextSeq { finding = Finding(place: place, kind: .repeated(seq: seq)) }
        if pieces == 0 || seq <= lastSeq || seq >= nextSeq + Limits.commitLines {
            finding = finding ?? Finding(place: place, kind: .gap(seq: nextSeq))
        }
    }
}
