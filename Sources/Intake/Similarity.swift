public import Host
public import Prose

/// Finds the stored article that a new text is nearest to.
///
///     prepare, on all cores    NearPrint(text).keys for every text of the batch
///     decide, in order         lookup = similarity.lookUp(keys)                         once a batch
///                              similarity.nearest(to: keys[i], lookup, i, …) { … }      for each text
///                              similarity.insert(number, keys[i])                       when it became an article
///     commit                   update = similarity.beginUpdate(), which is written      every few thousand articles
///                              similarity.finish(update)                                when that is done
///
/// Every article has a number; a later one has a higher. Keys (`CandidateKeys`) lead to candidates; these are compared
/// exactly with the new text, from their own texts. Keys that more than `frequent` articles have are passed over.
///
/// The answers are a function of the articles inserted before, in their order. When the index was told, how it
/// arranged them, and what the cache holds, makes no difference: an index rebuilt from the streams answers the same.
///
/// Memory does not grow with the store: overlays of what is not committed (bounded by how often the engine commits),
/// a cache of `SimilarityCache.most` hashes, the parts of merges in hand, and the directory of runs. Time for a text
/// grows with the logarithm of the store.
///
/// When a commit fails, the value is of no more use: make a new one from the store, and insert again what came after
/// `last`. When a fault names damage (`Errno.badMessage`), erase the index and insert everything again.
public struct Similarity: ~Copyable {
    /// The stored article nearest to a new text.
    public struct Match: Sendable, Equatable {
        public let article: UInt32
        public let relation: Relation
        public let likeness: Likeness
    }

    /// What the index has for the keys of a batch.
    public struct Lookup: Sendable {
        fileprivate struct Hit {
            /// The key among all keys of the batch, text after text.
            var query: UInt32
            var article: UInt32
            var key: CandidateKey
        }

        /// Entries that tell something beside their query, ordered by it.
        fileprivate var hits: [Hit] = []
        /// All entries of each query, at most one more than `frequent`.
        fileprivate var counts: [UInt8] = []
        /// The first query of each text.
        fileprivate var starts: [UInt32] = []
        fileprivate var epoch = 0
    }

    /// Articles up to which a key tells something. Beyond, it is a phrase of the trade, a template or furniture.
    public static let frequent = 32

    /// What one commit of the index takes over.
    struct Update: Sendable {
        fileprivate var runs: RunTable<Posting>
        fileprivate let entries: SimilarityOverlay.Entries
        fileprivate let last: UInt32
    }

    private var runs: RunTable<Posting>
    private var overlay = SimilarityOverlay()
    /// What the commit under way takes over; nil when there is none.
    private var leaving: SimilarityOverlay?
    /// An overlay that was used: its room is used again.
    private var spare = SimilarityOverlay()
    private var cache = SimilarityCache()
    /// The last article inserted, 0 before the first.
    public private(set) var last: UInt32
    /// Room for the chains of one text's keys.
    private var chains: [UInt32] = []
    private var leavingChains: [UInt32] = []
    /// Updates so far: what was looked up before one lacks what it moved.
    private var epoch = 0

    /// Takes up what the index holds.
    public init(store: any IndexStore) throws(Fault) {
        runs = try RunTable(.keys, in: store)
        last = runs.directory.last
    }

    /// Keys that wait for the next update, which is due from `mostWaiting`.
    public var waiting: Int { overlay.count }
    /// Some 2,000 articles of a thousand words, and 8 MiB.
    public static let mostWaiting = 1 << 17

    /// Looks up the keys of a batch, all at once and in their order, which is far cheaper than one by one; many of them on
    /// all cores.
    public func lookUp(_ batch: [CandidateKeys], on workers: (any Workers)? = nil) throws(Fault) -> Lookup {
        var bits: [UInt64] = []
        var lookup = Lookup()
        lookup.epoch = epoch
        for keys in batch {
            lookup.starts.append(UInt32(bits.count))
            for key in keys.keys { bits.append(key.bits) }
        }
        let (sorted, queries) = KeySort.order(bits)
        var hits: [Lookup.Hit] = []
        lookup.counts = [UInt8](repeating: 0, count: bits.count)
        for found in try find(sorted, queries, on: workers) {
            hits += found.hits
            for (place, count) in zip(found.places, found.counts) { lookup.counts[Int(queries[place])] = count }
        }
        lookup.hits = Self.byQuery(hits, queries: bits.count)
        return lookup
    }

    /// What the runs have for a part of the sorted keys.
    private struct Found: Sendable {
        let places: Range<Int>
        /// Of each place.
        var counts: [UInt8]
        var hits: [Lookup.Hit] = []
    }

    /// Keys below which it is not worth while to wake another thread.
    private static let fewKeys = 4_096
    /// Parts for each core: they are not alike, and whoever is done first takes another.
    private static let partsPerCore = 4

    private func find(_ sorted: [UInt64], _ queries: [UInt32], on workers: (any Workers)?) throws(Fault) -> [Found] {
        guard let workers, workers.count > 1, sorted.count >= Self.fewKeys else {
            return [try Self.find(sorted, queries, sorted.indices, in: runs)]
        }
        let parts = workers.count * Self.partsPerCore
        let ranges = (0..<parts).map { sorted.count * $0 / parts..<sorted.count * ($0 + 1) / parts }
        let found = ParallelMap(ranges, on: workers, awaited: true) { [runs] range in
            Result { () throws(Fault) in try Self.find(sorted, queries, range, in: runs) }
        }
        return try found.finish().map { result throws(Fault) in try result.get() }
    }

    private static func find(
        _ sorted: [UInt64], _ queries: [UInt32], _ places: Range<Int>, in runs: RunTable<Posting>
    ) throws(Fault) -> Found {
        let tooMany = UInt8(frequent + 1)
        var found = Found(places: places, counts: [UInt8](repeating: 0, count: places.count))
        let keys = Array(sorted[places])
        try runs.forEachEntry(keys) { place, key, posting in
            let key = CandidateKey(bits: key)
            found.counts[place] = posting == .many ? tooMany : min(found.counts[place] + 1, tooMany)
            if CandidateKey(bits: keys[place]).supports(key) {
                found.hits.append(Lookup.Hit(query: queries[places.lowerBound + place], article: posting.article, key: key))
            }
        }
        return found
    }

    /// Ordered by query, those of one query as they came: counted and placed.
    private static func byQuery(_ hits: [Lookup.Hit], queries: Int) -> [Lookup.Hit] {
        guard let some = hits.first else { return [] }
        var places = [Int](repeating: 0, count: queries)
        for hit in hits { places[Int(hit.query)] += 1 }
        var sum = 0
        for query in places.indices { (places[query], sum) = (sum, sum + places[query]) }
        var sorted = [Lookup.Hit](repeating: some, count: hits.count)
        for hit in hits {
            sorted[places[Int(hit.query)]] = hit
            places[Int(hit.query)] += 1
        }
        return sorted
    }

    /// The article nearest to the text at `index` of the batch that was looked up, among all inserted so far: highest
    /// J, then highest C, then the earliest; nil when it repeats none. `new` is the text itself, which is asked for
    /// only when there is something to compare it with; `text` gives that of an article, also of one inserted a moment ago.
    public mutating func nearest(
        to keys: CandidateKeys, of new: @autoclosure () -> [UInt8], _ lookup: Lookup, _ index: Int, thresholds: NearThresholds,
        text: (_ article: UInt32) throws(Fault) -> [UInt8]
    ) throws(Fault) -> Match? {
        let candidates = try candidates(keys, lookup, index, thresholds)
        if candidates.isEmpty { return nil }
        let shingles = Shingles(new().span)
        var best: Match?
        for candidate in candidates {
            let other = try self.shingles(of: candidate.article, text)
            guard let (relation, likeness) = Likeness.verdict(new: shingles, old: other, thresholds: thresholds) else { continue }
            let match = Match(article: candidate.article, relation: relation, likeness: likeness)
            if Self.isBetter(match, than: best) { best = match }
        }
        return best
    }

    private static func isBetter(_ match: Match, than best: Match?) -> Bool {
        guard let best else { return true }
        return match.likeness.isNearer(than: best.likeness) ?? (match.article < best.article)
    }

    /// The articles worth comparing with a text, the likeliest first.
    public mutating func candidates(_ keys: CandidateKeys, _ thresholds: NearThresholds) throws(Fault) -> [UInt32] {
        try candidates(keys, lookUp([keys]), 0, thresholds).map(\.article)
    }

    private mutating func candidates(
        _ keys: CandidateKeys, _ lookup: Lookup, _ index: Int, _ thresholds: NearThresholds
    ) throws(Fault) -> [SimilarityCandidates.Candidate] {
        if lookup.epoch != epoch { return try candidates(keys, lookUp([keys]), 0, thresholds) }
        overlay.chains(keys.keys, &chains)
        leaving?.chains(keys.keys, &leavingChains)
        var candidates = SimilarityCandidates()
        var entries: [(key: CandidateKey, article: UInt32)] = []
        var hit = lookup.firstHit(of: index)
        for (offset, key) in keys.keys.enumerated() {
            let query = lookup.starts[index] + UInt32(offset)
            var count = Int(lookup.counts[Int(query)])
            entries.removeAll(keepingCapacity: true)
            while hit < lookup.hits.count, lookup.hits[hit].query == query {
                entries.append((lookup.hits[hit].key, lookup.hits[hit].article))
                hit += 1
            }
            count += leaving?.find(leavingChains[offset], key, &entries) ?? 0
            count += overlay.find(chains[offset], key, &entries)
            candidates.add(key, entries, of: count)
        }
        return candidates.ranked(size: keys.size, thresholds)
    }

    /// True when each key of an article leads to it in the index, or is too frequent to lead anywhere. `keys` are those at
    /// `index` of the batch that was looked up.
    func finds(_ article: UInt32, _ keys: CandidateKeys, _ lookup: Lookup, _ index: Int) -> Bool {
        var hit = lookup.firstHit(of: index)
        for offset in keys.keys.indices {
            let query = lookup.starts[index] + UInt32(offset)
            var isFound = lookup.counts[Int(query)] > Self.frequent
            while hit < lookup.hits.count, lookup.hits[hit].query == query {
                if lookup.hits[hit].article == article, lookup.hits[hit].key == keys.keys[offset] { isFound = true }
                hit += 1
            }
            if !isFound { return false }
        }
        return true
    }

    private mutating func shingles(
        of article: UInt32, _ text: (UInt32) throws(Fault) -> [UInt8]
    ) throws(Fault) -> Shingles {
        if let known = cache.find(article) { return known }
        let bytes = try text(article)
        let shingles = Shingles(bytes.span)
        cache.keep(article, shingles)
        return shingles
    }

    /// Makes an article known to later searches. One not above `last` is known already, and passed over.
    public mutating func insert(_ article: UInt32, _ keys: CandidateKeys) {
        guard article > last else { return }
        last = article
        for key in keys.keys { overlay.insert(key, article) }
    }

    /// What the index is to be told now; `finish` follows when it was.
    mutating func beginUpdate() -> Update {
        precondition(leaving == nil, "one commit at a time")
        let update = Update(runs: runs, entries: overlay.entries, last: last)
        swap(&overlay, &spare)
        leaving = spare
        spare = SimilarityOverlay()
        return update
    }

    mutating func finish(_ update: Update) {
        epoch += 1
        runs = update.runs
        guard var used = leaving.take() else { return }
        used.empty()
        spare = used
    }
}

extension Similarity.Update {
    mutating func merge(_ fan: Int, _ writer: inout IndexWriter) throws(Fault) {
        try runs.merge(fan, adding: entries.count, &writer)
    }

    mutating func add(_ writer: inout IndexWriter) {
        runs.add(entries.sorted, last: last, &writer)
    }
}

extension Similarity.Lookup {
    fileprivate func firstHit(of text: Int) -> Int {
        hits.indices.partition { hits[$0].query < starts[text] }
    }
}
