import Testing

@testable import Prose

struct LearnedTests {
    private static let text = """
        Snow closes the upper pass

        The upper pass has been closed since Friday night because of heavy snow, the road office said in a notice.

        Ring the valley desk on 555 0101

        Drivers should take the tunnel until the ploughs have been through, which may take until the evening.
        """

    @Test func learnedLinesAreCutWithTheirPrints() throws {
        let reader = ArticleReader(rules: try RuleSet([]))
        let prints = reader.prints(ofText: Array("Ring the valley desk on 555 9999".utf8), source: "valley")
        #expect(prints.count == 1)
        let article = try reader.read(Array(Self.text.utf8), source: "valley", learned: LearnedLines(prints))
        #expect(article.removed == [Removal(rule: "learned", lines: [5...5], prints: prints)])
        #expect(!article.string.contains("valley desk"))
        #expect(try reader.read(Array(Self.text.utf8), source: "other", learned: LearnedLines(prints)).removed.isEmpty)
    }

    @Test func proseHasNoPrint() throws {
        let reader = ArticleReader(rules: try RuleSet([]))
        let sentence = "Drivers should take the tunnel until the ploughs have been through, which may take until the evening."
        #expect(reader.prints(ofText: Array(sentence.utf8), source: "valley").isEmpty)
    }
}
