/// The loops that run over every byte and every shingle of every article, on unchecked memory: the one file of this
/// module that may. Each function says what keeps it within bounds.
///
/// Words are found in blocks of 64 bytes, see `WordBlock`. Whatever is more than letters and digits of ASCII (an
/// apostrophe, a byte beyond ASCII, a word that fills a block, the end of the text) is left to `WordScanner`, whose hashes
/// are the same by definition and by test.
enum NearKernel {
    /// Where the words of a text go, with room for `text.count / 2 + 1`: every word but the last is followed by a byte
    /// that is none of it.
    @unsafe private struct Output {
        let hashes: UnsafeMutablePointer<UInt64>
        /// Where each word begins; nil when nobody asks.
        let places: UnsafeMutablePointer<UInt32>?
        /// Sixteen bytes of ones, and sixteen of zeros behind them.
        let ones: UnsafeRawPointer

        @inline(__always)
        func put(_ count: Int, _ hash: UInt64, _ place: Int) {
            unsafe hashes[count] = hash
            unsafe places?[count] = UInt32(truncatingIfNeeded: place)
        }

        /// Puts a word of ASCII letters and digits alone, with its hash as `WordScanner` has it; sixteen bytes from its first
        /// one on must exist, and from every sixteenth behind that.
        @inline(__always)
        func put(_ count: Int, wordOf text: Span<UInt8>, _ start: Int, _ length: Int) {
            var (hash, place, rest) = (WordScanner.seed, start, length)
            while true {
                // In small letters; digits have the bit already.
                let bytes = unsafe text.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: SIMD16<UInt8>.self) | SIMD16(repeating: 0x20)
                if rest <= SixteenBytes.count {
                    let keep = unsafe ones.loadUnaligned(fromByteOffset: SixteenBytes.count &- rest, as: SIMD16<UInt8>.self)
                    return unsafe put(count, WordScanner.mix(Packed.halves(bytes & keep), after: hash), start)
                }
                hash = WordScanner.mix(Packed.halves(bytes), after: hash)
                (place, rest) = (place &+ SixteenBytes.count, rest &- SixteenBytes.count)
            }
        }
    }

    /// Writes each word of `text` where `Output` says; returns how many there are.
    private static func words(
        _ text: Span<UInt8>, into hashes: UnsafeMutablePointer<UInt64>, _ places: UnsafeMutablePointer<UInt32>?,
        numbers: inout Numbers
    ) -> Int {
        let ones = (SIMD16<UInt8>(repeating: 0xFF), SIMD16<UInt8>(repeating: 0))
        return unsafe withUnsafeBytes(of: ones) { ones in
            guard let ones = ones.baseAddress else { return 0 }
            return unsafe words(text, into: Output(hashes: hashes, places: places, ones: ones), numbers: &numbers)
        }
    }

    /// Writes each word of `text` to `output`; returns how many there are. Appends the hashes of the runs of 0-9 to
    /// `numbers`, repeated ones too.
    private static func words(_ text: Span<UInt8>, into output: Output, numbers: inout Numbers) -> Int {
        var scanner = WordScanner()
        var (count, base) = (0, 0)
        while base + WordBlock.reach <= text.count {
            let block = WordBlock(text, at: base)
            if let plain = block.plainWords {
                count = unsafe takePlain(text, base, plain, output, count)
                if block.digits & plain != 0 { numbers.add(text, base, words: plain, digits: block.digits & plain) }
                base += block.ascii == plain ? WordBlock.bytes : (block.ascii ^ plain).trailingZeroBitCount
            } else {
                base = unsafe takeMixed(text, base, block, &scanner, output, &count, &numbers)
            }
        }
        scanner.position = base
        while let word = scanner.next(in: text) {
            unsafe output.put(count, word, scanner.start)
            count += 1
            if scanner.hasDigit { numbers.add(text, scanner.start..<scanner.end) }
        }
        return count
    }

    /// Takes whole words of letters and digits of ASCII, and returns how many there are then. Where they begin and end is
    /// known for all of them beforehand, so that no word waits for the one before. All of the block at `base` and sixteen
    /// bytes behind it must exist.
    @inline(__always)
    private static func takePlain(_ text: Span<UInt8>, _ base: Int, _ words: UInt64, _ output: Output, _ count: Int) -> Int {
        var starts = words & ~(words &<< 1)
        var ends = ~words & words &<< 1
        var count = count
        while starts != 0 {
            let (start, end) = (starts.trailingZeroBitCount, ends.trailingZeroBitCount)
            unsafe output.put(count, wordOf: text, base &+ start, end &- start)
            count &+= 1
            starts &= starts &- 1
            ends &= ends &- 1
        }
        return count
    }

    /// Takes the words that begin in the block at `base`, some of which are more than letters and digits of ASCII, and
    /// returns where to go on. Kept out of the loop over plain blocks, which has few registers as it is.
    @inline(never)
    private static func takeMixed(
        _ text: Span<UInt8>, _ base: Int, _ block: WordBlock, _ scanner: inout WordScanner, _ output: Output, _ count: inout Int,
        _ numbers: inout Numbers
    ) -> Int {
        var ahead = block.ascii | block.other
        // Behind these a word may go on, and behind the block's last byte.
        let slow = block.other | block.apostrophes | 1 &<< UInt64(WordBlock.bytes - 1)
        while ahead != 0 {
            let start = ahead.trailingZeroBitCount
            // The upper bit, set for the processor's sake, ends a word one byte early at most: at the block's end.
            let end = start &+ (~block.ascii &>> UInt64(start) | 1 &<< 63).trailingZeroBitCount
            if end < WordBlock.bytes, slow &>> UInt64(end) & 1 == 0 {
                unsafe output.put(count, wordOf: text, base &+ start, end &- start)
                count &+= 1
                let past = UInt64.max &<< UInt64(end)
                if block.digits & ahead & ~past != 0 { numbers.add(text, base + start..<base + end) }
                ahead &= past
                continue
            }
            if end >= WordBlock.bytes - 1, start > 0 { return base + start }
            scanner.position = base + start
            guard let word = scanner.next(in: text) else { return text.count }
            unsafe output.put(count, word, scanner.start)
            count &+= 1
            if scanner.hasDigit { numbers.add(text, scanner.start..<scanner.end) }
            let past = scanner.position - base
            if past >= WordBlock.bytes { return scanner.position }
            ahead &= UInt64.max &<< UInt64(past)
        }
        return base + WordBlock.bytes
    }

    /// The eight bytes from `index`, which is not negative, little end first; zeros after the end of the text.
    @inline(__always)
    static func eight(_ text: Span<UInt8>, at index: Int) -> UInt64 {
        if index >= 0, index &+ 8 <= text.count {
            return unsafe UInt64(littleEndian: text.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self))
        }
        var bytes: UInt64 = 0
        for place in stride(from: text.count - 1, through: index, by: -1) { bytes = bytes << 8 | UInt64(text[place]) }
        return bytes
    }

    /// The hashes of the words of a text, at most 4 GiB, in order, and where each begins; and its numbers.
    static func words(_ text: Span<UInt8>) -> (hashes: [UInt64], places: [UInt32], numbers: Numbers) {
        precondition(text.count <= UInt32.max)
        var (numbers, hashes) = (Numbers(), [UInt64]())
        numbers.reserve()
        let most = text.count / 2 + 1
        let places = unsafe [UInt32](uninitialized: most) { places, used in
            hashes = unsafe [UInt64](uninitialized: most) { buffer, count in
                guard let output = buffer.baseAddress else { return }
                count = unsafe words(text, into: output, places.baseAddress, numbers: &numbers)
                used = count
            }
        }
        return (hashes, places, numbers)
    }

    /// Puts the hashes of the shingles of a text, in order, in the place of what `hashes` holds, whose room is used again;
    /// returns the number of its words. Numbers as `words`.
    static func shingles(_ text: Span<UInt8>, into hashes: inout [UInt64], numbers: inout Numbers) -> Int {
        hashes.removeAll(keepingCapacity: true)
        hashes.append(addingCapacity: text.count / 2 + 1) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, used in
                guard let words = buffer.baseAddress else { return }
                used = unsafe self.words(text, into: words, nil, numbers: &numbers)
            }
        }
        defer { shingle(&hashes) }
        return hashes.count
    }

    /// Turns the hashes of a text's words into those of its shingles.
    static func shingle(_ words: inout [UInt64]) {
        let (count, width) = (words.count, ShingleSequence.width)
        guard count >= width else {
            if count > 0 { words = [ShingleSequence.short(words, count: count)] }
            return
        }
        unsafe words.withUnsafeMutableBufferPointer { buffer in
            guard let here = buffer.baseAddress else { return }
            for i in 0...count - width {
                unsafe here[i] = rotated(here[i], 52) ^ rotated(here[i + 1], 39) ^ rotated(here[i + 2], 26) ^ rotated(here[i + 3], 13) ^ here[i + 4]
            }
        }
        words.removeLast(width - 1)
    }

    @inline(__always)
    private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
        word &<< bits | word &>> (64 &- bits)
    }

    /// The distinct hashes in ascending order. Linear where hashes are spread evenly; where a text repeats itself, so
    /// that many fall together, n log n.
    static func sortedUnique(_ hashes: Span<UInt64>) -> [UInt64] {
        unsafe Array(uninitialized: hashes.count) { buffer, count in
            guard let sorted = buffer.baseAddress else { return }
            if hashes.count <= few {
                for index in hashes.indices { unsafe sorted[index] = hashes[index] }
                unsafe insertionSort(sorted, hashes.count)
            } else {
                unsafe bucketSort(hashes, into: buffer)
            }
            count = unsafe unique(sorted, hashes.count)
        }
    }

    /// Up to here insertion alone is the fastest.
    private static let few = 24

    /// Puts hashes in ascending order into `buffer`, which has room for all of them: one pass into about as many
    /// buckets as there are hashes, by their upper bits, then insertion. Crowded buckets are left to the standard sort.
    private static func bucketSort(_ hashes: Span<UInt64>, into buffer: UnsafeMutableBufferPointer<UInt64>) {
        guard let sorted = buffer.baseAddress else { return }
        let bits = min(mostBits, Int.bitWidth - hashes.count.leadingZeroBitCount)
        let shift = UInt64(64 - bits)
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1 << bits) { places in
            unsafe places.initialize(repeating: 0)
            // The upper `bits` bits are below the number of places.
            for index in hashes.indices { unsafe places[Int(hashes[unchecked: index] &>> shift)] &+= 1 }
            var sum: UInt32 = 0
            var most: UInt32 = 0
            for bucket in 0..<places.count {
                let count = unsafe places[bucket]
                unsafe places[bucket] = sum
                sum &+= count
                most = max(most, count)
            }
            for index in hashes.indices {
                let hash = unsafe hashes[unchecked: index]
                let bucket = Int(hash &>> shift)
                unsafe sorted[Int(places[bucket])] = hash
                unsafe places[bucket] &+= 1
            }
            if most > crowded {
                var start = 0
                for bucket in 0..<places.count {
                    let end = unsafe Int(places[bucket])
                    if end - start > crowded { unsafe buffer[start..<end].sort() }
                    start = end
                }
            }
            unsafe insertionSort(sorted, hashes.count)
        }
    }

    /// Up to here a bucket is left to insertion.
    private static let crowded: UInt32 = 32
    /// Most bits of a hash that choose its bucket: 65,536 counters are 256 kB, which the cache still holds.
    private static let mostBits = 16

    /// Sorts in place; fast where every hash is near its place.
    private static func insertionSort(_ hashes: UnsafeMutablePointer<UInt64>, _ count: Int) {
        for index in 1..<max(1, count) {
            let hash = unsafe hashes[index]
            var place = index
            while place > 0, unsafe hashes[place - 1] > hash {
                unsafe hashes[place] = hashes[place - 1]
                place -= 1
            }
            unsafe hashes[place] = hash
        }
    }

    /// Moves the distinct ones of `count` ascending hashes to the front and returns how many they are.
    private static func unique(_ hashes: UnsafeMutablePointer<UInt64>, _ count: Int) -> Int {
        guard count > 1 else { return count }
        var last = 0
        for index in 1..<count {
            let hash = unsafe hashes[index]
            last &+= unsafe hash != hashes[last] ? 1 : 0
            unsafe hashes[last] = hash
        }
        return last + 1
    }

    /// How many hashes two ascending sets share. Without branches on the data, which no processor could foresee.
    static func shared(_ a: Span<UInt64>, _ b: Span<UInt64>) -> Int {
        var (i, j, count) = (0, 0, 0)
        while i < a.count, j < b.count {
            let (x, y) = unsafe (a[unchecked: i], b[unchecked: j])
            i &+= x <= y ? 1 : 0
            j &+= y <= x ? 1 : 0
            count &+= x == y ? 1 : 0
        }
        return count
    }

    /// The `count`th smallest of some hashes, repeated ones counted; the greatest number when there are fewer.
    static func limit(_ hashes: Span<UInt64>, count: Int) -> UInt64 {
        guard hashes.count >= count else { return .max }
        return unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { least in
            unsafe least.initialize(repeating: .max)
            for index in hashes.indices {
                let hash = unsafe hashes[unchecked: index]
                var place = count - 1
                if unsafe hash >= least[place] { continue }
                while place > 0, unsafe least[place - 1] > hash {
                    unsafe least[place] = least[place - 1]
                    place -= 1
                }
                unsafe least[place] = hash
            }
            return unsafe least[count - 1]
        }
    }

    /// Calls `body` with the place of the smallest hash of every `window` hashes in a row, each place once and
    /// in ascending order. Calls nothing when there are not more than `window`.
    @inline(__always)
    static func forEachMinimum(_ hashes: Span<UInt64>, window: Int, _ body: (Int) -> Void) {
        guard hashes.count > window else { return }
        // Nothing is below 0, so that the first minimum is sought when the first window is complete.
        var place = -1
        var least: UInt64 = 0
        for index in hashes.indices {
            let hash = unsafe hashes[unchecked: index]
            if index - place >= window {
                // The old minimum has left the window.
                place = index - window + 1
                least = unsafe hashes[unchecked: place]
                for other in (place + 1)...index {
                    let candidate = unsafe hashes[unchecked: other]
                    place = candidate < least ? other : place
                    least = min(candidate, least)
                }
                body(place)
            } else if hash < least {
                (place, least) = (index, hash)
                body(place)
            }
        }
    }
}

extension Array {
    /// As `init(unsafeUninitializedCapacity:)`, which was compiled without knowing the type and asks the runtime for it each time:
    /// that takes 0.1 µs, and an article has dozens of arrays.
    @inline(__always) @unsafe
    fileprivate init(uninitialized capacity: Int, _ body: (UnsafeMutableBufferPointer<Element>, inout Int) -> Void) {
        self.init()
        append(addingCapacity: capacity) { output in unsafe output.withUnsafeMutableBufferPointer(body) }
    }
}

/// Numbers in the bytes of an index, little end first, at any place.
public enum Packed {
    /// The eight bytes from `index`, all of which must exist.
    @inlinable @inline(__always)
    public static func load64(_ bytes: Span<UInt8>, at index: Int) -> UInt64 {
        precondition(index >= 0 && index &+ 8 <= bytes.count)
        return unsafe UInt64(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self))
    }

    /// The four bytes from `index`, all of which must exist.
    @inlinable @inline(__always)
    public static func load32(_ bytes: Span<UInt8>, at index: Int) -> UInt32 {
        precondition(index >= 0 && index &+ 4 <= bytes.count)
        return unsafe UInt32(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt32.self))
    }

    /// The sixteen bytes from `index`, all of which must exist.
    @inline(__always)
    static func load128(_ bytes: Span<UInt8>, at index: Int) -> SIMD16<UInt8> {
        precondition(index >= 0 && index &+ 16 <= bytes.count)
        return unsafe bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: SIMD16<UInt8>.self)
    }

    /// Sixteen bytes as two numbers, little end first, and back.
    @inline(__always)
    static func halves(_ lanes: SIMD16<UInt8>) -> (low: UInt64, high: UInt64) {
        let pair = unsafe unsafeBitCast(lanes, to: SIMD2<UInt64>.self)
        return (UInt64(littleEndian: pair.x), UInt64(littleEndian: pair.y))
    }

    @inline(__always)
    static func lanes(_ low: UInt64, _ high: UInt64) -> SIMD16<UInt8> {
        unsafe unsafeBitCast(SIMD2(low.littleEndian, high.littleEndian), to: SIMD16<UInt8>.self)
    }

    /// A mask as bytes: all ones where it is true.
    @inline(__always)
    static func ones(_ mask: SIMDMask<SIMD16<Int8>>) -> SIMD16<UInt8> { unsafe unsafeBitCast(mask, to: SIMD16<UInt8>.self) }
}

extension MutableSpan<UInt8> {
    /// Writes the bytes of a number, little end first, for all of which there must be room.
    @inlinable @inline(__always)
    public mutating func store<Bits: FixedWidthInteger & BitwiseCopyable>(_ bits: Bits, at index: Int) {
        var raw = unsafe mutableBytes
        raw.storeBytes(of: bits.littleEndian, toByteOffset: index, as: Bits.self)
    }

    /// Writes sixteen bytes, for all of which there must be room.
    @inline(__always)
    mutating func store(_ lanes: SIMD16<UInt8>, at index: Int) {
        var raw = unsafe mutableBytes
        raw.storeBytes(of: lanes, toByteOffset: index, as: SIMD16<UInt8>.self)
    }
}
