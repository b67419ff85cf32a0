import Host
import Prose

/// The tables of recurring lines: fingerprint to number of articles, and which lines are furniture by it.
///
/// What is in force for a delivery follows from the streams alone: the counts of all articles before the last multiple of
/// `block` of its seq, but for the last `lag` of them. So a batch never crosses a multiple of `lag`: which deliveries have
/// counted does not depend on how they were put into batches. And one that begins at a multiple of `block` can be prepared
/// while the batch before it is still to be decided.
public struct Learning: Sendable {
    /// Deliveries from one change of what is in force to the next.
    static let block = 1_024
    /// Deliveries before a block that do not count for it: a batch of the size that the settings have by default.
    static let lag = 512
    /// Articles that must carry a line before it is furniture: two may be one story told twice.
    public static let enough = 3

    /// What is in memory of the tables.
    fileprivate struct Layer: Sendable {
        /// Lines counted, and how often.
        var counts = PrintCounts()
        /// Lines that became furniture, with the block from which on.
        var learned: [UInt64: Int] = [:]
    }

    /// What one commit of the index takes over.
    struct Update: Sendable {
        fileprivate var lines: RunTable<LineEntry>
        fileprivate var learned: RunTable<LearnedEntry>
        fileprivate let layer: Layer
    }

    private var lines: RunTable<LineEntry>
    private var learned: RunTable<LearnedEntry>
    /// False when the settings say so: then nothing is counted either.
    let isOn: Bool
    private(set) var inForce = LearnedLines.none
    private var inForcePrints: Set<UInt64> = []
    /// Lines that reached `enough` and are not in force yet, by the block from which on they will be.
    private var toCome: [Int: Set<UInt64>] = [:]
    /// What came since the last commit of the index began.
    private var new = Layer()
    /// What the commit under way takes over.
    private var leaving: Layer?
    /// Counts of the index that were looked up lately.
    private var found = PrintCounts()
    /// The block that was entered last.
    private var entered: Int

    /// Reads what was learned before; `nextSeq` is the seq of the next delivery that `add` or a batch will have.
    init(store: any IndexStore, isOn: Bool, nextSeq: Int) throws(Fault) {
        self.isOn = isOn
        lines = try RunTable(.lines, in: store)
        learned = try RunTable(.learned, in: store)
        entered = Learning.block(of: nextSeq)
        var toCome: [Int: Set<UInt64>] = [:]
        if isOn { try learned.forEachEntry { print, entry in toCome[entry.block, default: []].insert(print) } }
        self.toCome = toCome
        takeUp()
    }

    /// Deliveries that a batch may have: up to the next multiple of `lag`.
    static func room(from nextSeq: Int) -> Int { lag - (nextSeq - 1) % lag }

    /// The last delivery that counts for what is in force for `seq`; 0 or less when none does.
    static func lastCounted(for seq: Int) -> Int { block(of: seq) * block - lag }

    /// To be called before a batch that begins with `nextSeq` is prepared, when all that counts for it was added.
    mutating func enter(_ nextSeq: Int) {
        let block = Learning.block(of: nextSeq)
        guard block > entered else { return }
        entered = block
        takeUp()
    }

    private mutating func takeUp() {
        let due = toCome.keys.filter { $0 <= entered }
        guard !due.isEmpty else { return }
        for block in due { inForcePrints.formUnion(toCome.removeValue(forKey: block) ?? []) }
        inForce = LearnedLines(inForcePrints)
    }

    /// Counts the lines of an article that is no duplicate, in the order of seq.
    mutating func add(_ prints: [UInt64], seq: Int) throws(Fault) {
        guard isOn else { return }
        let block = Learning.block(of: seq + Learning.lag) + 1
        precondition(block > entered, "what counts for a block is added before it is entered")
        // A line counts once an article, however often it stands there.
        let prints = prints.sorted()
        for (place, print) in prints.enumerated() where place == 0 || print != prints[place - 1] {
            if isLearned(print) { continue }
            let count = try count(of: print)
            if count >= Learning.enough { continue }
            new.counts.add(1, to: print)
            if count + 1 == Learning.enough {
                toCome[block, default: []].insert(print)
                new.learned[print] = block
            }
        }
    }

    /// Looks up lines that are counted soon, all at once and in their order, which is far cheaper than one by one.
    mutating func lookUp(_ prints: [UInt64]) throws(Fault) {
        guard isOn else { return }
        found.removeAll()
        for print in prints { found.add(0, to: print) }
        let sorted = KeySort.sort(found.prints)
        var hits: [UInt64] = []
        try lines.forEachEntry(sorted) { query, print, _ in
            if print == sorted[query] { hits.append(print) }
        }
        for print in hits { found.add(1, to: print) }
    }

    /// True when all of them have been counted, as far as the index was told.
    func knows(_ prints: [UInt64]) throws(Fault) -> Bool {
        guard isOn else { return true }
        for print in prints where try count(of: print) == 0 { return false }
        return true
    }

    /// Calls `body` for each line of the index, once for each article that counted for it.
    func forEachLine(_ body: (UInt64) -> Void) throws(Fault) {
        try lines.forEachEntry { print, _ in body(print) }
    }

    /// Calls `body` for each line of the index that counts as furniture, with the block from which on it does.
    func forEachLearnedLine(_ body: (UInt64, Int) -> Void) throws(Fault) {
        try learned.forEachEntry { print, entry in body(print, entry.block) }
    }

    private func count(of print: UInt64) throws(Fault) -> Int {
        try (new.counts[print] ?? 0) + (leaving?.counts[print] ?? 0) + stored(print)
    }

    private func stored(_ print: UInt64) throws(Fault) -> Int {
        if let count = found[print] { return count }
        var count = 0
        try lines.forEachEntry([print]) { _, other, _ in count += other == print ? 1 : 0 }
        return count
    }

    /// Whether a line is in force as furniture or is about to be.
    private func isLearned(_ print: UInt64) -> Bool {
        inForcePrints.contains(print) || toCome.contains { $0.value.contains(print) }
    }

    private static func block(of seq: Int) -> Int { (seq - 1) / block }
}

// Commits of the index.
extension Learning {
    /// What the index is to be told now; `finish` follows when it was.
    mutating func beginUpdate() -> Update {
        precondition(leaving == nil, "one commit at a time")
        let layer = new
        (new, leaving) = (Layer(), layer)
        return Update(lines: lines, learned: learned, layer: layer)
    }

    mutating func finish(_ update: Update) {
        lines = update.lines
        learned = update.learned
        leaving = nil
        found.removeAll()
    }
}

extension Learning.Update {
    mutating func merge(_ fan: Int, _ writer: inout IndexWriter) throws(Fault) {
        try lines.merge(fan, adding: layer.counts.prints.count, &writer)
        try learned.merge(fan, adding: layer.learned.count, &writer)
    }

    mutating func add(_ writer: inout IndexWriter) {
        let keys = KeySort.sort(layer.counts.repeated)
        lines.add(RunEntries(keys: keys, values: keys.map { _ in LineEntry() }), &writer)
        let furniture = layer.learned.sorted { $0.key < $1.key }
        learned.add(RunEntries(keys: furniture.map(\.key), values: furniture.map { LearnedEntry(block: $0.value) }), &writer)
    }
}

/// That an article has a line.
fileprivate struct LineEntry: RunValue {
    init() {}
}

extension LineEntry {
    static var size: Int { 0 }

    init(_ bytes: Span<UInt8>, at index: Int) {}
    func store(in bytes: inout MutableSpan<UInt8>, at index: Int) {}

    /// More than `Learning.enough` articles tell no more.
    static func reduce(_ entries: inout RunEntries<LineEntry>) {
        var kept = 0
        for index in entries.keys.indices {
            let isEnough = kept >= Learning.enough && entries.keys[kept - Learning.enough] == entries.keys[index]
            if isEnough { continue }
            entries.move(index, to: kept)
            kept += 1
        }
        entries.truncate(kept)
    }
}

/// From which block on a line counts as furniture.
fileprivate struct LearnedEntry: RunValue {
    let block: Int
}

extension LearnedEntry {
    static var size: Int { 8 }

    init(_ bytes: Span<UInt8>, at index: Int) { block = Int(truncatingIfNeeded: Packed.load64(bytes, at: index)) }

    func store(in bytes: inout MutableSpan<UInt8>, at index: Int) { bytes.store(UInt64(block), at: index) }

    /// Each line is there once.
    static func reduce(_ entries: inout RunEntries<LearnedEntry>) {}
}
