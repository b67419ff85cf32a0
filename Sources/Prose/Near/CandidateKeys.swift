/// The few keys by which an index finds the articles that a text may be near to.
///
/// Keys are local minima (winnowing: Schleimer, Wilkerson, Aiken, "Winnowing: local algorithms for document
/// fingerprinting", 2003): of every `window` shingles in a row the one with the smallest hash is a key, so that two
/// texts which share `window` shingles in a row (24 words) share a key for certain; and the `least` smallest hashes of
/// the whole text, which find short texts with edits all over. Each key carries a byte of what follows it and one of
/// what precedes it in its text, `reach` shingles away. Texts that share a passage agree in one of them; those that
/// merely use the same five words seldom do, so most false candidates fall before a text is read.
///
/// What was tried on 17,008 articles: keys an article, and the share of texts of 50 shingles, 77 % of them in a long
/// one, with edits all over, that share no key with it:
///
///     hash mod 8, and 8 smallest      59.3   0.3 %
///     hash mod 16, and 8 smallest     33.6   3.7 %
///     minima of 16, and 8 smallest    49.8   0.0 %
///     minima of 24, and 8 smallest    34.6   0.3 %
///     minima of 32, and 8 smallest    26.9   2.0 %
///     minima of 20, and 12 smallest   42.8   0.1 % by the whole rule at 76 %: chosen
public struct CandidateKeys: Sendable, Equatable {
    /// Ascending, one for each key of the text.
    public let keys: [CandidateKey]
    /// Distinct shingles of the text, as each key tells them.
    public var size: Int { keys.first?.size ?? 0 }

    /// Shingles in a row that have at least one key among them.
    static let window = 20
    /// Keys for each shingle: minima of random numbers are two in `window` + 1.
    static let density = 2 / Double(window + 1)
    /// Smallest hashes of a text that are keys wherever they stand.
    static let least = 12
    /// Shingles from a key to the ones whose bytes it carries.
    static let reach = 5
    /// Most keys of a text, reached at some 43,000 words: what one article may cost the index.
    public static let most = 4096

    /// Of a text that is not compared.
    public static let none = CandidateKeys(Span())

    init(_ sequence: Span<UInt64>) {
        let places = Self.places(sequence)
        var found: [UInt64] = []
        found.reserveCapacity(places.count)
        for place in places { found.append(CandidateKey.bits(sequence, at: place)) }
        var keys: [CandidateKey] = []
        keys.reserveCapacity(found.count)
        for bits in NearKernel.sortedUnique(found.span) {
            let key = CandidateKey(bits: bits)
            if key.hash != keys.last?.hash { keys.append(key) }
        }
        let sizeClass = CandidateKey.sizeClass(Self.size(sequence, distinct: keys.count, of: places.count))
        if keys.count > Self.most { keys.removeLast(keys.count - Self.most) }
        for index in keys.indices { keys[index] = keys[index].sized(sizeClass) }
        self.keys = keys
    }

    /// Where the keys stand: minima and smallest hashes, ascending, each place once.
    private static func places(_ sequence: Span<UInt64>) -> [Int] {
        var minima: [Int] = []
        var hashes: [UInt64] = []
        minima.reserveCapacity(sequence.count / 8 + 2)
        hashes.reserveCapacity(sequence.count / 8 + 2)
        NearKernel.forEachMinimum(sequence, window: window) { place in
            minima.append(place)
            hashes.append(sequence[place])
        }
        // The `least` smallest of all are not above as many minima; few others are below these.
        let limit =
            minima.count < least
            ? NearKernel.limit(sequence, count: least) : NearKernel.limit(hashes.span, count: least)
        var places: [Int] = []
        places.reserveCapacity(minima.count + least)
        var next = 0
        for place in sequence.indices where sequence[place] <= limit {
            while next < minima.count, minima[next] < place {
                places.append(minima[next])
                next += 1
            }
            if next < minima.count, minima[next] == place { next += 1 }
            places.append(place)
        }
        places += minima[next...]
        return places
    }

    /// Distinct shingles: counted for short texts; for long ones, which would have to be sorted for that, reckoned
    /// from the share of their keys that are distinct. Exact where nothing is repeated.
    private static func size(_ sequence: Span<UInt64>, distinct: Int, of places: Int) -> Int {
        if sequence.count <= counted { return NearKernel.sortedUnique(sequence).count }
        return max(counted, Int(Double(sequence.count) * Double(distinct) / Double(places)))
    }

    /// Shingles up to which they are counted: well above `NearThresholds.leastContained`, which asks for exact numbers.
    private static let counted = 128
}

/// Makes the candidate keys of one text after another, in memory that is used again.
public struct KeyReader {
    private var shingles: [UInt64] = []
    private var numbers = Numbers()

    public init() {}

    /// The keys of a text in UTF-8, as `NearPrint` has them.
    public mutating func keys(of text: Span<UInt8>) -> CandidateKeys {
        numbers.removeAll()
        _ = NearKernel.shingles(text, into: &shingles, numbers: &numbers)
        return CandidateKeys(shingles.span)
    }
}

/// One key: 40 bits of hash, a byte of what follows and one of what precedes, and the size of its text.
public struct CandidateKey: Sendable, Equatable, Comparable {
    /// hash << 24 | after << 16 | before << 8 | size class. Spread evenly by their upper bits.
    public let bits: UInt64

    public init(bits: UInt64) {
        self.bits = bits
    }

    /// The key at a place, its size class still 0.
    static func bits(_ sequence: Span<UInt64>, at index: Int) -> UInt64 {
        // Minima are small numbers: the multiplication (by 2⁶⁴ over the golden ratio) spreads them again.
        let spread = sequence[index] &* 0x9E37_79B9_7F4A_7C15
        let after = Self.byte(sequence, at: index + CandidateKeys.reach)
        let before = Self.byte(sequence, at: index - CandidateKeys.reach)
        return spread & ~0xFF_FFFF | UInt64(after) << 16 | UInt64(before) << 8
    }

    func sized(_ sizeClass: UInt8) -> CandidateKey { CandidateKey(bits: bits & ~0xFF | UInt64(sizeClass)) }

    /// 1 ... 255, or 0 beyond the ends of the text.
    private static func byte(_ sequence: Span<UInt64>, at index: Int) -> UInt8 {
        guard sequence.indices.contains(index) else { return 0 }
        return max(1, UInt8(truncatingIfNeeded: sequence[index]))
    }

    /// What the index looks up, below 2⁴⁰.
    public var hash: UInt64 { bits >> 24 }

    /// Distinct shingles of the key's text, rounded down by at most 6 %.
    public var size: Int {
        let sizeClass = Int(bits & 0xFF)
        if sizeClass < 64 { return sizeClass }
        let (exponent, mantissa) = ((sizeClass - 64) / 16, (sizeClass - 64) % 16)
        return (16 + mantissa) << (exponent + 2)
    }

    /// Exact below 64, then 16 steps to each doubling.
    static func sizeClass(_ size: Int) -> UInt8 {
        if size < 64 { return UInt8(size) }
        let exponent = Int.bitWidth - 1 - size.leadingZeroBitCount - 6
        let mantissa = size >> (exponent + 2) - 16
        return UInt8(min(255, 64 + exponent * 16 + mantissa))
    }

    /// Whether two equal hashes stand in one passage: the same before, or the same after.
    public func agrees(with other: CandidateKey) -> Bool {
        let difference = bits ^ other.bits
        return difference & 0xFF_0000 == 0 && bits & 0xFF_0000 != 0 || difference & 0xFF00 == 0 && bits & 0xFF00 != 0
    }

    /// Whether two equal hashes tell anything of their texts: those that do not agree do so only when one is short (see
    /// `CandidateRule`).
    public func supports(_ other: CandidateKey) -> Bool {
        agrees(with: other) || min(size, other.size) < NearThresholds.leastContained
    }

    public static func < (left: CandidateKey, right: CandidateKey) -> Bool { left.bits < right.bits }
}
