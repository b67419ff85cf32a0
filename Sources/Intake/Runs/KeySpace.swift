/// The space of key hashes, the upper 40 bits of a key, and its division into blocks. Keys are spread evenly over it.
enum KeySpace {
    static let end: UInt64 = 1 << 40
    /// Blocks of a run: products with a hash stay below 2⁶⁴.
    static let mostBlocks: UInt32 = 1 << 23
    /// Buckets of a block, which products with a part of a hash allow.
    static let mostBuckets: UInt32 = 1 << 23
    /// Entries in a block on average: candidate keys fill nine pages then, with some buckets to spare for the last ones.
    static let entriesPerBlock: UInt64 = 2425

    static func hash(_ key: UInt64) -> UInt64 { key >> 24 }

    static func blocks(for entries: UInt64) -> UInt32 {
        UInt32(min(UInt64(mostBlocks) - 1, entries / entriesPerBlock + 1))
    }

    static func block(of hash: UInt64, _ blocks: UInt32) -> UInt32 {
        UInt32((hash * UInt64(blocks)) >> 40)
    }

    /// The first hash of a block; for the number of blocks itself, the end of the space.
    static func start(of block: UInt32, _ blocks: UInt32) -> UInt64 {
        ((UInt64(block) << 40) + UInt64(blocks) - 1) / UInt64(blocks)
    }
}
