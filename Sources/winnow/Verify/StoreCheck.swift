import struct Crypto.SHA256
import Ledger

/// Checks a store line by line, in the order of the delivery numbers. Pure: it is fed lines.
///
/// Memory: 40 bytes and the table's share for each article, some 80 MB a million.
struct StoreCheck {
    /// Mistakes told one by one; the rest is counted.
    static let mistakeLimit = 100

    private(set) var mistakes: [String] = []
    private(set) var mistakeCount = 0
    private var counts = PerStream(repeating: 0)
    /// Numbers of the active files, which have none in their names yet.
    var active = PerStream(repeating: 0)
    private var verifier = Verifier { text in
        guard let digest = Digest(bytes: Array(SHA256.hash(data: text))) else { preconditionFailure("SHA-256 has 32 bytes") }
        return digest
    }

    var isGood: Bool { mistakeCount == 0 }
    var lines: Int { verifier.lines }

    mutating func note(_ mistake: String) {
        mistakeCount += 1
        if mistakes.count < Self.mistakeLimit { mistakes.append(mistake) }
    }

    func count(_ stream: Stream) -> Int { counts[stream] }

    /// All streams get their files before the first line is written.
    mutating func noteMissing(_ ends: PerStream<Position>, hasFile: PerStream<Bool>) {
        guard Stream.allCases.contains(where: { ends[$0] > .start }) else { return }
        for stream in Stream.allCases where !hasFile[stream] { note("\(stream.name).jsonl is missing") }
    }

    /// Checks the next line; returns its record when it is one.
    mutating func add(_ scan: LineScan, _ line: Span<UInt8>, at place: Locator) -> Record? {
        counts[scan.stream] += 1
        for finding in verifier.check(scan, line, at: place) { note(finding.sentence(active: active)) }
        do throws(LineError) {
            let record = try RecordParser.record(scan, line)
            if case .sameText(let content, let of) = record.outcome, content.id != of {
                note("Line \(record.seq) (\(place.text(active: active))): it is said to have the text of \(of.hex), and its id is another.")
            }
            return record
        } catch {
            note("Line \(scan.seq) (\(place.text(active: active))): \(error)")
            return nil
        }
    }
}
