import Testing

@testable import Prose

@Suite struct NearLikenessTests {
    private func shingles(_ words: [String]) -> Shingles {
        let bytes = words.bytes
        return Shingles(bytes.span)
    }

    private func verdict(_ new: [String], _ old: [String], _ thresholds: NearThresholds = .standard) -> Relation? {
        Likeness.verdict(new: shingles(new), old: shingles(old), thresholds: thresholds)?.0
    }

    /// Counted with sets of strings.
    @Test func exact() {
        var texts = NearTexts(seed: 1)
        for size in [1, 3, 5, 6, 9, 40, 200, 1500] {
            let a = texts.words(size)
            var b = a
            for _ in 0..<(size / 12 + 1) { b[texts.below(size)] = texts.word() }
            func set(_ words: [String]) -> Set<[String]> {
                words.count < 5 ? [words] : Set((0...words.count - 5).map { Array(words[$0..<$0 + 5]) })
            }
            let (x, y) = (set(a), set(b))
            let likeness = Likeness(shingles(a), shingles(b))
            #expect(likeness.shared == x.intersection(y).count)
            #expect(likeness.union == x.union(y).count)
            #expect(likeness.jaccard == Double(likeness.shared) / Double(likeness.union))
            #expect(likeness.containment == Double(likeness.shared) / Double(min(x.count, y.count)))
        }
    }

    @Test func relations() {
        var texts = NearTexts(seed: 2)
        let long = texts.words(400)
        #expect(verdict(long, long) == .near)
        #expect(verdict(long + texts.words(20), long) == .near)
        #expect(verdict(long, Array(long.prefix(250)) + texts.words(40)) == .revision)
        let part = Array(long[100..<180])
        #expect(verdict(part, long) == .contained)
        #expect(verdict(long, part) == .contains)
        #expect(verdict(texts.words(400), long) == nil)
        #expect(verdict([], []) == nil)
        #expect(verdict([], long) == nil)
    }

    /// Containment counts from 50 shingles: 54 words.
    @Test func shortContained() {
        let long = { var texts = NearTexts(seed: 3); return texts.words(400) }()
        #expect(verdict(Array(long[0..<54]), long) == .contained)
        #expect(verdict(Array(long[0..<53]), long) == nil)
    }

    /// Thresholds are reached, not passed: J of 100 shingles in 200 is exactly one half.
    @Test func atTheThreshold() {
        var texts = NearTexts(seed: 4)
        let long = texts.words(204)
        let half = Array(long[0..<104])
        let likeness = Likeness(shingles(half), shingles(long))
        #expect(likeness.jaccard == 0.5)
        #expect(verdict(half, long, NearThresholds(jaccard: 0.5, containment: 1)) == .revision)
        #expect(verdict(half, long, NearThresholds(jaccard: 0.51, containment: 1)) == .contained)
    }

    /// Of two notices from one template with other figures none repeats the other, as long as the shorter is short.
    @Test(arguments: [
        (140, "41 82", "41 82", true), (140, "41 82", "17 93", false), (140, "41 82", "41 93", true),
        (140, "", "17 93", false), (140, "", "", true), (140, "1 2 3", "1 4 5 6", false), (150, "41 82", "17 93", true),
        (140, "41 82", "041 082", false),
    ])
    func numberGuard(_ words: Int, _ figures: String, _ others: String, _ isNear: Bool) {
        var texts = NearTexts(seed: 6)
        let template = texts.words(words)
        #expect((verdict([figures] + template, [others] + template) != nil) == isNear)
    }

    @Test func nearer() {
        func likeness(_ shared: Int, _ union: Int, _ shorter: Int) -> Likeness {
            Likeness(shared: shared, union: union, shorter: shorter)
        }
        #expect(likeness(6, 10, 8).isNearer(than: likeness(5, 10, 5)) == true)
        #expect(likeness(5, 10, 8).isNearer(than: likeness(6, 10, 9)) == false)
        #expect(likeness(5, 10, 7).isNearer(than: likeness(50, 100, 80)) == true)
        #expect(likeness(5, 10, 8).isNearer(than: likeness(50, 100, 80)) == nil)
    }
}
