import Host
import Ledger

/// Which texts and files are stored, and where: the tables of the index with what is newer than its last commit.
///
/// A function of the streams alone: every line, in the order of seq, goes through `add`. What was added since the last
/// commit of the index sits in memory; a lookup sees both. Keys are the first 16 bytes of a SHA-256: two of 2^40 texts
/// share them with a probability of 2^-49, and nobody is known to be able to make such a pair.
struct ArticleIndex: Sendable {
    /// Where an article is and what its id is.
    struct Entry: Sendable, Equatable {
        var id: Digest
        var place: Locator
    }

    private let store: any IndexStore
    private var texts: [Digest: Int] = [:]
    private var files: [Digest: Int] = [:]
    private var entries: [Int: Entry] = [:]
    /// Articles of the batch in hand, which have no place yet.
    private var drafts: [Int: Digest] = [:]
    private var known: Set<Digest> = []

    init(store: any IndexStore) {
        self.store = store
    }

    /// Additions since the last commit.
    var pending: Int { files.count + known.count }

    /// The seq of the article with this text.
    func article(withText id: Digest) throws(Fault) -> Int? {
        if let seq = texts[id] { return seq }
        return try seq(.texts, id)
    }

    /// The seq of the article that a file of these raw bytes became or repeats.
    func article(withFile digest: Digest) throws(Fault) -> Int? {
        if let seq = files[digest] { return seq }
        return try seq(.files, digest)
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
        if let entry = entries[seq] { return entry }
        var entry: Entry?
        _ = try store.get(.places, Integers.key(seq).span) { entry = ArticleIndex.entry(from: $0) }
        return entry
    }

    /// Whether a path given to `ingest` has been recorded with these bytes.
    func knows(path: [UInt8], digest: Digest) throws(Fault) -> Bool {
        let mark = ArticleIndex.mark(path: path, digest: digest)
        if known.contains(mark) { return true }
        return try store.get(.known, mark.key.span) { _ in }
    }

    /// An article of the batch in hand; `setPlace` follows when its line is durable.
    mutating func addDraft(seq: Int, id: Digest, file: Digest) {
        texts[id] = texts[id] ?? seq
        files[file] = files[file] ?? seq
        drafts[seq] = id
    }

    /// Where the line of a draft lies.
    mutating func setPlace(of seq: Int, _ place: Locator) {
        guard let id = drafts.removeValue(forKey: seq) else { preconditionFailure("a draft gets a place") }
        entries[seq] = Entry(id: id, place: place)
    }

    /// Notes that a file of these raw bytes repeats the article `seq`.
    mutating func addRepeat(file: Digest, of seq: Int) throws(Fault) {
        guard try article(withFile: file) == nil else { return }
        files[file] = seq
    }

    mutating func addKnown(path: [UInt8], digest: Digest) {
        known.insert(ArticleIndex.mark(path: path, digest: digest))
    }

    /// What the index must be told, the keys of each table ascending. Call `committed` when it was.
    func changes() -> [IndexChange] {
        precondition(drafts.isEmpty, "the index never says more than the streams")
        var changes: [IndexChange] = []
        changes.reserveCapacity(texts.count + files.count + entries.count + known.count)
        for (table, seqs) in [(IndexTable.texts, texts), (.files, files)] {
            for (digest, seq) in seqs.sorted(by: { $0.key < $1.key }) {
                changes.append(IndexChange(table, Array(copying: digest.key.span), Integers.key(seq)))
            }
        }
        for (seq, entry) in entries.sorted(by: { $0.key < $1.key }) {
            changes.append(IndexChange(.places, Integers.key(seq), entry.id.bytes + entry.place.packed))
        }
        for mark in known.sorted() { changes.append(IndexChange(.known, Array(copying: mark.key.span), [])) }
        return changes
    }

    mutating func committed() {
        self = ArticleIndex(store: store)
    }

    private func seq(_ table: IndexTable, _ digest: Digest) throws(Fault) -> Int? {
        var seq: Int?
        _ = try store.get(table, digest.key.span) { seq = Integers.value($0) }
        return seq
    }

    private static func entry(from value: Span<UInt8>) -> Entry? {
        guard value.count > Digest.size, let id = Digest(bytes: value.extracting(..<Digest.size)),
            let place = Locator(packed: value.extracting(Digest.size...))
        else { return nil }
        return Entry(id: id, place: place)
    }

    /// Path and content together.
    private static func mark(path: [UInt8], digest: Digest) -> Digest {
        var hash = RunningHash()
        hash.add(digest.bytes)
        hash.add(path)
        return hash.finish()
    }
}

/// Whole numbers as index keys and values: big-endian, so that the order of keys is that of numbers.
enum Integers {
    static func key(_ number: Int) -> [UInt8] {
        [UInt8](capacity: 8) { out in
            for shift in stride(from: 56, through: 0, by: -8) { out.append(UInt8(truncatingIfNeeded: number >> shift)) }
        }
    }

    static func value(_ bytes: [UInt8]) -> Int? { value(bytes.span) }

    /// Nil for bytes that `key` did not make.
    static func value(_ bytes: Span<UInt8>) -> Int? {
        guard bytes.count == 8 else { return nil }
        return bytes.indices.reduce(0) { $0 << 8 | Int(bytes[$1]) }
    }
}
