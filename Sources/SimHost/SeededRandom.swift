/// Random numbers from a seed: the same seed gives the same numbers, on every machine and in every version.
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
public struct SeededRandom: Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number in 0 ..< `bound`, which must be positive.
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0)
        return Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number in `range`.
    public mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// True `perMille` times in a thousand.
    public mutating func chance(_ perMille: Int) -> Bool {
        perMille > 0 && below(1000) < perMille
    }

    /// One of `choices`, nil when there are none.
    public mutating func pick<Choice>(_ choices: [Choice]) -> Choice? {
        choices.isEmpty ? nil : choices[below(choices.count)]
    }

    /// The numbers 0 ..< `count` in a random order (Fisher and Yates).
    public mutating func order(_ count: Int) -> [Int] {
        var numbers = Array(0..<count)
        var last = count - 1
        while last > 0 {
            numbers.swapAt(last, below(last + 1))
            last -= 1
        }
        return numbers
    }

    /// A generator of its own, whose numbers do not depend on how many this one gives afterwards.
    public mutating func split() -> SeededRandom {
        SeededRandom(seed: next())
    }
}
