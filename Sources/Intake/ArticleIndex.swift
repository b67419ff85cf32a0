import Host
import Ledger
import Prose

/// Which texts and files are stored, and where: the tables of the index with what is newer than its last commit.
///
/// A function of the streams alone: every line, in the order of seq, goes through `add`. What was added since the last
/// commit of the index sits in memory, and what a commit under way takes over beside it; a lookup sees all of them.
struct ArticleIndex: Sendable {
    /// Where an article is and what its id is.
    struct Entry: Sendable, Equatable {
        var id: Digest
        var place: Locator
    }

    /// What is in memory.
    fileprivate struct Layer: Sendable {
        var names: [Name: Int] = [:]
        /// Ascending by seq.
        private(set) var entries: [(seq: Int, entry: Entry)] = []

        /// The first one has it.
        mutating func add(_ name: Name, _ seq: Int) {
            if names[name] == nil { names[name] = seq }
        }

        /// An article after all others.
        mutating func add(_ entry: Entry, _ seq: Int) {
            if let last = entries.last { precondition(seq > last.seq, "articles come in their order") }
            entries.append((seq, entry))
        }

        func entry(_ seq: Int) -> Entry? {
            let place = entries.indices.partition { entries[$0].seq < seq }
            return place < entries.count && entries[place].seq == seq ? entries[place].entry : nil
        }
    }

    /// What one commit of the index takes over.
    struct Update: Sendable {
        fileprivate var names: RunTable<NameEntry>
        fileprivate let layer: Layer
    }

    private let store: any IndexStore
    private var names: RunTable<NameEntry>
    private var new = Layer()
    /// What the commit under way takes over.
    private var leaving: Layer?
    /// Articles of the batch in hand, which have no place yet.
    private var drafts: [Int: Digest] = [:]
    /// What was looked up lately, 0 for what is not there.
    private var found: [Name: Int] = [:]

    init(store: any IndexStore) throws(Fault) {
        self.store = store
        names = try RunTable(.names, in: store)
    }

    /// The seq of the article with this text.
    func article(withText id: Digest) throws(Fault) -> Int? { try seq(of: Name(id, .text)) }

    /// The seq of the article that a file of these raw bytes became or repeats.
    func article(withFile digest: Digest) throws(Fault) -> Int? { try seq(of: Name(digest, .file)) }

    /// Whether a path given to `ingest` has been recorded with these bytes.
    func knows(path: [UInt8], digest: Digest) throws(Fault) -> Bool {
        try seq(of: ArticleIndex.name(path: path, digest: digest)) != nil
    }

    /// The id of an article; nil when the index does not have it, which only a damaged one does not.
    func id(of seq: Int) throws(Fault) -> Digest? {
        if let id = drafts[seq] { return id }
        return try entry(seq)?.id
    }

    /// The place of an article whose line is durable.
    func place(of seq: Int) throws(Fault) -> Locator? {
        try entry(seq)?.place
    }

    private func entry(_ seq: Int) throws(Fault) -> Entry? {
        if let entry = new.entry(seq) ?? leaving?.entry(seq) { return entry }
        var entry: Entry?
        let isThere = try store.get(.places, Integers.key(seq).span) { entry = Entry(packed: $0, of: seq) }
        if isThere, entry == nil { throw .damaged(.places) }
        return entry
    }

    private func seq(of name: Name) throws(Fault) -> Int? {
        if let seq = new.names[name] ?? leaving?.names[name] { return seq }
        if let seq = found[name] { return seq > 0 ? seq : nil }
        return try stored([name]).first?.seq
    }

    /// Looks up names that are asked for soon, all at once and in their order, which is far cheaper than one by one.
    mutating func lookUp(_ wanted: [Name]) throws(Fault) {
        found.removeAll(keepingCapacity: true)
        for name in wanted { found[name] = 0 }
        for (name, seq) in try stored(wanted) where found[name] == 0 { found[name] = seq }
    }

    /// What the runs have of some names, ascending by seq: the first who has a name comes before others.
    private func stored(_ wanted: [Name]) throws(Fault) -> [(name: Name, seq: Int)] {
        let (sorted, order) = KeySort.order(wanted.map(\.high))
        var hits: [(name: Name, seq: Int)] = []
        try names.forEachEntry(sorted) { query, high, entry in
            let name = Name(high: high, entry)
            if name == wanted[Int(order[query])] { hits.append((name, entry.seq)) }
        }
        return hits.sorted { $0.seq < $1.seq }
    }

    /// An article of the batch in hand; `setPlace` follows when its line is durable.
    mutating func addDraft(seq: Int, id: Digest, file: Digest) {
        new.add(Name(id, .text), seq)
        new.add(Name(file, .file), seq)
        drafts[seq] = id
    }

    /// Where the line of a draft lies.
    mutating func setPlace(of seq: Int, _ place: Locator) {
        guard let id = drafts.removeValue(forKey: seq) else { preconditionFailure("a draft gets a place") }
        new.add(Entry(id: id, place: place), seq)
    }

    /// Notes that a file of these raw bytes repeats the article `seq`.
    mutating func addRepeat(file: Digest, of seq: Int) throws(Fault) {
        guard try article(withFile: file) == nil else { return }
        new.add(Name(file, .file), seq)
    }

    mutating func addKnown(path: [UInt8], digest: Digest) {
        let name = ArticleIndex.name(path: path, digest: digest)
        if leaving?.names[name] == nil { new.names[name] = 1 }
    }

    /// Calls `body` with every name of the index and who has it.
    func forEachName(_ body: (Name, Int) -> Void) throws(Fault) {
        try names.forEachEntry { high, entry in body(Name(high: high, entry), entry.seq) }
    }

    /// Path and content together.
    static func name(path: [UInt8], digest: Digest) -> Name {
        var hash = RunningHash()
        hash.add(digest.bytes)
        hash.add(path)
        return Name(hash.finish(), .path)
    }
}

extension ArticleIndex.Entry {
    /// Id, place, and a check of both and of the article's number: the id goes into the lines of what repeats the article.
    fileprivate func packed(of seq: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Digest.size + Locator.packedSize + Integers.size)
        id.pack(into: &bytes)
        place.pack(into: &bytes)
        Integers.pack(ArticleIndex.Entry.check(bytes.span, seq), into: &bytes)
        return bytes
    }

    /// Nil for anything but what `packed` gave.
    fileprivate init?(packed value: Span<UInt8>, of seq: Int) {
        let end = value.count - Integers.size
        guard end > Digest.size, Integers.value(value.extracting(end...)) == ArticleIndex.Entry.check(value.extracting(..<end), seq),
            let id = Digest(bytes: value.extracting(..<Digest.size)),
            let place = Locator(packed: value.extracting(Digest.size..<end))
        else { return nil }
        self.init(id: id, place: place)
    }

    /// A number that other bytes have by chance only. They come eight by eight.
    private static func check(_ bytes: Span<UInt8>, _ seq: Int) -> Int {
        var sum = SpreadSum()
        sum.add(UInt64(seq))
        for start in stride(from: 0, to: bytes.count - 7, by: 8) { sum.add(Packed.load64(bytes, at: start)) }
        return Int(truncatingIfNeeded: sum.value)
    }
}

// Commits of the index.
extension ArticleIndex {
    /// What the index is to be told now; `finish` follows when it was.
    mutating func beginUpdate() -> Update {
        precondition(drafts.isEmpty, "the index never says more than the streams")
        precondition(leaving == nil, "one commit at a time")
        let layer = new
        (new, leaving) = (Layer(), layer)
        return Update(names: names, layer: layer)
    }

    mutating func finish(_ update: Update) {
        names = update.names
        leaving = nil
        found = [:]
    }
}

extension ArticleIndex.Update {
    mutating func merge(_ fan: Int, _ writer: inout IndexWriter) throws(Fault) {
        try names.merge(fan, adding: layer.names.count, &writer)
    }

    mutating func add(_ writer: inout IndexWriter) {
        let unsorted = Array(layer.names)
        let (keys, order) = KeySort.order(unsorted.map(\.key.high))
        let values = order.map { NameEntry(unsorted[Int($0)].key, seq: unsorted[Int($0)].value) }
        names.add(RunEntries(keys: keys, values: values), &writer)
        for (seq, entry) in layer.entries {
            writer.append(IndexChange(.places, Integers.key(seq), entry.packed(of: seq)))
        }
    }
}

/// Whole numbers as index keys and values: big-endian, so that the order of keys is that of numbers.
enum Integers {
    /// Bytes of each.
    static let size = 8

    static func key(_ number: Int) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(size)
        pack(number, into: &key)
        return key
    }

    static func pack(_ number: Int, into out: inout [UInt8]) {
        Packing.append(UInt64(bitPattern: Int64(number)), bytes: size, to: &out)
    }

    static func value(_ bytes: [UInt8]) -> Int? { value(bytes.span) }

    /// Nil for bytes that `key` did not make.
    static func value(_ bytes: Span<UInt8>) -> Int? {
        guard bytes.count == size else { return nil }
        return bytes.indices.reduce(0) { $0 << 8 | Int(bytes[$1]) }
    }
}
