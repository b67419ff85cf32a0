import Host

/// Holds what an index remembers of the streams against the streams themselves.
struct CheckpointCheck: ~Copyable {
    let store: Store
    let layouts: PerStream<Store.Layout>
    let checkpoint: Checkpoint

    /// Throws when the streams are not those that the index read, grown at most.
    func run() throws(RecoveryError) {
        try checkFirstLines()
        for stream in Stream.allCases {
            try checkLength(stream)
            try checkLastLine(stream)
        }
    }

    /// An index that knows none of the first lines is of another store. One that knows some of them is of this one,
    /// and the others were changed.
    private func checkFirstLines() throws(RecoveryError) {
        var known = 0
        var unknown: [Stream] = []
        for stream in Stream.allCases {
            guard let first = checkpoint.marks[stream].first, let found = try firstLine(stream) else { continue }
            if found == first { known += 1 } else { unknown.append(stream) }
        }
        guard let stream = unknown.first else { return }
        if known == 0 { throw .foreign }
        throw .damaged(Damage(stream, .start, active: layouts[stream].active, .changed))
    }

    /// The hash of the first line; nil when the stream has none. What is no line at all is not another store's either.
    private func firstLine(_ stream: Stream) throws(RecoveryError) -> UInt64? {
        var source = LineSource(stream, in: store, from: .start)
        let step = try RecoveryError.faulting { () throws(Fault) in try source.advance() }
        if let error = step.error {
            throw .damaged(Damage(stream, source.position, active: layouts[stream].active, .broken(error)))
        }
        return step == .line ? source.withLine { StreamMarks.hash($0) } : nil
    }

    private func checkLength(_ stream: Stream) throws(RecoveryError) {
        let (end, layout) = (checkpoint.durable.ends[stream], layouts[stream])
        if end.segment < layout.active || (end.segment == layout.active && layout.hasActive) {
            let size = try RecoveryError.faulting { () throws(Fault) in
                let file = try store.open(stream, end.segment, active: layout.active, .read)
                return try store.volume.status(file).size
            }
            if size >= end.offset { return }
        } else if end.offset == 0, end.segment == layout.active {
            return
        }
        throw .damaged(Damage(stream, end, active: max(layout.active, end.segment), .shorter(was: end.offset)))
    }

    private func checkLastLine(_ stream: Stream) throws(RecoveryError) {
        guard let last = checkpoint.marks[stream].last else { return }
        let active = layouts[stream].active
        let found = try RecoveryError.faulting { () throws(Fault) in try store.line(at: last.place, active: active) }
        guard StreamMarks.hash(found.span) == last.hash else {
            throw .damaged(Damage(stream, last.place.start, active: active, .changed))
        }
    }
}

extension Store {
    /// The bytes at `place`, fewer when the file ends before.
    func line(at place: Locator, active: Int) throws(Fault) -> [UInt8] {
        let file = try open(place.stream, place.segment, active: active, .read)
        var line: [UInt8] = []
        line.reserveCapacity(place.length)
        while line.count < place.length {
            let count = try volume.read(file, at: place.offset + line.count, count: place.length - line.count, into: &line)
            if count == 0 { break }
        }
        return line
    }
}
