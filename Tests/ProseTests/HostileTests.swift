import Testing

@testable import Prose

/// Nothing in a file may trap, and time stays linear.
struct HostileTests {
    /// SplitMix64 (Steele, Lea, Flood 2014): small and seeded.
    struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static func check(_ bytes: [UInt8], _ reader: ArticleReader) {
        guard let article = try? reader.read(bytes, source: "any", learned: .none) else { return }
        #expect(!article.text.isEmpty)
        #expect(String(validating: article.text, as: UTF8.self) != nil)
        #expect(article.text.first != 0x20 && article.text.last != 0x0A)
        let explained = reader.explain(bytes, source: "any", learned: .none)
        #expect((try? explained.outcome.get()) == article)
        for removal in article.removed {
            for lines in removal.lines { #expect(lines.lowerBound >= 1 && lines.upperBound <= explained.lines.count) }
        }
    }

    @Test(arguments: 0..<8)
    func mutatedDocuments(seed: Int) throws {
        let reader = try Reading.shipped()
        var random = Random(state: UInt64(seed))
        let seeds = [SampleTests.harbour, SampleTests.bridge].map { Array($0.utf8) }
        for _ in 0..<30 {
            var bytes = seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 40))
                case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 60)], at: place)
                default: bytes.insert(contentsOf: [0xE2, 0x80, 0x99, 0x0D, 0xC2], at: place)
                }
                if bytes.isEmpty { break }
            }
            Self.check(bytes, reader)
        }
    }

    @Test func randomBytes() throws {
        let reader = try Reading.shipped()
        var random = Random(state: 42)
        for length in [0, 1, 2, 3, 7, 64, 1000] {
            for _ in 0..<40 {
                Self.check((0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }, reader)
                Self.check((0..<length).map { _ in UInt8.random(in: 9...126, using: &random) }, reader)
                let scalars = (0..<length).compactMap { _ in Unicode.Scalar(UInt32.random(in: 1...0x2FFF, using: &random)) }
                Self.check(Array(String(String.UnicodeScalarView(scalars)).utf8), reader)
            }
        }
    }

    @Test func extremes() throws {
        let reader = try Reading.shipped()
        Self.check([UInt8](repeating: 0x0A, count: 1_000_000), reader)
        Self.check(Array("word ".utf8.cycled(1_000_000)), reader)
        Self.check(Array("a\n".utf8.cycled(200_000)), reader)
        Self.check(Array("*".utf8.cycled(100_000)), reader)
        Self.check(Array("Same line again\n".utf8.cycled(160_000)), reader)
        Self.check(Array("by by by by ".utf8.cycled(100_000)), reader)
        Self.check(Array("3 of 3 of 3 ".utf8.cycled(100_000)), reader)
    }

    @Test func spaceOnlyIsEmpty() throws {
        let reader = try Reading.shipped()
        #expect { try reader.read(Array(" \n\t\u{A0}\n".utf8), source: nil, learned: .none) } throws: { ($0 as? Refusal)?.reason == .empty }
    }
}

extension String.UTF8View {
    /// The bytes again and again until there are `count`.
    fileprivate func cycled(_ count: Int) -> [UInt8] {
        let bytes = Array(self)
        return (0..<count).map { bytes[$0 % bytes.count] }
    }
}
