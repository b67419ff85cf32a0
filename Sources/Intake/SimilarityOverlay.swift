internal import Prose

/// Candidate keys that are not in the index yet, by hash: those of the articles since the last commit.
/// An open table of chains, which is brought up to date when somebody looks into it: an index that is being made anew is
/// only filled. 12 bytes for an entry that nobody looked for, else 27 to 38.
struct SimilarityOverlay: Sendable {
    private var keys: [UInt64] = []
    private var articles: [UInt32] = []
    /// The entry before this one in its chain, plus one; 0 at the end.
    private var before: [UInt32] = []
    /// The last entry of a chain, plus one, below the upper half of its hash; 0 for a free slot.
    private var slots = [UInt64](repeating: 0, count: 1 << 12)

    var count: Int { keys.count }

    mutating func insert(_ key: CandidateKey, _ article: UInt32) {
        keys.append(key.bits)
        articles.append(article)
    }

    /// Chains the entries that came since the last time.
    private mutating func chainNew() {
        for entry in before.count..<keys.count {
            if (entry + 1) * 4 > slots.count * 3 { grow() }
            let hash = keys[entry] >> 24
            let slot = slot(of: hash)
            before.append(UInt32(truncatingIfNeeded: slots[slot]))
            slots[slot] = Self.tag(hash) | UInt64(entry + 1)
        }
    }

    /// Where the chains of some keys end, 0 for those without. All at once, so that the processor can wait for many
    /// memory accesses at a time.
    mutating func chains(_ keys: [CandidateKey], _ chains: inout [UInt32]) {
        chainNew()
        chains.removeAll(keepingCapacity: true)
        if isFree(keys.lazy.map(\.hash)) {
            for _ in keys { chains.append(0) }
        } else {
            for key in keys { chains.append(UInt32(truncatingIfNeeded: slots[slot(of: key.hash)])) }
        }
    }

    /// True when the first slots of all these hashes are free. It is asked for its side effect: the slots are in the cache
    /// then, fetched many at a time, since unlike a search it goes on without waiting for what it meets.
    private func isFree(_ hashes: some Sequence<UInt64>) -> Bool {
        let mask = slots.count - 1
        var links: UInt64 = 0
        for hash in hashes { links |= slots[Int(truncatingIfNeeded: hash) & mask] }
        return links == 0
    }

    /// Appends the entries of a chain that tell something beside a key to `found`, and says how many there are in all, at
    /// most one more than `Similarity.frequent`.
    func find(_ chain: UInt32, _ key: CandidateKey, _ found: inout [(key: CandidateKey, article: UInt32)]) -> Int {
        var link = chain
        var count = 0
        while link > 0, count <= Similarity.frequent {
            let entry = Int(link) - 1
            let other = CandidateKey(bits: keys[entry])
            if key.supports(other) { found.append((other, articles[entry])) }
            link = before[entry]
            count += 1
        }
        return count
    }

    /// All entries as they came.
    var entries: Entries { Entries(keys: keys, articles: articles) }

    struct Entries: Sendable {
        fileprivate let keys: [UInt64]
        fileprivate let articles: [UInt32]

        var count: Int { keys.count }

        /// In ascending order, without what tells nothing.
        var sorted: RunEntries<Posting> {
            let (sortedKeys, sortedArticles) = KeySort.sort(keys, with: articles)
            var entries = RunEntries(keys: sortedKeys, values: sortedArticles.map(Posting.init))
            Posting.reduce(&entries)
            return entries
        }
    }

    /// Leaves nothing but the room for as much.
    mutating func empty() {
        keys.removeAll(keepingCapacity: true)
        articles.removeAll(keepingCapacity: true)
        guard !before.isEmpty else { return }
        before.removeAll(keepingCapacity: true)
        for slot in slots.indices { slots[slot] = 0 }
    }

    /// The slot where the chain of a hash ends, or would. Hashes are spread evenly: the lower bits choose the slot,
    /// and upper ones tell most others apart without a look at the entry.
    @inline(__always)
    private func slot(of hash: UInt64) -> Int {
        let mask = slots.count - 1
        let tag = Self.tag(hash)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] > 0 {
            let link = slots[slot]
            if link & ~0xFFFF_FFFF == tag, keys[Int(link & 0xFFFF_FFFF) - 1] >> 24 == hash { break }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private static func tag(_ hash: UInt64) -> UInt64 { (hash >> 8) << 32 }

    private mutating func grow() {
        let chains = slots.filter { $0 > 0 }
        slots = [UInt64](repeating: 0, count: slots.count * 2)
        for chain in chains { slots[slot(of: keys[Int(chain & 0xFFFF_FFFF) - 1] >> 24)] = chain }
    }
}
