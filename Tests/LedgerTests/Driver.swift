import Host
import Ledger

/// Drives a ledger on a fake volume through commits, and remembers what must be there.
struct Driver {
    static let rotateSize = 2_600

    var volume: FakeVolume
    /// Lines whose commit returned.
    var acknowledged = 0
    /// Every line that was ever handed to a commit and may be there, by number.
    var attempted: [Int: [UInt8]] = [:]
    /// What an index would know.
    var checkpoint: Checkpoint?
    private var random: Seeded

    init(_ volume: FakeVolume = FakeVolume(), seed: UInt64) {
        self.volume = volume
        random = Seeded(seed: seed)
    }

    /// A commit of some lines for some of the streams.
    mutating func batch(from seq: Int) throws(LineTooLong) -> CommitBatch {
        var batch = CommitBatch(firstSeq: seq)
        let counts = (0..<3).map { _ in Int.random(in: 0...2, using: &random) }
        for _ in 0..<max(counts[0], counts.reduce(0, +) == 0 ? 1 : 0) {
            let words = String(repeating: "Fog over the strait \(batch.nextSeq). ", count: Int.random(in: 1...12, using: &random))
            try add(Sample.article(batch.nextSeq, text: words), to: &batch)
        }
        for _ in 0..<counts[1] { try add(Sample.repeated(batch.nextSeq), to: &batch) }
        for _ in 0..<counts[2] { try add(Sample.rejected(batch.nextSeq), to: &batch) }
        return batch
    }

    private mutating func add(_ record: Record, to batch: inout CommitBatch) throws(LineTooLong) {
        attempted[record.seq] = Sample.line(record)
        try batch.append(record)
    }

    /// Recovers, then makes `commits` commits, the index following every third.
    mutating func run(commits: Int) throws {
        var ledger = try recover(checkpoint: checkpoint)
        for number in 0..<commits {
            let batch = try batch(from: ledger.nextSeq)
            let places = try ledger.commit(batch)
            acknowledged = ledger.nextSeq - 1
            for (place, seq) in zip(places, batch.firstSeq...) {
                precondition(bytes(at: place) == attempted[seq], "a locator leads to its line")
            }
            if number % 3 == 2 { checkpoint = ledger.checkpoint(from: ledger.durable.ends) }
        }
    }

    /// Recovers and holds what the visitor was told against what must be there: all acknowledged lines, perhaps some
    /// of the commit that was under way, nothing else, each once, in order, and where the locators say.
    mutating func recover(checkpoint: Checkpoint?, trusted: Durable? = nil) throws -> Ledger {
        var seqs: [Int] = []
        var wrong: [String] = []
        let known = (checkpoint?.durable.nextSeq ?? 1) - 1
        let (lines, files) = (attempted, volume)
        let ledger = try Ledger.recover(
            volume.folder(), rotateSize: Driver.rotateSize, checkpoint: checkpoint, trusted: trusted
        ) { scan, line, place, isNew throws(RecoveryError) in
            seqs.append(scan.seq)
            let bytes = Sample.bytes(line)
            if bytes != lines[scan.seq] { wrong.append("line \(scan.seq) differs") }
            if isNew != (scan.seq > known) { wrong.append("line \(scan.seq) is new: \(isNew)") }
            if Driver.bytes(at: place, files) != bytes { wrong.append("line \(scan.seq) is elsewhere") }
        }
        let last = ledger.nextSeq - 1
        if seqs.filter({ $0 > known }) != Array((known + 1)..<(last + 1)) { wrong.append("numbers \(seqs) after \(known)") }
        if last < acknowledged { wrong.append("line \(acknowledged) was acknowledged and is gone, \(last) is the last") }
        if let trusted, trusted.nextSeq != ledger.nextSeq { wrong.append("more than was trusted") }
        guard wrong.isEmpty else { throw Wrong(what: wrong) }
        acknowledged = last
        return ledger
    }

    struct Wrong: Error { let what: [String] }

    func bytes(at place: Locator) -> [UInt8]? { Driver.bytes(at: place, volume) }

    private static func bytes(at place: Locator, _ volume: FakeVolume) -> [UInt8]? {
        let digits = String(place.segment)
        let rotated = "\(place.stream.name)-\(String(repeating: "0", count: 6 - digits.count))\(digits).jsonl"
        let content = volume.content(rotated) ?? volume.content("\(place.stream.name).jsonl")
        return content.map { Array($0.dropFirst(place.offset).prefix(place.length)) }
    }
}
