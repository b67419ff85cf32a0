import Host

/// Finds a line by its number. Numbers grow along a stream, so halves are thrown away: first whole files, by their first
/// line, then stretches of one file, by the first line that begins in the middle.
struct Bisection: ~Copyable {
    let store: Store
    let stream: Stream
    /// The first line with this number or a higher one is looked for.
    let seq: Int
    /// What is behind does not count.
    let limit: Position?

    /// The place of that line, or the end; `sizes` are those of the files in their order.
    func position(in sizes: [Int]) throws(Fault) -> Position {
        guard !sizes.isEmpty else { return .start }
        var low = 1
        var high = sizes.count
        while low < high {
            let middle = (low + high + 1) / 2
            if try isBefore(Position(segment: middle, offset: 0)) { low = middle } else { high = middle - 1 }
        }
        return try walk(from: Position(segment: low, offset: stretch(low, size: sizes[low - 1])))
    }

    /// The start of a line in the file from which only a little has to be walked.
    private func stretch(_ segment: Int, size: Int) throws(Fault) -> Int {
        var low = 0
        var high = size
        while high - low > Limits.probeBytes {
            let middle = low + (high - low) / 2
            var source = LineSource(stream, in: store, from: Position(segment: segment, offset: middle), limit: limit, chunk: Limits.probeBytes)
            try source.skipBroken()
            let start = source.position
            if start.segment == segment, start.offset < high, try source.advance() == .line, let found = source.scan?.seq, found < seq {
                low = start.offset
            } else {
                high = middle
            }
        }
        return low
    }

    /// True when the line there has a lower number. No line, or none that counts, has none.
    private func isBefore(_ position: Position) throws(Fault) -> Bool {
        var source = LineSource(stream, in: store, from: position, limit: limit, chunk: Limits.probeBytes)
        guard try source.advance() == .line, let found = source.scan?.seq else { return false }
        return found < seq
    }

    private func walk(from: Position) throws(Fault) -> Position {
        var source = LineSource(stream, in: store, from: from, limit: limit, chunk: Limits.probeBytes)
        while true {
            let start = source.position
            guard try source.advance() == .line, let scan = source.scan, let place = source.place else { return start }
            if scan.seq >= seq { return place.start }
        }
    }
}
