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
    private let settings: Settings
    fileprivate var tables: Tables
    private let totals: Tally
    private var derived: DerivedLines
    private var counted = Tally()
    /// Entries that the tables must have.
    private var texts = 0
    private var files = 0
    /// Times that a group of lines is looked for when a daemon changes the index meanwhile.
    private static let attempts = 8

    /// The tables as they were at one moment.
    fileprivate struct Tables: ~Copyable {
        var index: ArticleIndex
        let similarity: Similarity
        var learning: Learning
        let checkpoint: Checkpoint?

        init(_ store: any IndexStore, _ settings: Settings) throws(Fault) {
            let checkpoint = try IndexMeta.checkpoint(in: store)
            let index = try ArticleIndex(store: store)
            let learning = try Learning(store: store, isOn: settings.learn, nextSeq: checkpoint?.durable.nextSeq ?? 1)
            let similarity = try Similarity(store: store)
            self.checkpoint = checkpoint
            self.index = index
            self.learning = learning
            self.similarity = similarity
        }
    }

    /// Nil when there is no index, or none that is whole, or one that lacks what the settings ask for: it is made at the
    /// next start.
    public static func open(
        _ store: any IndexStore, settings: Settings, rules: RuleSet, workers: any Workers
    ) throws(Fault) -> IndexCheck? {
        guard let checkpoint = try IndexMeta.checkpoint(in: store),
            try IndexMeta.coverage(in: store).isSuperset(of: IndexCoverage(settings))
        else { return nil }
        let derivation = LineDerivation(reader: ArticleReader(rules: rules), settings: settings)
        return IndexCheck(
            store: store, checkpoint: checkpoint, settings: settings, tables: try Tables(store, settings),
            totals: try IndexMeta.totals(in: store), derived: DerivedLines(derivation, on: workers))
    }

    private init(
        store: any IndexStore, checkpoint: Checkpoint, settings: Settings, tables: consuming Tables, totals: Tally, derived: DerivedLines
    ) {
        self.store = store
        self.checkpoint = checkpoint
        self.settings = settings
        self.tables = tables
        self.totals = totals
        self.derived = derived
        durable = checkpoint.durable
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
        // Only what was read in one state of the index may be held against it.
        guard tables.checkpoint == checkpoint else { return }
        let sizes = try tableSizes()
        guard try isSteady() else { return }
        guard let sizes else { return }
        for (table, found, wanted) in [("texts", sizes.texts, texts), ("files", sizes.files, files), ("places", sizes.places, texts)]
        where found != wanted {
            note("its table of \(table) has \(found) entries instead of \(wanted)")
        }
    }

    private mutating func turn() throws(Fault) {
        let group = derived.turn()
        for line in group { count(line) }
        for _ in 0..<IndexCheck.attempts {
            do throws(Fault) {
                let mistakes = try tables.mistakes(in: group)
                if try isSteady() { return mistakes.forEach { note($0) } }
            } catch {
                // A table that moved away under the reader looks damaged as well.
                if try isSteady() { throw error }
            }
            tables = try Tables(store, settings)
        }
    }

    /// Nothing was told to the index since the tables were opened.
    private func isSteady() throws(Fault) -> Bool { try IndexMeta.checkpoint(in: store) == tables.checkpoint }

    private mutating func count(_ line: StoredLine) {
        counted.count(line.place.stream)
        guard line.scan.id != nil, line.scan.sha256 != nil else { return }
        if line.scan.kind == .article { texts += 1 }
        if line.scan.kind == .article || line.scan.duplicateOf != nil && line.scan.kind != .sameBytes { files += 1 }
    }

    /// Nil when a table may not be gone through from here.
    private func tableSizes() throws(Fault) -> (texts: Int, files: Int, places: Int)? {
        var (texts, files, places) = (0, 0, 0)
        try tables.index.forEachName { name, _ in
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

extension IndexCheck.Tables {
    fileprivate mutating func mistakes(in group: [StoredLine]) throws(Fault) -> [String] {
        try index.lookUp(group.flatMap { line in
            [line.scan.id.map { Name($0, .text) }, line.scan.sha256.map { Name($0, .file) }].compactMap(\.self)
        })
        try learning.lookUp(group.flatMap(\.prints))
        let lookup = try similarity.lookUp(group.map { $0.keys ?? .none })
        var mistakes: [String] = []
        for (i, line) in group.enumerated() {
            let seq = line.scan.seq
            if line.scan.kind == .article { try checkArticle(line, &mistakes) } else { try checkRepeat(line, &mistakes) }
            if let keys = line.keys, let number = UInt32(exactly: seq), !similarity.finds(number, keys, lookup, i) {
                mistakes.append("article \(seq) is not found by all its keys")
            }
            if line.scan.original == nil, let digest = line.scan.sha256, try !index.knows(path: line.scan.file(in: line.bytes.span), digest: digest) {
                mistakes.append("delivery \(seq) is not known by its path")
            }
        }
        return mistakes
    }

    private func checkArticle(_ line: StoredLine, _ mistakes: inout [String]) throws(Fault) {
        guard let id = line.scan.id, let digest = line.scan.sha256 else { return }
        let seq = line.scan.seq
        if try index.article(withText: id) != seq { mistakes.append("article \(seq) is not found by its text") }
        if try index.article(withFile: digest) != seq { mistakes.append("article \(seq) is not found by its file") }
        let (place, knownID) = (try index.place(of: seq), try index.id(of: seq))
        if place != line.place || knownID != id { mistakes.append("article \(seq) is not where it says") }
        if try !learning.knows(line.prints) { mistakes.append("article \(seq) has recurring lines that were not counted") }
    }

    private func checkRepeat(_ line: StoredLine, _ mistakes: inout [String]) throws(Fault) {
        guard let of = line.scan.duplicateOf, let digest = line.scan.sha256 else { return }
        let found = try index.article(withFile: digest)
        let isSame = try found.map { seq throws(Fault) in try index.id(of: seq) == of } ?? false
        if !isSame { mistakes.append("delivery \(line.scan.seq) is not found by its file, or as a repeat of another article") }
    }
}
