public import Host
import Synchronization

/// Reads the streams, in the process that writes them or in another; writes nothing. Safe to use from several threads.
public final class LedgerReader: Sendable {
    private let store: Store
    private let open: Mutex<[FileKey: SegmentFile]>

    private struct FileKey: Hashable {
        let stream: Stream
        let number: Int
    }

    /// Files kept open for lines at places: a gigabyte each by default, so enough for most stores, and far below any
    /// limit of open files.
    private static let openFiles = 64

    public init(_ folder: consuming OpenFile) {
        store = Store(folder)
        open = Mutex([:])
    }

    /// One file of a stream.
    public struct Segment: Sendable, Equatable {
        public let stream: Stream
        /// From 1; the active file has the number that it will be renamed to.
        public let number: Int
        public let isActive: Bool
        public let name: RelativePath
        /// Bytes.
        public let size: Int
    }

    /// All files of a stream, in order. A rotated one that is missing is damage.
    public func segments(of stream: Stream) throws(ReadError) -> [Segment] {
        while true {
            let layout: Store.Layout
            let segments: [Segment]
            do throws(Fault) {
                layout = try store.layout()[stream]
                segments = try list(stream, layout)
                // Rotated meanwhile: the last size is perhaps that of another file.
                if try store.layout()[stream] != layout { continue }
            } catch {
                throw .fault(error)
            }
            if segments.count == layout.rotated + (layout.hasActive ? 1 : 0) { return segments }
            let next = Position(segment: (segments.last?.number ?? 0) + 1, offset: 0)
            throw .damaged(Damage(stream, next, active: layout.active, .missing))
        }
    }

    /// The files up to the first that is not there.
    private func list(_ stream: Stream, _ layout: Store.Layout) throws(Fault) -> [Segment] {
        var segments: [Segment] = []
        for number in 1...layout.active where number < layout.active || layout.hasActive {
            let name = number == layout.active ? SegmentName.active(stream) : SegmentName.numbered(stream, number)
            do throws(Fault) {
                let size = try store.volume.status(store.open(stream, number, active: layout.active, .read)).size
                segments.append(Segment(stream: stream, number: number, isActive: number == layout.active, name: name, size: size))
            } catch {
                if error.isGone { break }
                throw error
            }
        }
        return segments
    }

    /// Where each stream ends, complete or not.
    public func ends() throws(ReadError) -> PerStream<Position> {
        var ends = PerStream(repeating: Position.start)
        for stream in Stream.allCases {
            if let last = try segments(of: stream).last { ends[stream] = Position(segment: last.number, offset: last.size) }
        }
        return ends
    }

    /// The lines of one stream from a place to another; without `to`, all whole ones.
    public func lines(of stream: Stream, from: Position = .start, to: Position? = nil) -> LineReader {
        LineReader(stream, in: store, from: from, to: to)
    }

    /// The lines of all streams in the order of their numbers, from those places to others, which must be of one moment.
    public func allLines(from: PerStream<Position> = PerStream(repeating: .start), to: PerStream<Position>? = nil) -> MergedReader {
        MergedReader(InlineArray<3, LineReader> { index in
            let stream = Stream.allCases[index]
            return LineReader(stream, in: store, from: from[stream], to: to?[stream])
        })
    }

    /// Where the first line of a stream lies whose number is `seq` or higher; the end when there is none. Reads about
    /// twenty lines for each terabyte, by bisection.
    public func position(of stream: Stream, since seq: Int, to limit: Position? = nil) throws(ReadError) -> Position {
        let segments = try segments(of: stream)
        do throws(Fault) {
            return try Bisection(store: store, stream: stream, seq: seq, limit: limit).position(in: segments.map(\.size))
        } catch {
            throw .fault(error)
        }
    }

    /// The line at a place, with its LF.
    public func line(at place: Locator) throws(ReadError) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(place.length)
        do throws(Fault) {
            if let file = try file(of: place) {
                while line.count < place.length {
                    let (offset, left) = (place.offset + line.count, place.length - line.count)
                    if try file.file.volume.read(file.file, at: offset, count: left, into: &line) == 0 { break }
                }
            }
        } catch {
            throw .fault(error)
        }
        guard line.count == place.length, line.last == UInt8(ascii: "\n") else { throw damage(place, "a line of \(place.length) bytes") }
        return line
    }

    /// The record at a place.
    public func record(at place: Locator) throws(ReadError) -> Record {
        let line = try line(at: place)
        do throws(LineError) {
            return try RecordParser.record(line.span, of: place.stream)
        } catch {
            throw .damaged(store.damage(place.stream, place.start, .broken(error)))
        }
    }

    /// The text of the article `id` at a place. Quick: reads the line, but checks no more of it than the id and the text.
    public func text(at place: Locator, of id: Digest) throws(ReadError) -> [UInt8] {
        let line = try line(at: place)
        do throws(LineError) {
            return try LineScan.text(of: id, line.span)
        } catch {
            throw .damaged(store.damage(place.stream, place.start, .broken(error)))
        }
    }

    /// What to report of a line whose text is not the one that its id is of.
    public func otherText(at place: Locator) -> Damage { store.damage(place.stream, place.start, .otherText) }

    private func damage(_ place: Locator, _ expected: String) -> ReadError {
        .damaged(store.damage(place.stream, place.start, .broken(LineError(offset: 0, expected: expected))))
    }

    private func file(of place: Locator) throws(Fault) -> SegmentFile? {
        let key = FileKey(stream: place.stream, number: place.segment)
        if let file = open.withLock({ $0[key] }) { return file }
        guard let file = try store.segment(place.stream, place.segment) else { return nil }
        open.withLock { files in
            // Any of them: places are spread evenly, and one that is needed again is opened again.
            if files.count >= LedgerReader.openFiles, let other = files.keys.first { files[other] = nil }
            files[key] = file
        }
        return file
    }
}
