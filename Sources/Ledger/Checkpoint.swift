/// How far the streams are durable.
public struct Durable: Sendable, Equatable {
    public var ends: PerStream<Position>
    /// The delivery number that the next line gets.
    public var nextSeq: Int

    public init(ends: PerStream<Position>, nextSeq: Int) {
        precondition((1...Limits.number).contains(nextSeq))
        self.ends = ends
        self.nextSeq = nextSeq
    }

    /// Of a store without a line.
    public static let none = Durable(ends: PerStream(repeating: .start), nextSeq: 1)
}

/// What tells whether a stream is the one it was: hashes of its first line and of its last.
public struct StreamMarks: Sendable, Equatable {
    /// Of the first line of the stream, LF included; nil for an empty stream.
    public internal(set) var first: UInt64?
    /// Where the last line lies, and its hash; nil for an empty stream.
    public internal(set) var last: Last?

    public struct Last: Sendable, Equatable {
        public let place: Locator
        public let hash: UInt64
    }

    static let none = StreamMarks(first: nil, last: nil)

    mutating func noteFirst(_ line: Span<UInt8>) {
        if first == nil { first = StreamMarks.hash(line) }
    }

    mutating func noteLast(_ line: Span<UInt8>, at place: Locator) {
        last = Last(place: place, hash: StreamMarks.hash(line))
    }

    /// FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv): against accidents, and a line has a digest in it anyway.
    static func hash(_ line: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var index = 0
        while index < line.count {
            hash = (hash ^ UInt64(line[index])) &* 0x100_0000_01B3
            index &+= 1
        }
        return hash
    }
}

/// What the index says of the streams: how far it has read them, and how to know them again. It is kept with the index,
/// changed in the same commit, and never says more than what was durable in the streams before.
public struct Checkpoint: Sendable, Equatable {
    /// Everything before is in the index.
    public let durable: Durable
    /// Where reading must begin nevertheless, because the newest folders of originals begin there; not behind `durable`.
    public let from: PerStream<Position>
    public let marks: PerStream<StreamMarks>

    public init(durable: Durable, from: PerStream<Position>, marks: PerStream<StreamMarks>) {
        precondition(Stream.allCases.allSatisfy { from[$0] <= durable.ends[$0] })
        self.durable = durable
        self.from = from
        self.marks = marks
    }

    /// Its bytes, for the index: a version, the numbers big-endian, and a hash of all that.
    public var packed: [UInt8] {
        var out: [UInt8] = [Checkpoint.version]
        Packing.append(UInt64(durable.nextSeq), bytes: 8, to: &out)
        for stream in Stream.allCases {
            for position in [durable.ends[stream], from[stream]] {
                Packing.append(UInt64(position.segment), bytes: 4, to: &out)
                Packing.append(UInt64(position.offset), bytes: 8, to: &out)
            }
            // An empty stream has no marks, and no line hashes to nothing.
            Packing.append(marks[stream].first == nil ? 0 : 1, bytes: 1, to: &out)
            Packing.append(marks[stream].first ?? 0, bytes: 8, to: &out)
            if let last = marks[stream].last {
                last.place.pack(into: &out)
            } else {
                out.append(contentsOf: repeatElement(0, count: Locator.packedSize))
            }
            Packing.append(marks[stream].last?.hash ?? 0, bytes: 8, to: &out)
        }
        Packing.append(StreamMarks.hash(out.span), bytes: 8, to: &out)
        return out
    }

    /// Nil unless the bytes are those of `packed`: then the index has none, or none of this version.
    public init?(packed bytes: Span<UInt8>) {
        guard bytes.count == Checkpoint.packedSize, bytes[0] == Checkpoint.version else { return nil }
        var at = bytes.count - 8
        guard Packing.word(bytes, &at, bytes: 8) == StreamMarks.hash(bytes.extracting(0..<bytes.count - 8)) else { return nil }
        at = 1
        let seq = Packing.word(bytes, &at, bytes: 8)
        guard (1...UInt64(Limits.number)).contains(seq) else { return nil }
        var ends = PerStream(repeating: Position.start)
        var from = ends
        var marks = PerStream(repeating: StreamMarks.none)
        for stream in Stream.allCases {
            guard let end = Checkpoint.position(bytes, &at), let start = Checkpoint.position(bytes, &at), start <= end else { return nil }
            (ends[stream], from[stream]) = (end, start)
            let hasFirst = Packing.word(bytes, &at, bytes: 1) != 0
            let first = Packing.word(bytes, &at, bytes: 8)
            let place = Locator(packed: bytes.extracting(at..<at + Locator.packedSize))
            at += Locator.packedSize
            let hash = Packing.word(bytes, &at, bytes: 8)
            marks[stream] = StreamMarks(first: hasFirst ? first : nil, last: place.map { StreamMarks.Last(place: $0, hash: hash) })
        }
        self.init(durable: Durable(ends: ends, nextSeq: Int(seq)), from: from, marks: marks)
    }

    private static func position(_ bytes: Span<UInt8>, _ at: inout Int) -> Position? {
        let segment = Packing.word(bytes, &at, bytes: 4)
        let offset = Packing.word(bytes, &at, bytes: 8)
        guard (1...UInt64(Locator.maxSegment)).contains(segment), offset <= UInt64(Int64.max >> 1) else { return nil }
        return Position(segment: Int(segment), offset: Int(offset))
    }

    private static let version: UInt8 = 1
    private static let packedSize = 1 + 8 + 3 * (2 * 12 + 9 + Locator.packedSize + 8) + 8
}
