/// The lines of one commit: articles, then duplicates, then rejected, with consecutive delivery numbers in that order.
public struct CommitBatch: Sendable {
    /// The number of the first line.
    public private(set) var firstSeq: Int
    private(set) var lines = PerStream(repeating: Lines())

    /// Lines of one stream, one after another.
    struct Lines: Sendable {
        var bytes: [UInt8] = []
        /// Where each one ends.
        var ends: [Int] = []

        mutating func empty(keeping most: Int) {
            bytes.removeAll(keepingCapacity: bytes.capacity <= most)
            ends.removeAll(keepingCapacity: true)
        }
    }

    public init(firstSeq: Int) {
        precondition(firstSeq >= 1)
        self.firstSeq = firstSeq
    }

    /// How many lines there are.
    public var count: Int { Stream.allCases.reduce(0) { $0 + lines[$1].ends.count } }
    /// How many bytes they have.
    public var bytes: Int { Stream.allCases.reduce(0) { $0 + lines[$1].bytes.count } }
    public var isEmpty: Bool { count == 0 }
    /// The number that the next line must have.
    public var nextSeq: Int { firstSeq + count }

    /// How many lines go to `stream`.
    public func count(of stream: Stream) -> Int { lines[stream].ends.count }

    /// True when `more` bytes in one more line still make one commit (`Limits`).
    public func hasRoom(for more: Int) -> Bool { count < Limits.commitLines && bytes + more <= Limits.commitBytes }

    /// Encodes and adds a record. Its number must be `nextSeq`, its stream not before that of the last one.
    public mutating func append(_ record: Record) throws(LineTooLong) {
        check(record.stream, record.seq)
        try RecordEncoder.append(record, to: &lines[record.stream].bytes)
        lines[record.stream].ends.append(lines[record.stream].bytes.count)
    }

    /// Begins another commit, in the memory of this one, which is not much: new memory costs a page fault for every 4 KiB.
    public mutating func begin(_ firstSeq: Int) {
        precondition(firstSeq >= 1)
        self.firstSeq = firstSeq
        for stream in Stream.allCases { lines[stream].empty(keeping: CommitBatch.mostKept) }
    }

    /// Bytes of a stream's lines whose memory is used again: more than full batches of ordinary articles have (8 MiB).
    private static let mostKept = 8 << 20

    private func check(_ stream: Stream, _ seq: Int) {
        precondition(seq == nextSeq, "numbers without gaps")
        precondition(Stream.allCases.allSatisfy { $0 <= stream || lines[$0].ends.isEmpty }, "articles, then duplicates, then rejected")
    }
}
