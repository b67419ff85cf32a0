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

    @Test func learnedLinesApplyWhereNothingNamesTheSource() throws {
        let reader = ArticleReader(rules: try RuleSet([]))
        let prints = reader.prints(ofText: Array("Ring the valley desk on 555 9999".utf8), source: ArticleReader.unnamedSource)
        let article = try reader.read(Array(Self.text.utf8), source: nil, learned: LearnedLines(prints))
        #expect(article.removed == [Removal(rule: "learned", lines: [5...5], prints: prints)])
    }

    /// A rule that names the outlet gives the source under which the lines were counted.
    @Test func learnedLinesApplyToTheOutletThatARuleNames() throws {
        let rule = Rule(id: "valley-mark", reason: "Names the outlet.", kind: .contains, texts: ["road office said"], effect: .outlet, outlet: "Valley")
        let reader = ArticleReader(rules: try RuleSet([rule]))
        let prints = reader.prints(ofText: Array("Ring the valley desk on 555 9999".utf8), source: "Valley")
        let article = try reader.read(Array(Self.text.utf8), source: nil, learned: LearnedLines(prints))
        #expect(article.outlet == "Valley")
        #expect(article.lines("learned") == [5])
    }

    /// A notice whose lines are those of every such notice is no furniture: it is kept as it is.
    @Test func aNoticeOfTheUsualFormIsKept() throws {
        let reader = ArticleReader(rules: try RuleSet([]))
        let form = "Shr 12 cents against 9 cents\nNet 3,400 against 2,100\nSales 17.2 million against 15.9 million"
        let prints = reader.prints(ofText: Array(form.utf8), source: "wire")
        #expect(prints.count == 3)
        let notice = "Harbour Rope Works, third quarter\n\n" + form.replacing("12", with: "77")
        let article = try reader.read(Array(notice.utf8), source: "wire", learned: LearnedLines(prints))
        #expect(article.removed.isEmpty && article.string.contains("Shr 77 cents"))
    }

    @Test func proseHasNoPrint() throws {
        let reader = ArticleReader(rules: try RuleSet([]))
        let sentence = "Drivers should take the tunnel until the ploughs have been through, which may take until the evening."
        #expect(reader.prints(ofText: Array(sentence.utf8), source: "valley").isEmpty)
    }
}
