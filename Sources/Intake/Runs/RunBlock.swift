internal import Prose

/// A block of a run as it lies in the index:
///
///     48 bytes of 0
///     buckets     64 or 128 bytes each: entries, which are the key, 8 bytes, and the value, `Value.size` bytes; then bytes of
///                 0; at the end a check, 3 bytes, and the number of entries, 1 byte, with 128 more when some did not fit
///
/// Entries ascend. Each stands in the bucket where an even spread of the keys puts it, or, when that is full, in the next one
/// with room. So mostly a look at one bucket is enough, and that at one line of the processor's cache, since a value begins 16
/// bytes after the start of a page. A run says how many buckets its blocks have; there are more where the last ones are full.
///
/// The check tells a bucket from any other bytes, those of another place or an earlier time too, and nothing at all from a
/// bucket that has no entries: what a bucket does not say is not there, and that goes into the store for ever. Whatever the
/// bytes are, reading stays within them.
enum RunBlock<Value: RunValue> {
    private static var head: Int { 48 }
    private static var bucketSize: Int { Value.size <= 8 ? 64 : 128 }
    private static var entrySize: Int { 8 + Value.size }
    /// Bytes of a bucket behind the entries.
    private static var footSize: Int { 4 }
    /// Entries that fit a bucket.
    static var capacity: Int { (bucketSize - footSize) / entrySize }

    /// What a look into a bucket tells.
    enum Look {
        case done
        /// There may be more of the hash in the next bucket.
        case goesOn
        case damaged
    }

    /// The bucket of a hash among the `buckets` of its block, in a run of so many blocks.
    @inline(__always)
    static func bucket(of hash: UInt64, _ buckets: UInt32, _ blocks: UInt32) -> Int {
        let place = (hash &* UInt64(blocks)) & (KeySpace.end - 1)
        return Int(truncatingIfNeeded: (place &* UInt64(buckets)) &>> 40)
    }

    /// The bytes of the entries in a range of ascending ones: all those of a block of a run.
    static func bytes(_ entries: RunEntries<Value>, _ range: Range<Int>, of block: BlockName, in run: RunDirectory.Run) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: head + Int(run.buckets) * bucketSize)
        var (bucket, count) = (0, 0)
        for index in range {
            let home = Self.bucket(of: KeySpace.hash(entries.keys[index]), run.buckets, run.blocks)
            if home > bucket { (bucket, count) = (home, 0) }
            if count == capacity {
                bytes[head + (bucket + 1) * bucketSize - 1] |= 128
                (bucket, count) = (bucket + 1, 0)
            }
            let start = head + bucket * bucketSize
            while bytes.count < start + bucketSize { bytes.append(0) }
            var out = bytes.mutableSpan
            out.store(entries.keys[index], at: start + count * entrySize)
            entries.values[index].store(in: &out, at: start + count * entrySize + 8)
            count += 1
            out[start + bucketSize - 1] = UInt8(count)
        }
        seal(&bytes, block)
        return bytes
    }

    private static func seal(_ bytes: inout [UInt8], _ block: BlockName) {
        for start in stride(from: head, to: bytes.count, by: bucketSize) {
            let check = check(bytes.span, start, block)
            let foot = start + bucketSize - footSize
            var out = bytes.mutableSpan
            out.store(check | UInt32(out[foot + 3]) << 24, at: foot)
        }
    }

    /// 24 bits of all that stands in the bucket that begins at `start` but for the check, and of its place. Each word has a
    /// weight of its own, so that none depends on the one before it: an eighth of the time of a hash that chains them. Wherever
    /// one bit differs the check does; of other bytes one in 2²⁴ has the same.
    @inline(__always)
    private static func check(_ bytes: Span<UInt8>, _ start: Int, _ block: BlockName) -> UInt32 {
        let last = bucketSize / 8 - 1
        let withoutCheck: UInt64 = 0xFF00_0000_FFFF_FFFF
        var sum = block.weight &+ UInt64(truncatingIfNeeded: start)
        for word in 0..<last { sum &+= Packed.load64(bytes, at: start &+ word &* 8) &* UInt64(truncatingIfNeeded: word &* 2 &+ 3) }
        sum &+= Packed.load64(bytes, at: start &+ last &* 8) & withoutCheck
        return UInt32(truncatingIfNeeded: (sum &* 0x9E37_79B9_7F4A_7C15) &>> 40)
    }

    /// Appends the entries whose hashes lie in a range; false for bytes that are not this block.
    static func append(
        _ bytes: Span<UInt8>, of block: BlockName, in run: RunDirectory.Run, _ hashes: Range<UInt64>, to entries: inout RunEntries<Value>
    ) -> Bool {
        guard bytes.count >= head + Int(run.buckets) * bucketSize, (bytes.count - head) % bucketSize == 0 else { return false }
        var goesOn = false
        for start in stride(from: head, to: bytes.count, by: bucketSize) {
            guard let count = count(bytes, start, block) else { return false }
            goesOn = bytes[start + bucketSize - 1] & 128 != 0
            for index in 0..<count {
                let key = Packed.load64(bytes, at: start + index * entrySize)
                guard hashes.contains(KeySpace.hash(key)) else { continue }
                entries.append(key, Value(bytes, at: start + index * entrySize + 8))
            }
        }
        return !goesOn
    }

    /// The number of entries of the bucket at `start`; nil when it is not what was written there.
    @inline(__always)
    private static func count(_ bytes: Span<UInt8>, _ start: Int, _ block: BlockName) -> Int? {
        let foot = Packed.load32(bytes, at: start &+ bucketSize &- footSize)
        let count = Int(truncatingIfNeeded: foot &>> 24 & 127)
        return foot & 0xFF_FFFF == check(bytes, start, block) && count <= capacity ? count : nil
    }

    /// The last byte of a bucket, so that it is fetched; nil when the block ends before it.
    @inline(__always)
    static func touch(_ bytes: Span<UInt8>, _ bucket: Int) -> UInt8? {
        let last = head &+ bucket &* bucketSize &+ bucketSize &- 1
        return last < bytes.count ? bytes[last] : nil
    }

    /// Calls `body` with the entries of a hash in a bucket.
    @inline(__always)
    static func find(
        _ bytes: Span<UInt8>, of block: BlockName, _ hash: UInt64, in bucket: Int, _ body: (UInt64, Value) -> Void
    ) -> Look {
        let start = head &+ bucket &* bucketSize
        guard start &+ bucketSize <= bytes.count, let count = count(bytes, start, block) else { return .damaged }
        // All of them are compared, without a branch for each; what is no entry is taken out.
        var equal = 0
        for index in 0..<capacity {
            equal |= KeySpace.hash(Packed.load64(bytes, at: start &+ index &* entrySize)) == hash ? 1 &<< index : 0
        }
        equal &= 1 &<< count &- 1
        while equal != 0 {
            let entry = start &+ equal.trailingZeroBitCount &* entrySize
            body(Packed.load64(bytes, at: entry), Value(bytes, at: entry &+ 8))
            equal &= equal &- 1
        }
        let isFull = bytes[start &+ bucketSize &- 1] & 128 != 0
        return isFull && KeySpace.hash(Packed.load64(bytes, at: start &+ (capacity - 1) &* entrySize)) <= hash ? .goesOn : .done
    }
}
