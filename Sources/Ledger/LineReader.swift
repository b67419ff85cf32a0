public import Host

/// Why lines could not be read.
public enum ReadError: Error, Sendable, Equatable {
    /// A call failed.
    case fault(Fault)
    /// What lies there is no line.
    case damaged(Damage)

    /// Runs `body`, and says of what fails in it that it was a fault.
    public static func faulting<Result: ~Copyable>(_ body: () throws(Fault) -> Result) throws(ReadError) -> Result {
        do throws(Fault) {
            return try body()
        } catch {
            throw .fault(error)
        }
    }
}

/// Reads one stream line by line, each line once, while the stream grows and is rotated. Holds the file that it reads
/// open, so that a line is never missed or met twice over a rotation.
public struct LineReader: ~Copyable {
    private var source: LineSource
    private let store: Store

    init(_ stream: Stream, in store: Store, from: Position, to limit: Position?) {
        source = LineSource(stream, in: store, from: from, limit: limit)
        self.store = store
    }

    public var stream: Stream { source.stream }

    /// Where the next line begins.
    public var position: Position { source.position }

    /// Up to where lines are read: what is known to be durable. Without one, all whole lines are read. It may be moved on.
    public var limit: Position? {
        get { source.limit }
        set { source.limit = newValue }
    }

    /// Reads the next line; false at the end or the limit, for now: after more was written it may be called again.
    /// After `.damaged` it may be called again too: it then goes on behind the damage.
    public mutating func next() throws(ReadError) -> Bool {
        let broken: Damage
        do throws(Fault) {
            switch try source.advance() {
            case .line:
                return true
            case .end, .unfinished:
                return false
            case .broken(let error):
                broken = store.damage(stream, source.position, .broken(error))
                try source.skipBroken()
            }
        } catch {
            throw .fault(error)
        }
        throw .damaged(broken)
    }

    /// The line that was read last; nil before the first.
    public var scan: LineScan? { source.scan }
    /// Where it lies.
    public var place: Locator? { source.place }

    /// Its bytes with the LF.
    public func withLine<Result, Failure: Error>(_ body: (Span<UInt8>) throws(Failure) -> Result) throws(Failure) -> Result {
        try source.withLine(body)
    }

    /// The line that was read last, as a record; nil before the first.
    public func record() throws(ReadError) -> Record? {
        guard let scan, let place else { return nil }
        do throws(LineError) {
            return try withLine { line throws(LineError) in try RecordParser.record(scan, line) }
        } catch {
            throw .damaged(store.damage(stream, place.start, .broken(error)))
        }
    }
}

/// Reads all streams in the order of the delivery numbers.
public struct MergedReader: ~Copyable {
    private var readers: InlineArray<3, LineReader>
    private var isWaiting = InlineArray<3, Bool>(repeating: true)
    private var current: Int?

    init(_ readers: consuming InlineArray<3, LineReader>) {
        self.readers = readers
    }

    /// Moves on up to where lines are read. All ends must be of one moment, or lines come out of order.
    public mutating func extend(to ends: PerStream<Position>) {
        for index in readers.indices { readers[index].limit = ends[readers[index].stream] }
    }

    /// Reads the next line of all streams; otherwise like `LineReader.next`.
    public mutating func next() throws(ReadError) -> Bool {
        if let current { isWaiting[current] = true }
        current = nil
        for index in readers.indices where isWaiting[index] {
            isWaiting[index] = try !readers[index].next()
        }
        var best = Int.max
        for index in readers.indices where !isWaiting[index] {
            if let seq = readers[index].scan?.seq, seq < best { (current, best) = (index, seq) }
        }
        return current != nil
    }

    /// The line that was read last; nil before the first.
    public var scan: LineScan? { current.flatMap { readers[$0].scan } }
    /// Where it lies.
    public var place: Locator? { current.flatMap { readers[$0].place } }

    /// Its bytes with the LF; nil before the first line.
    public func withLine<Result, Failure: Error>(_ body: (Span<UInt8>) throws(Failure) -> Result) throws(Failure) -> Result? {
        guard let current else { return nil }
        return try readers[current].withLine(body)
    }

    /// The line that was read last, as a record; nil before the first.
    public func record() throws(ReadError) -> Record? {
        guard let current else { return nil }
        return try readers[current].record()
    }
}
