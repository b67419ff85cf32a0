/// A place between two lines of a stream. The end of a segment and the start of the next are the same place.
public struct Position: Sendable, Hashable, Comparable {
    /// Number of the file, from 1; see `SegmentName` for the active one.
    public var segment: Int
    /// Bytes from its start.
    public var offset: Int

    public init(segment: Int, offset: Int) {
        precondition(segment >= 1 && offset >= 0)
        self.segment = segment
        self.offset = offset
    }

    /// Before the first line.
    public static let start = Position(segment: 1, offset: 0)

    public static func < (a: Position, b: Position) -> Bool { (a.segment, a.offset) < (b.segment, b.offset) }
}

/// Where one line lies, valid for ever.
public struct Locator: Sendable, Hashable {
    public let stream: Stream
    /// Number of the file, from 1.
    public let segment: Int
    /// Bytes from its start to that of the line.
    public let offset: Int
    /// Bytes of the line with its LF.
    public let length: Int

    public init(stream: Stream, segment: Int, offset: Int, length: Int) {
        precondition((1...Locator.maxSegment).contains(segment) && offset >= 0 && (1...Limits.lineBytes).contains(length))
        self.stream = stream
        self.segment = segment
        self.offset = offset
        self.length = length
    }

    /// Where the line begins.
    public var start: Position { Position(segment: segment, offset: offset) }
    /// Where the next one begins.
    public var end: Position { Position(segment: segment, offset: offset + length) }

    /// Bytes that `pack` appends.
    public static let packedSize = 16
    /// 30 bits: the stream takes the other two of a word. At the smallest useful segment of a megabyte, a petabyte.
    static let maxSegment = 1 << 30 - 1

    /// For the index: stream and segment, offset, length, big-endian, so that the order of bytes is that of the lines.
    public func pack(into out: inout [UInt8]) {
        Packing.append(UInt64(stream.rawValue) << 30 | UInt64(segment), bytes: 4, to: &out)
        Packing.append(UInt64(offset), bytes: 8, to: &out)
        Packing.append(UInt64(length), bytes: 4, to: &out)
    }

    /// Nil unless the bytes are those that `pack` appended.
    public init?(packed bytes: Span<UInt8>) {
        guard bytes.count == Locator.packedSize else { return nil }
        var at = 0
        let head = Packing.word(bytes, &at, bytes: 4)
        let offset = Packing.word(bytes, &at, bytes: 8)
        let length = Packing.word(bytes, &at, bytes: 4)
        guard let stream = Stream(rawValue: UInt8(head >> 30)), case let segment = Int(head & UInt64(Locator.maxSegment)),
            segment >= 1, offset <= UInt64(Int64.max >> 1), (1...UInt64(Limits.lineBytes)).contains(length)
        else { return nil }
        self.init(stream: stream, segment: segment, offset: Int(offset), length: Int(length))
    }
}

/// Big-endian numbers, as the index holds them.
public enum Packing {
    public static func append(_ value: UInt64, bytes: Int, to out: inout [UInt8]) {
        for shift in stride(from: 8 * (bytes - 1), through: 0, by: -8) { out.append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
    }

    /// The caller knows that the bytes are there.
    static func word(_ bytes: Span<UInt8>, _ at: inout Int, bytes count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in at..<at + count { value = value << 8 | UInt64(bytes[index]) }
        at += count
        return value
    }
}
