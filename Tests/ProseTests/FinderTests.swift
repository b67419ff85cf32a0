import Testing

@testable import Prose

/// The finder against a search for each needle at each place, over made-up rules and lines that have them.
@Suite struct FinderTests {
    private static let alphabet = Array("abcde fg# ").map(String.init)

    private struct Chance {
        var state: UInt64
        mutating func below(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
    }

    private func text(_ length: Int, _ chance: inout Chance) -> String {
        "x" + (0..<length).map { _ in Self.alphabet[chance.below(Self.alphabet.count)] }.joined() + "y"
    }

    @Test(arguments: [1, 2, 3, 4])
    func findsWhatASearchFinds(seed: UInt64) throws {
        var chance = Chance(state: seed)
        let kinds: [Rule.Kind] = [.line, .prefix, .suffix, .contains, .pattern]
        var rules: [Rule] = []
        for index in 0..<200 {
            let text = text(2 + chance.below(28), &chance)
            let rule = Rule(id: "r-\(index)", reason: "r", kind: kinds[chance.below(kinds.count)], texts: [text])
            // Some are too short to be found by.
            if (try? RuleSet([rule])) != nil { rules.append(rule) }
        }
        let set = try RuleSet(rules)
        // Lines made of the rules' own texts, so that all kinds are found and nearly found.
        let lines = (0..<60).map { _ in
            (0..<1 + chance.below(3)).map { _ in rules[chance.below(rules.count)].texts[0] }
                .joined(separator: ["", " ", ", "][chance.below(3)])
        }
        let draft = Draft(Manuscript(Page(Array(lines.joined(separator: "\n\n").utf8))))
        let folded = FoldedScript(draft.script)
        let hits = Set(set.matcher.finder.hits(in: folded, draft.traits).map { [$0.needle, $0.line, $0.at] })
        var expected: Set<[Int]> = []
        for (index, needle) in set.matcher.needles.enumerated() {
            for line in draft.traits.indices {
                // Beginnings and ends of lines are line feeds of their own.
                for at in folded.starts[line] - 1..<folded.end(line) + 1
                where folded.bytes[at...].starts(with: needle.bytes) && at + needle.bytes.count <= folded.end(line) + 1 {
                    expected.insert([index, line, at])
                }
            }
        }
        #expect(!expected.isEmpty)
        #expect(hits == expected)
    }

    /// The first line of all may be shorter than what is looked for at its end: nothing stands before it.
    @Test func aFirstLineOfAFewBytes() throws {
        var chance = Chance(state: 3)
        let texts = (0..<3_000).map { _ in text(1 + chance.below(8), &chance) }
        let set = try RuleSet(texts.enumerated().map { Rule(id: "r-\($0)", reason: "r", kind: $0 % 2 == 0 ? .suffix : .line, texts: [$1]) })
        for length in 1...9 {
            for _ in 0..<100 {
                let line = String(text(length, &chance).prefix(length))
                let draft = Draft(Manuscript(Page(Array(line.utf8))))
                let folded = FoldedScript(draft.script)
                let found = Set(set.matcher.finder.hits(in: folded, draft.traits).map { set.matcher.needles[$0.needle].bytes })
                let expected = set.matcher.needles.map(\.bytes).filter { folded.bytes.count >= $0.count && folded.bytes.suffix($0.count).elementsEqual($0) }
                #expect(found == Set(expected))
            }
        }
    }

    @Test func printsOfATextAreThoseOfItsLines() {
        var chance = Chance(state: 9)
        let reader = try? ArticleReader(rules: RuleSet([]))
        var printer = LinePrinter(source: "s")
        var count = 0
        for _ in 0..<300 {
            let words = (0..<1 + chance.below(60)).map { _ in text(chance.below(6), &chance) }
            let line = Array((words.joined(separator: " ") + [".", "", "?\u{201D}", ":"][chance.below(4)]).utf8)
            let traits = Traits(line.span, 0, line.count)
            let print = printer.print(line.span, 0, line.count, traits)
            if print != nil { count += 1 }
            #expect(reader?.prints(ofText: line, source: "s") == (print.map { [$0] } ?? []))
        }
        #expect(count > 50)
    }
}
