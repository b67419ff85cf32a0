import Testing

@testable import Prose

@Suite struct NearKeysTests {
    private func print(_ words: [String]) -> NearPrint {
        let bytes = words.bytes
        return NearPrint(bytes.span)
    }

    private func shared(_ a: CandidateKeys, _ b: CandidateKeys) -> (all: Int, agreeing: Int) {
        var (all, agreeing) = (0, 0)
        for key in a.keys {
            guard let other = b.keys.first(where: { $0.hash == key.hash }) else { continue }
            all += 1
            agreeing += key.agrees(with: other) ? 1 : 0
        }
        return (all, agreeing)
    }

    @Test func numberOfKeys() {
        var texts = NearTexts(seed: 1)
        #expect(print([]).keys.keys.isEmpty)
        #expect(print(["one"]).keys.keys.count == 1)
        #expect(print(texts.words(12)).keys.keys.count == 8)
        let long = print(texts.words(2000)).keys
        #expect((150...240).contains(long.keys.count))
        #expect(print(texts.words(90_000)).keys.keys.count == CandidateKeys.most)
    }

    /// Ascending, each hash once, all with the size of the text; and the text's words are counted on the way.
    @Test func orderOfKeys() {
        var texts = NearTexts(seed: 2)
        let words = texts.words(300)
        let print = print(words + words + words)
        let hashes = print.keys.keys.map(\.hash)
        #expect(hashes == Array(Set(hashes)).sorted())
        #expect(print.words == 900)
        #expect(Set(print.keys.keys.map(\.size)).count == 1)
        // 300 distinct shingles, in 896: reckoned from the keys that are distinct.
        #expect((200...400).contains(print.keys.size))
    }

    /// Of each window the first of its smallest hashes, whatever the lengths, and however often hashes repeat.
    @Test(arguments: [2, 3, 20]) func minima(window: Int) {
        var texts = NearTexts(seed: 4)
        for count in 0..<130 {
            for different in [1, 3, 1 << 40] {
                let hashes = (0..<count).map { _ in texts.below(9) == 0 ? UInt64.max : UInt64(texts.below(different)) }
                var expected: [Int] = []
                for start in 0..<max(0, count - window + 1) where count > window {
                    let least = hashes[start..<start + window].min()
                    guard let place = hashes[start..<start + window].firstIndex(where: { $0 == least }) else { continue }
                    if expected.last != place { expected.append(place) }
                }
                var found: [Int] = []
                NearKernel.forEachMinimum(hashes.span, window: window) { found.append($0) }
                #expect(found == expected, "\(count) hashes")
            }
        }
    }

    /// Winnowing's promise: 20 shingles in a row, 24 words, have a key in every text that holds them.
    @Test func sharedPassage() {
        var texts = NearTexts(seed: 3)
        for _ in 0..<300 {
            let passage = texts.words(24)
            let a = print(texts.words(texts.below(300)) + passage + texts.words(texts.below(300)))
            let b = print(texts.words(texts.below(900)) + passage + texts.words(texts.below(900)))
            #expect(shared(a.keys, b.keys).all >= 1)
        }
    }

    /// Edits single words at random places as long as `isNear` holds.
    private func edited(_ words: [String], _ texts: inout NearTexts, while isNear: (NearPrint) -> Bool) -> [String] {
        var last = words
        while true {
            var next = last
            for _ in 0...words.count / 100 { next[texts.below(next.count)] = texts.word() }
            if !isNear(print(next)) { return last }
            last = next
        }
    }

    /// Pairs just at the threshold, edited all over: all pass the rule but one or two in a thousand.
    @Test(arguments: [12, 25, 50, 120, 300])
    func recall(_ size: Int) {
        var texts = NearTexts(seed: UInt64(size))
        var missed = 0
        for _ in 0..<40 {
            let old = texts.words(size + 4)
            let shingles = print(old).shingles()
            let new = edited(old, &texts) { Likeness($0.shingles(), shingles).jaccard >= 0.5 }
            missed += passes(print(new), print(old)) ? 0 : 1
        }
        #expect(missed == 0)
    }

    /// The same for short texts within long ones.
    @Test(arguments: [50, 70, 150])
    func recallOfContained(_ size: Int) {
        var texts = NearTexts(seed: UInt64(size))
        var missed = 0
        for _ in 0..<40 {
            let long = texts.words(size * 6)
            let shingles = print(long).shingles()
            let start = texts.below(size * 4)
            let part = edited(Array(long[start..<start + size + 4]), &texts) {
                Likeness($0.shingles(), shingles).containment >= 0.75
            }
            missed += passes(print(part), print(long)) ? 0 : 1
            missed += passes(print(long), print(part)) ? 0 : 1
        }
        #expect(missed == 0)
    }

    private func passes(_ a: NearPrint, _ b: NearPrint) -> Bool {
        guard let rule = CandidateRule(a.keys.size, b.keys.size, .standard) else { return false }
        let shared = shared(a.keys, b.keys)
        return (rule.mustAgree ? shared.agreeing : shared.all) >= rule.needed
    }

    @Test func sizeClasses() {
        for size in [0, 1, 49, 50, 63, 64, 65, 100, 1000, 65_535, 200_000] {
            let key = CandidateKey(bits: 0).sized(CandidateKey.sizeClass(size))
            #expect(key.size <= size && Double(key.size) >= Double(size) * 0.94, "\(size) \(key.size)")
        }
        #expect(CandidateKey(bits: 0).sized(CandidateKey.sizeClass(1 << 40)).size > 200_000)
    }

    /// Sizes that can be near, and those that cannot.
    @Test func rule() {
        #expect(CandidateRule(10, 100, .standard) == nil)
        #expect(CandidateRule(0, 0, .standard) == nil)
        #expect(CandidateRule(49, 200, .standard) == nil)
        #expect(CandidateRule(50, 5000, .standard)?.needed == 1)
        #expect(CandidateRule(1, 1, .standard)?.needed == 1)
        #expect(CandidateRule(30, 30, .standard) == CandidateRule(30, 30, .standard))
        #expect(CandidateRule(30, 30, .standard)?.needed == 2)
        #expect((CandidateRule(800, 800, .standard)?.needed ?? 0) > 10)
    }

    /// Texts with more shingles than they keep keys for, also where their sizes are told no further apart.
    @Test func veryLongTexts() {
        for size in [60_000, 250_000, 400_000] {
            let told = CandidateKey(bits: 0).sized(CandidateKey.sizeClass(size)).size
            let needed = CandidateRule(told, told, .standard)?.needed ?? .max
            // Two with J = 1/2 share two thirds of their shingles, and so of their keys.
            #expect(Double(needed) < Double(CandidateKeys.most) * 2 / 3, "\(size) shingles")
            #expect(Double(needed) > Double(CandidateKeys.most) / 20, "and not everything passes")
        }
        let excerpt = CandidateRule(5_000, 250_000, .standard)?.needed ?? .max
        let shared = 5_000 * CandidateKeys.density * Double(CandidateKeys.most) / (250_000 * CandidateKeys.density)
        #expect(Double(excerpt) < shared, "an excerpt is found by the keys that the long text keeps")
    }

    /// Sorting: the same as the standard library's, for spread hashes and for crowds.
    @Test func sorting() {
        var texts = NearTexts(seed: 9)
        for count in [0, 1, 2, 24, 25, 100, 4095, 4096, 5000, 70_000] {
            for spread in [UInt64.max, 3, 1 << 50] {
                let keys = (0..<count).map { _ in texts.next() % spread }
                #expect(NearKernel.sortedUnique(keys.span) == Array(Set(keys)).sorted())
                let values = Array(0..<UInt32(count))
                let (sorted, carried) = KeySort.sort(keys, with: values)
                let order = values.sorted { (keys[Int($0)], $0) < (keys[Int($1)], $1) }
                #expect(sorted == order.map { keys[Int($0)] })
                #expect(carried == order)
                #expect(KeySort.sort(keys) == sorted && KeySort.order(keys).places == order)
            }
        }
    }
}
