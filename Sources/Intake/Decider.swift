import Host
import Ledger
import Prose
import SystemPackage

/// Decides, one after another, what becomes of the deliveries of a batch: identical bytes, then identical
/// text, then near. Earlier files of the batch count. What it learns goes into the tables at once; when the commit fails,
/// the tables are given up with it.
struct Decider: ~Copyable {
    var index: ArticleIndex
    var similarity: Similarity
    private let policy: Settings.NearPolicy
    private let thresholds: NearThresholds
    /// Texts of the batch's own articles, which are in no stream yet.
    private var drafts: [Int: EscapedText] = [:]

    /// Reads the text of a stored article.
    typealias TextSource = (_ place: Locator, _ id: Digest) throws(Fault) -> [UInt8]

    /// The batch's keys as they were looked up, and which text of it is meant.
    private struct Search {
        let lookup: Similarity.Lookup
        let index: Int
    }

    /// One delivery with its fate. For an article, the seq it will have.
    struct Decided {
        var prepared: Prepared
        var decision: Decision

        /// Fingerprints of the lines that count: those of articles that repeat no other.
        var linesToCount: [UInt64] {
            guard case .article(nil) = decision, case .article(let whole) = prepared.reading else { return [] }
            return whole.prints
        }
    }

    init(index: ArticleIndex, similarity: consuming Similarity, settings: Settings) {
        self.index = index
        self.similarity = similarity
        self.policy = settings.nearPolicy
        self.thresholds = NearThresholds(jaccard: settings.nearJaccard, containment: settings.nearContainment)
    }

    /// `firstSeq` is the seq of the batch's first article; `text` reads a stored text.
    mutating func decide(
        _ batch: [Prepared], firstSeq: Int, on workers: (any Workers)? = nil, text: TextSource
    ) throws(Fault) -> [Decided] {
        drafts = [:]
        try index.lookUp(batch.flatMap(\.names))
        let lookup = try similarity.lookUp(batch.map(\.keys), on: workers)
        var nextSeq = firstSeq
        var result: [Decided] = []
        result.reserveCapacity(batch.count)
        for (i, prepared) in batch.enumerated() {
            let decision = try decide(prepared, Search(lookup: lookup, index: i), seq: nextSeq, text)
            if decision.stream == .articles { nextSeq += 1 }
            result.append(Decided(prepared: prepared, decision: decision))
        }
        drafts = [:]
        return result
    }

    private mutating func decide(
        _ prepared: Prepared, _ search: Search, seq: Int, _ text: TextSource
    ) throws(Fault) -> Decision {
        if let digest = prepared.digest, let of = try index.article(withFile: digest) {
            guard let id = try index.id(of: of) else { throw Fault(.index, .badMessage, "(article \(of))") }
            return .sameBytes(of: id, seq: of)
        }
        switch prepared.reading {
        case .rejected(let rejection):
            return .rejected(rejection)
        case .article(let whole):
            guard let digest = prepared.digest else { preconditionFailure("what was read has a digest") }
            if let of = try index.article(withText: whole.content.id) {
                try index.addRepeat(file: digest, of: of)
                return .sameText(of: whole.content.id, seq: of)
            }
            return try decide(whole, digest, search, seq: seq, text)
        }
    }

    /// A text that is not stored yet: an article, near another or not.
    private mutating func decide(
        _ whole: Prepared.Reading.Whole, _ digest: Digest, _ search: Search, seq: Int, _ text: TextSource
    ) throws(Fault) -> Decision {
        let match = try nearest(to: whole, search, text)
        if let match, policy == .separate {
            try index.addRepeat(file: digest, of: match.seq)
            return .near(match.near)
        }
        index.addDraft(seq: seq, id: whole.content.id, file: digest)
        drafts[seq] = whole.content.escapedText
        if let keys = whole.keys, match == nil, let number = UInt32(exactly: seq) { similarity.insert(number, keys) }
        return .article(match?.near)
    }
}

extension Decider {
    /// The stored article, or the earlier one of the batch, that this text is nearest to, if it is near any.
    private mutating func nearest(
        to whole: Prepared.Reading.Whole, _ search: Search, _ text: TextSource
    ) throws(Fault) -> (seq: Int, near: Near)? {
        guard let keys = whole.keys else { return nil }
        let (index, drafts) = (index, drafts)
        let match = try similarity.nearest(
            to: keys, of: whole.content.text, search.lookup, search.index, thresholds: thresholds
        ) { article throws(Fault) in
            let seq = Int(article)
            if let draft = drafts[seq] { return draft.text }
            guard let place = try index.place(of: seq) else { throw Fault(.index, .badMessage, "(article \(seq))") }
            guard let id = try index.id(of: seq) else { throw Fault(.index, .badMessage, "(article \(seq))") }
            return try text(place, id)
        }
        guard let match, let id = try index.id(of: Int(match.article)) else { return nil }
        guard let relation = Near.Relation(rawValue: match.relation.rawValue) else {
            preconditionFailure("both grammars name the same relations")
        }
        let likeness = match.likeness
        return (
            Int(match.article),
            Near(of: id, relation: relation, jaccard: likeness.jaccard, containment: likeness.containment)
        )
    }
}

// What durable lines say.
extension Decider {
    /// Notes where the line of an article lies, and what was given to `ingest`.
    mutating func noteDurable(_ record: Record, at place: Locator) {
        if case .article = record.outcome { index.setPlace(of: record.seq, place) }
        if record.delivery.original == nil, let digest = record.delivery.sha256 {
            index.addKnown(path: record.delivery.file, digest: digest)
        }
    }

    /// Takes in a line that the index does not know, in the order of seq.
    mutating func add(_ line: StoredLine) throws(Fault) {
        let scan = line.scan
        if scan.original == nil, let digest = scan.sha256 { index.addKnown(path: scan.file(in: line.bytes.span), digest: digest) }
        guard let id = scan.id, let digest = scan.sha256 else { return }
        switch scan.kind {
        case .article:
            index.addDraft(seq: scan.seq, id: id, file: digest)
            index.setPlace(of: scan.seq, line.place)
            if let keys = line.keys, let number = UInt32(exactly: scan.seq) { similarity.insert(number, keys) }
        case .near, .sameText, .sameBytes:
            if let of = scan.duplicateOf, let seq = try index.article(withText: of) {
                try index.addRepeat(file: digest, of: seq)
            }
        case .rejected: break
        }
    }

    /// Looks up what lines that are added soon ask for.
    mutating func lookUp(for lines: [StoredLine]) throws(Fault) {
        try index.lookUp(lines.flatMap { line in
            guard line.isNew, let of = line.scan.duplicateOf, let digest = line.scan.sha256 else { return [] as [Name] }
            return [Name(of, .text), Name(digest, .file)]
        })
    }

    /// Candidate keys that the index does not have.
    var waitingKeys: Int { similarity.waiting }
}

extension LedgerReader {
    /// The text of an article whose place the index told. Where there is no such line it is the index that is wrong.
    func indexedText(at place: Locator, of id: Digest) throws(Fault) -> [UInt8] {
        do throws(ReadError) {
            return try text(at: place, of: id)
        } catch {
            guard case .fault(let fault) = error else { throw Fault(.index, .badMessage, "the place of an article") }
            throw fault
        }
    }
}
