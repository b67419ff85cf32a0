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

    /// The prints that are made while an article is read are those of its stored text, whatever became of its lines.
    @Test(arguments: ["valley", nil, "12 Hill Street 7"])
    func printsOfAnArticleAreThoseOfItsText(source: String?) throws {
        let rules = [
            Rule(id: "advertisement", reason: "Noise.", kind: .line, texts: ["Advertisement"], effect: .cut),
            Rule(id: "hint", reason: "A hint.", kind: .suffix, texts: ["(see map)"], effect: .part),
        ]
        let reader = ArticleReader(rules: try RuleSet(rules))
        let lines = ["Ring the valley desk on 555 0101", "RING THE VALLEY DESK ON 1 2", "* “Snow” on 3,000 m:", "Advertisement", "— · —", "٣٤ درجة"]
        for text in [Self.text, Self.text + "\n\n" + lines.joined(separator: "\n\n"), Self.text + "\n\nThe pass is closed (see map)\n\n" + lines[2]] {
            let article = try reader.read(Array(text.utf8), source: source, learned: .none)
            let prints = reader.prints(ofText: article.text, source: source ?? ArticleReader.unnamedSource)
            #expect(!prints.isEmpty)
            #expect(article.prints == prints)
            #expect(Set(prints).count == prints.count)
        }
    }

    /// More lines than are held against each other one by one.
    @Test func everyPrintOfALongListComesOnce() throws {
        let reader = ArticleReader(rules: try RuleSet([]))
        let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
        let names = letters.prefix(10).flatMap { first in letters.prefix(10).map { "Lake \(first)\($0)" } }
        let prints = reader.prints(ofText: Array((names + ["Closed"] + names.reversed()).joined(separator: "\n").utf8), source: "valley")
        #expect(prints.count == 101)
        #expect(Set(prints).count == 101)
        #expect(prints.first == reader.prints(ofText: Array("Lake aa".utf8), source: "valley").first)
        #expect(prints.last == reader.prints(ofText: Array("Closed".utf8), source: "valley").first)
    }
}
