import struct Crypto.SHA256
import Ledger

/// Checks a store line by line, in the order of the delivery numbers. Pure: it is fed lines.
///
/// Memory: 32 bytes and the set's share for each article, some 64 MB a million.
struct StoreCheck {
    /// Mistakes told one by one; the rest is counted.
    static let mistakeLimit = 100

    private(set) var lines = 0
    private(set) var mistakes: [String] = []
    private(set) var mistakeCount = 0
    private var counts = PerStream(repeating: 0)
    private var ids: Set<Digest> = []
    private var nextSeq = 1

    var isGood: Bool { mistakeCount == 0 }

    mutating func note(_ mistake: String) {
        mistakeCount += 1
        if mistakes.count < Self.mistakeLimit { mistakes.append(mistake) }
    }

    func count(_ stream: Stream) -> Int { counts[stream] }

    /// Checks the next line; returns its record when it is one.
    mutating func add(_ scan: LineScan, _ line: Span<UInt8>) -> Record? {
        lines += 1
        counts[scan.stream] += 1
        checkNumber(scan.seq)
        let record: Record
        do throws(LineError) {
            record = try RecordParser.record(scan, line)
        } catch {
            note("delivery \(scan.seq): \(error)")
            return nil
        }
        check(record)
        return record
    }

    private mutating func checkNumber(_ seq: Int) {
        if seq > nextSeq { note("deliveries \(nextSeq) to \(seq - 1) have no line") }
        if seq < nextSeq { note("delivery \(seq) has more than one line, or stands in the wrong place") }
        nextSeq = max(nextSeq, seq + 1)
    }

    private mutating func check(_ record: Record) {
        if let content = record.content, !content.text.isEmpty,
            Digest(bytes: Array(SHA256.hash(data: content.text))) != content.id
        {
            note("delivery \(record.seq): the id is not the SHA-256 of the text")
        }
        if let of = record.duplicateOf, !ids.contains(of) {
            note("delivery \(record.seq): it repeats \(of.hex), which is no article before it")
        }
        if case .sameText(let content, let of) = record.outcome, content.id != of {
            note("delivery \(record.seq): it is said to have the text of \(of.hex), and its id is another")
        }
        if case .article(let content, _) = record.outcome, !ids.insert(content.id).inserted {
            note("delivery \(record.seq): the article \(content.id.hex) is there already")
        }
    }
}
