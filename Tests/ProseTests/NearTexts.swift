/// Invented texts, the same for the same seed.
struct NearTexts {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    /// xorshift64*, by Marsaglia and Vigna.
    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func below(_ limit: Int) -> Int { Int(next() >> 33) % limit }

    /// A word of one to four syllables, common ones more often.
    mutating func word() -> String {
        let heads = ["b", "d", "f", "gr", "k", "l", "m", "n", "p", "st", "t", "v", "s", "h", "r", "w"]
        let cores = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]
        let tails = ["", "n", "r", "s", "t", "l", "nd", ""]
        var word = ""
        for _ in 0...below(4) { word += heads[below(heads.count)] + cores[below(cores.count)] + tails[below(tails.count)] }
        return word
    }

    mutating func words(_ count: Int) -> [String] { (0..<count).map { _ in word() } }
}

extension Array where Element == String {
    var bytes: [UInt8] { Array<UInt8>(joined(separator: " ").utf8) }
}
