import Host

/// Lines of the store on their way to the index, in their order: while one group is read, the one before it is derived on
/// other cores.
struct DerivedLines: Sendable {
    /// Lines that are derived at a time, and their bytes (8 MiB): enough to keep all cores at work, little to hold.
    private static let groupLines = 512
    private static let groupBytes = 8 << 20
    /// Lines that one core derives in one go.
    private static let pieceLines = 16

    private let derivation: LineDerivation
    private let workers: any Workers
    /// Lines that were read and are not derived yet.
    private var group: [StoredLine] = []
    private var bytes = 0
    private var derived: ParallelMap<[StoredLine], [StoredLine]>?

    init(_ derivation: LineDerivation, on workers: any Workers) {
        self.derivation = derivation
        self.workers = workers
    }

    /// No line is on its way.
    var isEmpty: Bool { group.isEmpty && derived == nil }

    /// Adds the next line. True when there is a whole group: it is time to turn.
    mutating func add(_ line: StoredLine) -> Bool {
        group.append(line)
        bytes += line.bytes.count
        return group.count >= DerivedLines.groupLines || bytes >= DerivedLines.groupBytes
    }

    /// Begins with the lines that were read, and hands over those that are derived. After the last line it is to be
    /// called until `isEmpty`.
    mutating func turn() -> [StoredLine] {
        let done = derived?.finish() ?? []
        let pieces = stride(from: 0, to: group.count, by: DerivedLines.pieceLines).map { start in
            Array(group[start..<min(start + DerivedLines.pieceLines, group.count)])
        }
        derived = pieces.isEmpty ? nil : ParallelMap(pieces, on: workers) { [derivation] lines in
            var room = LineDerivation.Room()
            return lines.map { derivation.completed($0, &room) }
        }
        group = []
        bytes = 0
        return Array(done.joined())
    }
}
