internal import Host

extension SimilarityDirectory.Merge {
    /// Merges the next part of the key space, of about `quota` entries: writes its blocks of the target, and removes
    /// those of the sources that are used up. What must be read fits memory a few times over.
    mutating func advance(by quota: UInt64, in store: any IndexStore, _ changes: inout [IndexChange]) throws(Fault) {
        let step = max(1, quota / KeySpace.entriesPerBlock)
        let end = UInt32(min(UInt64(target.blocks), UInt64(cursor) + step))
        let hashes = KeySpace.start(of: cursor, target.blocks)..<KeySpace.start(of: end, target.blocks)
        var parts: [SimilarityEntries] = []
        for source in sources { parts.append(try Self.take(hashes, of: source, in: store, &changes)) }
        var merged = Self.merged(parts)
        merged.dropFrequent()
        merged.writeBlocks(cursor..<end, of: target, to: &changes)
        target.entries += UInt64(merged.count)
        cursor = end
    }

    /// The entries of a run in a part of the key space. Blocks that end in it are removed, since what lies before it
    /// was merged earlier.
    private static func take(
        _ hashes: Range<UInt64>, of run: SimilarityDirectory.Run, in store: any IndexStore, _ changes: inout [IndexChange]
    ) throws(Fault) -> SimilarityEntries {
        var entries = SimilarityEntries()
        let first = KeySpace.block(of: hashes.lowerBound, run.blocks)
        let last = KeySpace.block(of: hashes.upperBound - 1, run.blocks)
        for block in first...last {
            let name = SimilarityDirectory.name(run, block)
            var isSound = true
            let isThere = try store.get(.keys, name.span) { bytes in
                isSound = SimilarityBlock.append(bytes, in: hashes, to: &entries)
            }
            guard isSound else { throw .damagedKeys }
            if isThere, KeySpace.start(of: block + 1, run.blocks) <= hashes.upperBound {
                changes.append(IndexChange(.keys, name, nil))
            }
        }
        return entries
    }

    /// All entries of ascending parts, ascending. Parts are few: the smallest head is found by looking at each.
    private static func merged(_ parts: [SimilarityEntries]) -> SimilarityEntries {
        var result = SimilarityEntries()
        let count = parts.reduce(0) { $0 + $1.count }
        result.keys.reserveCapacity(count)
        result.articles.reserveCapacity(count)
        var heads = [Int](repeating: 0, count: parts.count)
        for _ in 0..<count {
            var best = -1
            var least = UInt64.max
            for part in parts.indices where heads[part] < parts[part].count {
                let key = parts[part].keys[heads[part]]
                if best < 0 || key < least { (best, least) = (part, key) }
            }
            result.keys.append(least)
            result.articles.append(parts[best].articles[heads[best]])
            heads[best] += 1
        }
        return result
    }
}
