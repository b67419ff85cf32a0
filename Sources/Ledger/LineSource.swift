import Host

/// Reads a stream line by line, over its files, from one position on, also while it grows and is rotated. Holds one
/// line and one read of the volume at most.
struct LineSource: ~Copyable {
    /// What lies at the position.
    enum Step: Sendable, Equatable {
        /// A whole line: `scan`, `place` and `line` describe it, and the position is behind it.
        case line
        /// Nothing (yet): the end of the active file, or the limit.
        case end
        /// The active file ends within a line, which may be being written.
        case unfinished
        /// Not a whole, valid line; the position stays before it.
        case broken(LineError)
    }

    let stream: Stream
    private let store: Store
    /// Nothing behind is read. It may be moved on.
    var limit: Position?
    private let chunk: Int

    private(set) var position: Position
    private(set) var scan: LineScan?
    private(set) var place: Locator?
    private var lineStart = 0

    private var file: SegmentFile?
    private var buffer: [UInt8] = []
    /// Where in the buffer `position` is.
    private var head = 0
    /// Up to here the buffer holds no LF behind `head`.
    private var searched = 0

    /// Reads on from `position`, up to `limit` where it is given, `chunk` bytes at a time.
    init(_ stream: Stream, in store: Store, from position: Position, limit: Position? = nil, chunk: Int = Limits.readBytes) {
        self.stream = stream
        self.store = store
        self.position = position
        self.limit = limit
        self.chunk = chunk
    }

    /// The line that was read last, LF included.
    func withLine<Result, Failure: Error>(_ body: (Span<UInt8>) throws(Failure) -> Result) throws(Failure) -> Result {
        try body(buffer.span.extracting(lineStart..<head))
    }

    /// Reads the next line. After `.end` and `.unfinished` it may be tried again: the file may have grown.
    mutating func advance() throws(Fault) -> Step {
        scan = nil
        if let limit, position >= limit { return .end }
        if let (scan, length) = LineScan.first(in: buffer.span.extracting(head...), of: stream) { return take(scan, length) }
        guard let end = try endOfLine() else {
            let length = buffer.count - head
            if length == 0 { return .end }
            if length < Limits.lineBytes, try !store.isRotated(stream, position.segment) { return .unfinished }
            return .broken(LineError(offset: length, expected: "the end of the line"))
        }
        // Reading may have moved to the next file.
        if let limit, position >= limit { return .end }
        do throws(LineError) {
            return take(try LineScan(buffer.span.extracting(head..<end), of: stream), end - head)
        } catch {
            return .broken(error)
        }
    }

    /// Moves on behind a line of the buffer, where it ends soon enough.
    private mutating func take(_ scan: LineScan, _ length: Int) -> Step {
        let place = Locator(stream: stream, segment: position.segment, offset: position.offset, length: length)
        if let limit, place.end > limit { return .broken(LineError(offset: 0, expected: "a line that ends where it ended before")) }
        self.scan = scan
        self.place = place
        lineStart = head
        drop(length)
        return .line
    }

    /// Passes over what is no line, up to and with the next LF, or to the end of the file.
    mutating func skipBroken() throws(Fault) {
        let segment = position.segment
        while true {
            if let end = try endOfLine() {
                // Reading may have moved to the next file, whose first line is another matter.
                if position.segment == segment { drop(end - head) }
                return
            }
            let rest = buffer.count - head
            if rest == 0 || position.segment != segment { return }
            drop(rest)
        }
    }

    /// True when what stands at the position, up to its LF or to the end, is text, see `JSONText.isText`.
    mutating func restIsText() throws(Fault) -> Bool {
        let end = try endOfLine()
        return JSONText.isText(buffer.span.extracting(head..<(end.map { $0 - 1 } ?? buffer.count)))
    }

    private mutating func drop(_ count: Int) {
        head += count
        position.offset += count
    }

    /// Where in the buffer the line at `head` ends, behind its LF; nil when it does not end, or not soon enough.
    private mutating func endOfLine() throws(Fault) -> Int? {
        searched = max(searched, head)
        while true {
            searched = JSONText.first(UInt8(ascii: "\n"), buffer.span, from: searched)
            if searched < buffer.count { return searched + 1 - head <= Limits.lineBytes ? searched + 1 : nil }
            guard buffer.count - head < Limits.lineBytes, try fill() else { return nil }
        }
    }

    /// Reads more; false at the end of the stream, or at the end of a file within a line.
    private mutating func fill() throws(Fault) -> Bool {
        while true {
            if let file {
                if try read(file) { return true }
                guard buffer.isEmpty, try store.isRotated(stream, position.segment) else { return false }
                // Now the file is at its end for ever; before it was rotated it may have grown once more.
                if try read(file) { return true }
                position = Position(segment: position.segment + 1, offset: 0)
            }
            file = try store.segment(stream, position.segment)
            if file == nil { return false }
        }
    }

    private mutating func read(_ file: SegmentFile) throws(Fault) -> Bool {
        buffer.removeSubrange(..<head)
        searched -= head
        head = 0
        lineStart = 0
        return try file.file.volume.read(file.file, at: position.offset + buffer.count, count: chunk, into: &buffer) > 0
    }
}

extension LineSource.Step {
    /// Why there is no line where there should be one.
    var error: LineError? {
        switch self {
        case .line, .end: nil
        case .unfinished: LineError(offset: 0, expected: "the end of the line")
        case .broken(let error): error
        }
    }
}
