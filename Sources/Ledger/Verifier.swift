public import Host

/// Checks what the streams promise about each other. Fed every line in the order of the numbers (`LedgerReader.allLines`),
/// it holds an id of 32 bytes and a number for each article, and nothing else that grows.
public struct Verifier: Sendable {
    public enum Finding: Sendable, Equatable {
        /// The id is not the SHA-256 of the text.
        case wrongID(Locator, seq: Int)
        /// Another article has this id.
        case secondArticle(Locator, seq: Int, first: Int)
        /// A number is missing before this line.
        case gap(Locator, expected: Int, found: Int)
        /// A number is not higher than the one before.
        case repeated(Locator, seq: Int, after: Int)
        /// It repeats an article that no earlier line stores.
        case unknownOriginal(Locator, seq: Int, of: Digest)
        /// Two lines name one original.
        case sameOriginal(Locator, seq: Int, original: RelativePath)

        /// For a person. `active` are the numbers that the active files will get, see `Locator.text(active:)`.
        public func sentence(active: PerStream<Int>) -> String {
            switch self {
            case .wrongID(let place, let seq):
                "Line \(seq) (\(place.text(active: active))): the id is not that of the text."
            case .secondArticle(let place, let seq, let first):
                "Line \(seq) (\(place.text(active: active))): article \(first) has the same id."
            case .gap(let place, let expected, let found):
                "Line \(found) (\(place.text(active: active))): line \(expected) should come next."
            case .repeated(let place, let seq, let after):
                "Line \(seq) (\(place.text(active: active))): comes after line \(after)."
            case .unknownOriginal(let place, let seq, let of):
                "Line \(seq) (\(place.text(active: active))): no earlier article has the id \(of)."
            case .sameOriginal(let place, let seq, let original):
                "Line \(seq) (\(place.text(active: active))): \(original) has a line already."
            }
        }
    }

    private var articles: [Digest: Int] = [:]
    /// Originals by folder, of the newest folders only: lines name folders in order, but for the few batches at work.
    private var originals: [RelativePath: Set<RelativePath>] = [:]
    /// A batch takes from two folders, and two batches overlap.
    private static let folders = 4
    private let hash: @Sendable ([UInt8]) -> Digest

    public private(set) var lines = 0
    public private(set) var lastSeq = 0

    /// `hash` is SHA-256.
    public init(hash: @escaping @Sendable ([UInt8]) -> Digest) { self.hash = hash }

    /// Takes the next line; returns what is wrong with it.
    public mutating func check(_ scan: LineScan, _ line: Span<UInt8>, at place: Locator) -> [Finding] {
        var findings: [Finding] = []
        if scan.seq <= lastSeq {
            findings.append(.repeated(place, seq: scan.seq, after: lastSeq))
        } else if scan.seq != lastSeq + 1 {
            findings.append(.gap(place, expected: lastSeq + 1, found: scan.seq))
        }
        if let text = scan.text(in: line), let id = scan.id, hash(text) != id { findings.append(.wrongID(place, seq: scan.seq)) }
        // Before the article itself is known: none repeats itself.
        if let of = scan.duplicateOf, articles[of] == nil { findings.append(.unknownOriginal(place, seq: scan.seq, of: of)) }
        if scan.kind == .article, let id = scan.id {
            if let first = articles[id] { findings.append(.secondArticle(place, seq: scan.seq, first: first)) } else { articles[id] = scan.seq }
        }
        if let original = scan.original, !isNew(original) {
            findings.append(.sameOriginal(place, seq: scan.seq, original: original))
        }
        lastSeq = max(lastSeq, scan.seq)
        lines += 1
        return findings
    }

    private mutating func isNew(_ original: RelativePath) -> Bool {
        if originals[original.first] == nil, originals.count == Verifier.folders,
            let oldest = originals.keys.min(by: { RecoveryReport.isOlder($0, $1) })
        {
            originals[oldest] = nil
        }
        return originals[original.first, default: []].insert(original).inserted
    }
}

extension Locator {
    /// File and byte, for people. `active` are the numbers that the files without one will get.
    public func text(active: PerStream<Int>) -> String {
        let name = segment == active[stream] ? SegmentName.active(stream) : SegmentName.numbered(stream, segment)
        return "\(name) byte \(offset)"
    }
}
