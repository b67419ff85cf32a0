internal import Prose

/// A block of a run as it lies in the index:
///
///     48 bytes of 0
///     buckets     64 or 128 bytes each: entries, which are the key, 8 bytes, and the value, `Value.size` bytes; then bytes of
///                 0, the last of which is instead the number of entries, and 128 more when some did not fit
///
/// Entries ascend. Each stands in the bucket where an even spread of the keys puts it, or, when that is full, in the next one
/// with room. So mostly a look at one bucket is enough, and that at one line of the processor's cache, since a value begins 16
/// bytes after the start of a page. A run says how many buckets its blocks have; empty ones at the end are left out, and there
/// are more where the last ones are full.
///
/// Whatever the bytes are, reading stays within them.
enum RunBlock<Value: RunValue> {
    private static var head: Int { 48 }
    private static var bucketSize: Int { Value.size <= 8 ? 64 : 128 }
    private static var entrySize: Int { 8 + Value.size }
    /// Entries that fit a bucket.
    static var capacity: Int { (bucketSize - 1) / entrySize }

    /// The bucket of a hash among the `buckets` of its block, in a run of so many blocks.
    @inline(__always)
    static func bucket(of hash: UInt64, _ buckets: UInt32, _ blocks: UInt32) -> Int {
        let place = (hash &* UInt64(blocks)) & (KeySpace.end - 1)
        return Int(truncatingIfNeeded: (place &* UInt64(buckets)) &>> 40)
    }

    /// The bytes of the entries in a range of ascending ones, all of one block of a run.
    static func bytes(_ entries: RunEntries<Value>, _ range: Range<Int>, of run: RunDirectory.Run) -> [UInt8] {
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
            Packed.store64(entries.keys[index], in: &out, at: start + count * entrySize)
            entries.values[index].store(in: &out, at: start + count * entrySize + 8)
            count += 1
            out[start + bucketSize - 1] = UInt8(count)
        }
        bytes.removeLast(bytes.count - head - (bucket + 1) * bucketSize)
        return bytes
    }

    /// Appends the entries whose hashes lie in a range; false for bytes that are no block or do not ascend.
    static func append(_ bytes: Span<UInt8>, in hashes: Range<UInt64>, to entries: inout RunEntries<Value>) -> Bool {
        guard isBlock(bytes) else { return false }
        var previous: UInt64 = 0
        for start in stride(from: head, to: bytes.count, by: bucketSize) {
            let count = Int(bytes[start + bucketSize - 1] & 127)
            if count > capacity { return false }
            for index in 0..<count {
                let key = Packed.load64(bytes, at: start + index * entrySize)
                if key < previous { return false }
                previous = key
                guard hashes.contains(KeySpace.hash(key)) else { continue }
                entries.append(key, Value(bytes, at: start + index * entrySize + 8))
            }
        }
        return true
    }

    /// False for a length that is none of a block.
    static func isBlock(_ bytes: Span<UInt8>) -> Bool { bytes.count >= head && (bytes.count - head) % bucketSize == 0 }

    /// False for a bucket without entries, which may be one behind the end.
    @inline(__always)
    static func hasEntries(_ bytes: Span<UInt8>, _ bucket: Int) -> Bool {
        let last = head &+ bucket &* bucketSize &+ bucketSize &- 1
        return last < bytes.count && bytes[last] != 0
    }

    /// Calls `body` with the entries of a hash in a bucket. True when there may be more of them in the next one.
    @inline(__always)
    static func find(_ bytes: Span<UInt8>, _ hash: UInt64, in bucket: Int, _ body: (UInt64, Value) -> Void) -> Bool {
        let start = head &+ bucket &* bucketSize
        let end = bytes[start &+ bucketSize &- 1]
        // All of them are compared, without a branch for each; what is no entry is taken out.
        var equal = 0
        for index in 0..<capacity {
            equal |= KeySpace.hash(Packed.load64(bytes, at: start &+ index &* entrySize)) == hash ? 1 &<< index : 0
        }
        equal &= 1 &<< Int(end & 127) &- 1
        while equal != 0 {
            let entry = start &+ equal.trailingZeroBitCount &* entrySize
            body(Packed.load64(bytes, at: entry), Value(bytes, at: entry &+ 8))
            equal &= equal &- 1
        }
        return end & 128 != 0 && KeySpace.hash(Packed.load64(bytes, at: start &+ (capacity - 1) &* entrySize)) <= hash
    }
}
