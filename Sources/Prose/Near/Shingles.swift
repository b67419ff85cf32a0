/// What a text is compared by: the set of its shingles, and the numbers in it. Exact but for two different shingles
/// having one hash of 64 bits, which a pair of texts of 1,000 shingles meets with a chance below 10⁻¹³.
public struct Shingles: Sendable, Equatable {
    /// Hashes of the distinct shingles, ascending. Empty when the text has no word.
    public let hashes: [UInt64]
    /// Words of the text, repeated ones counted.
    public let words: Int
    /// Hashes of the distinct maximal runs of 0-9, ascending.
    public let numbers: [UInt64]

    /// Reads a text in UTF-8. Linear; memory some 16 bytes a word. Never fails: invalid UTF-8 parts words.
    public init(_ text: Span<UInt8>) {
        self.init(ShingleSequence(text))
    }

    init(_ sequence: ShingleSequence) {
        hashes = NearKernel.sortedUnique(sequence.hashes.span)
        words = sequence.words
        numbers = NearKernel.sortedUnique(sequence.numbers.span)
    }

    /// Distinct shingles.
    public var count: Int { hashes.count }
}

/// The shingles of a text in their order, with repetitions.
///
/// The hash of a shingle of five words w₁…w₅ is rot(w₁,52) ^ rot(w₂,39) ^ rot(w₃,26) ^ rot(w₄,13) ^ w₅ (a cyclic
/// polynomial, as in Cohen, "Recursive hashing functions for n-grams", 1997). Words are hashed well, so that it needs
/// no more mixing. One of fewer words, which stands for the whole text, chains its words from a seed of their number.
struct ShingleSequence: Sendable, Equatable {
    private(set) var hashes: [UInt64]
    let words: Int
    private(set) var numbers: [UInt64]

    /// Words in a shingle.
    static let width = 5
    /// Keeps texts of fewer words apart by their number: the digits of e.
    private static let salt: UInt64 = 0xB7E1_5162_8AED_2A6B

    init(_ text: Span<UInt8>) {
        var numbers = Numbers()
        hashes = []
        words = NearKernel.shingles(text, into: &hashes, numbers: &numbers)
        self.numbers = numbers.hashes
    }

    /// Of a text whose words and numbers are known.
    init(words: consuming [UInt64], numbers: [UInt64]) {
        self.words = words.count
        self.numbers = numbers
        NearKernel.shingle(&words)
        hashes = words
    }

    /// The one shingle of a text of 1 ... 4 words.
    static func short(_ words: some Sequence<UInt64>, count: Int) -> UInt64 {
        words.reduce(salt &+ UInt64(count)) { WordScanner.mix($0 ^ $1, WordScanner.factor) }
    }
}

/// The numbers of a text: maximal runs of 0-9, in order, repeated ones too.
struct Numbers {
    private(set) var hashes: [UInt64] = []
    /// Where the word begins in which each stands.
    private(set) var places: [UInt32] = []

    /// Makes room for as many as most texts have.
    mutating func reserve() {
        hashes.reserveCapacity(Numbers.usual)
        places.reserveCapacity(Numbers.usual)
    }

    private static let usual = 64

    /// Keeps the room for others.
    mutating func removeAll() {
        hashes.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
    }

    /// Adds the runs within a word's source; its apostrophes and letters part them. FNV-1a, whose start keeps "0" apart
    /// from "00".
    mutating func add(_ text: Span<UInt8>, _ word: Range<Int>) {
        let start: UInt64 = 0xCBF2_9CE4_8422_2325
        var run = start
        for index in word {
            let byte = text[index]
            if (0x30...0x39).contains(byte) {
                run = (run ^ UInt64(byte)) &* 0x100_0000_01B3
            } else if run != start {
                append(run, word)
                run = start
            }
        }
        if run != start { append(run, word) }
    }

    /// Adds the runs within those words of a block of text that have a digit. Kept out of the loop over all words, since few
    /// have any.
    @inline(never)
    mutating func add(_ text: Span<UInt8>, _ base: Int, words: UInt64, digits: UInt64) {
        var left = digits
        while left != 0 {
            let digit = UInt64(left.trailingZeroBitCount)
            // What parts words, before the digit and behind it.
            let before = ~words & ~(UInt64.max &<< digit)
            let behind = ~words & UInt64.max &<< digit
            let (start, end) = (WordBlock.bytes - before.leadingZeroBitCount, behind.trailingZeroBitCount)
            add(text, base + start..<base + end)
            left &= UInt64.max &<< UInt64(end)
        }
    }

    private mutating func append(_ run: UInt64, _ word: Range<Int>) {
        hashes.append(WordScanner.mix(run, WordScanner.factor))
        places.append(UInt32(truncatingIfNeeded: word.lowerBound))
    }
}
