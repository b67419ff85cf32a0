import Host

/// How far the lines of the streams are good.
struct GoodLines: Sendable {
    /// The number that the next line must have.
    var nextSeq: Int
    /// Up to where each stream was read and found good.
    var ends: PerStream<Position>
    /// Why reading stopped there; nil for a stream that ended, or went on with a later number.
    var stops = PerStream<LineError?>(repeating: nil)
}

/// What follows the good lines of each stream: judged, then cut. Rules 5 to 8 of recovery.
struct TailCut: ~Copyable {
    let store: Store
    let layouts: PerStream<Store.Layout>
    let good: GoodLines
    /// What is good is known from the index, and not only from the lines themselves.
    let hasCheckpoint: Bool
    /// What is good is all that was durable, and the rest goes whatever it is.
    let isTrusted: Bool

    func run(_ report: inout RecoveryReport) throws(RecoveryError) {
        let tails = try measure()
        let streams = Stream.allCases.filter { tails[$0].bytes > 0 }
        if streams.isEmpty { return }
        var whole = 0
        var bytes = 0
        for stream in streams {
            bytes += tails[stream].bytes
            if !isTrusted, bytes > Limits.commitBytes || (!hasCheckpoint && streams.count > 1) { throw damage(stream) }
            let start = Position(segment: layouts[stream].active, offset: tails[stream].start)
            var torn = TornTail(from: good.nextSeq)
            do throws(Fault) {
                try torn.read(stream, in: store, from: start)
            } catch {
                throw .fault(error)
            }
            whole += torn.whole
            if !isTrusted, whole > Limits.commitLines { throw damage(stream) }
            if !isTrusted, let finding = torn.finding { throw .damaged(Damage(stream, finding.place, active: layouts[stream].active, finding.kind)) }
            report.cuts[stream] = RecoveryReport.Cut(bytes: tails[stream].bytes, lines: torn.pieces)
        }
        for stream in streams.reversed() {
            try RecoveryError.faulting { () throws(Fault) in
                let file = try store.open(stream, layouts[stream].active, active: layouts[stream].active, .edit)
                try store.volume.truncate(file, to: tails[stream].start)
                try store.volume.syncData(file)
            }
        }
    }

    /// The end of an active file behind its good lines.
    private struct Tail {
        var start = 0
        var bytes = 0
    }

    private func measure() throws(RecoveryError) -> PerStream<Tail> {
        var tails = PerStream(repeating: Tail())
        for stream in Stream.allCases {
            let layout = layouts[stream]
            var end = good.ends[stream]
            // The end of a rotated file is the start of the next one.
            while end.segment < layout.active, try size(stream, end.segment) == end.offset {
                end = Position(segment: end.segment + 1, offset: 0)
            }
            guard end.segment == layout.active else { throw damage(stream) }
            tails[stream].start = end.offset
            tails[stream].bytes = layout.hasActive ? try size(stream, end.segment) - end.offset : 0
        }
        return tails
    }

    private func size(_ stream: Stream, _ number: Int) throws(RecoveryError) -> Int {
        try RecoveryError.faulting { () throws(Fault) in
            try store.volume.status(store.open(stream, number, active: layouts[stream].active, .read)).size
        }
    }

    private func damage(_ stream: Stream) -> RecoveryError {
        let kind = good.stops[stream].map { Damage.Kind.broken($0) } ?? .gap(seq: good.nextSeq)
        return .damaged(Damage(stream, good.ends[stream], active: layouts[stream].active, kind))
    }
}
