public import Host
public import Ledger
public import Prose
import SystemPackage

/// Holds the index against the lines that it was made of, up to where it says it knows them: each article is found by
/// its text, its file, its number, its candidate keys and its recurring lines, each repeat by its file; and there is nothing
/// else. Reads only. While a daemon goes on writing the index, what may have moved since is not held against it.
///
/// Memory: two groups of lines, and `mistakes`.
public struct IndexCheck: ~Copyable {
    /// Up to where the index knows the streams.
    public let durable: Durable
    /// Sentences, the first `mistakeLimit` of them.
    public private(set) var mistakes: [String] = []
    public private(set) var mistakeCount = 0
    /// Mistakes told one by one; the rest is counted.
    private static let mistakeLimit = 100

    private let store: any IndexStore
    private let checkpoint: Checkpoint
    private var index: ArticleIndex
    private let similarity: Similarity
    private var learning: Learning
    private let totals: Tally
    private var derived: DerivedLines
    private var counted = Tally()
    /// Entries that the tables must have.
    private var texts = 0
    private var files = 0
    /// Lines whose candidate keys are not all found: no mistake when the index changed meanwhile.
    private var lostKeys: [Int] = []

    /// Nil when there is no index, or none that is whole, or one that lacks what the settings ask for: it is made at the
    /// next start.
    public static func open(
        _ store: any IndexStore, settings: Settings, rules: RuleSet, workers: any Workers
    ) throws(Fault) -> IndexCheck? {
        guard let checkpoint = try IndexMeta.checkpoint(in: store),
            try IndexMeta.coverage(in: store).isSuperset(of: IndexCoverage(settings))
        else { return nil }
        return IndexCheck(
            store: store, checkpoint: checkpoint, workers: workers,
            derivation: LineDerivation(reader: ArticleReader(rules: rules), settings: settings),
            index: try ArticleIndex(store: store), similarity: try Similarity(store: store),
            learning: try Learning(store: store, isOn: settings.learn, nextSeq: checkpoint.durable.nextSeq),
            totals: try IndexMeta.totals(in: store))
    }

    private init(
        store: any IndexStore, checkpoint: Checkpoint, workers: any Workers, derivation: LineDerivation,
        index: ArticleIndex, similarity: consuming Similarity, learning: Learning, totals: Tally
    ) {
        self.store = store
        self.checkpoint = checkpoint
        self.similarity = similarity
        self.learning = learning
        self.totals = totals
        durable = checkpoint.durable
        self.index = index
        derived = DerivedLines(derivation, on: workers)
    }

    /// Takes the next line, in the order of the numbers.
    public mutating func take(_ scan: LineScan, _ line: Span<UInt8>, at place: Locator) throws(Fault) {
        guard scan.seq < durable.nextSeq else { return }
        if derived.add(StoredLine(scan, line, at: place, isNew: true)) { try turn() }
    }

    /// To be called after the last line.
    public mutating func finish() throws(Fault) {
        while !derived.isEmpty { try turn() }
        for stream in Stream.allCases where counted[stream] != totals[stream] {
            note("it counts \(totals[stream]) lines in \(stream.name), and there are \(counted[stream])")
        }
        let sizes = try tableSizes()
        // From here on only what was read in one state of the index may be held against it.
        guard try IndexMeta.checkpoint(in: store) == checkpoint else { return }
        for seq in lostKeys { note("article \(seq) is not found by all its keys") }
        guard let sizes else { return }
        for (table, found, wanted) in [("texts", sizes.texts, texts), ("files", sizes.files, files), ("places", sizes.places, texts)]
        where found != wanted {
            note("its table of \(table) has \(found) entries instead of \(wanted)")
        }
    }

    private mutating func turn() throws(Fault) {
        let group = derived.turn()
        try index.lookUp(group.flatMap { line in
            [line.scan.id.map { Name($0, .text) }, line.scan.sha256.map { Name($0, .file) }].compactMap(\.self)
        })
        try learning.lookUp(group.flatMap(\.prints))
        let lookup = try similarity.lookUp(group.map { $0.keys ?? .none })
        for (i, line) in group.enumerated() {
            counted.count(line.place.stream)
            if line.scan.kind == .article { try checkArticle(line) } else { try checkRepeat(line) }
            if let keys = line.keys, let number = UInt32(exactly: line.scan.seq), !similarity.finds(number, keys, lookup, i) {
                lostKeys.append(line.scan.seq)
            }
            if line.scan.original == nil, let digest = line.scan.sha256, try !index.knows(path: line.scan.file(in: line.bytes.span), digest: digest) {
                note("delivery \(line.scan.seq) is not known by its path")
            }
        }
    }

    private mutating func checkArticle(_ line: StoredLine) throws(Fault) {
        guard let id = line.scan.id, let digest = line.scan.sha256 else { return }
        let seq = line.scan.seq
        texts += 1
        files += 1
        if try index.article(withText: id) != seq { note("article \(seq) is not found by its text") }
        if try index.article(withFile: digest) != seq { note("article \(seq) is not found by its file") }
        let (place, knownID) = (try index.place(of: seq), try index.id(of: seq))
        if place != line.place || knownID != id { note("article \(seq) is not where it says") }
        if try !learning.knows(line.prints) { note("article \(seq) has recurring lines that were not counted") }
    }

    private mutating func checkRepeat(_ line: StoredLine) throws(Fault) {
        guard let of = line.scan.duplicateOf, let digest = line.scan.sha256 else { return }
        if line.scan.kind != .sameBytes { files += 1 }
        let found = try index.article(withFile: digest)
        let isSame = try found.map { seq throws(Fault) in try index.id(of: seq) == of } ?? false
        if !isSame { note("delivery \(line.scan.seq) is not found by its file, or as a repeat of another article") }
    }

    /// Nil when a table may not be gone through from here.
    private func tableSizes() throws(Fault) -> (texts: Int, files: Int, places: Int)? {
        var (texts, files, places) = (0, 0, 0)
        try index.forEachName { name, _ in
            if name.kind == .text { texts += 1 }
            if name.kind == .file { files += 1 }
        }
        do throws(Fault) {
            try store.scan(.places) { _, _ in
                places += 1
                return true
            }
        } catch {
            if error.errno == .permissionDenied { return nil }
            throw error
        }
        return (texts, files, places)
    }

    private mutating func note(_ mistake: String) {
        mistakeCount += 1
        if mistakes.count < IndexCheck.mistakeLimit { mistakes.append(mistake) }
    }
}
