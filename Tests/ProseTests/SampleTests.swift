import Config
import Testing

@testable import Prose

/// Whole documents of our own with the noise that dropped articles carry.
struct SampleTests {
    static let harbour = """
        Regions

        Ferry talks resume after harbour vote

        The port authority has said that talks about a second ferry line are to resume this week between the island council and the operator

        Getty Images
        Getty Images\u{A0} The island ferry Morning Star enters the old harbour during a trial crossing in June

        Council speaker Ada Lindqvist said on Tuesday that the island was open to another meeting, although the operator is still waiting for the quay to be repaired.
        "We have kept the door open all summer," Lindqvist told a meeting of fishermen in the town hall.

        Published: undefined

        The operator wants to begin a second crossing in spring, when the tourists return to the island

        The operator wants to begin a second crossing in spring, when the tourists return to the island, but the repair of the quay has hardly begun, engineers say.

        Follow us on:\u{A0} Facebook, Twitter, Instagram\u{A0}

        Join our official telegram channel (@nationalherald) and stay close to the news

        Published: undefined
        """

    @Test func headSectionCreditsPullQuoteAndPrompts() throws {
        let article = try Reading.read(Self.harbour)
        #expect(article.title == "Ferry talks resume after harbour vote")
        #expect(article.section == "Regions")
        #expect(article.paragraphs.count == 4)
        #expect(article.paragraphs.first?.hasPrefix("The port authority") == true)
        #expect(article.captions == ["The island ferry Morning Star enters the old harbour during a trial crossing in June"])
        #expect(article.credits == ["Getty Images"])
        #expect(article.outlet == "National Herald")
        #expect(article.lines("published-undefined") == [13, 23])
        #expect(article.lines("pull-quote") == [15])
        #expect(article.lines("follow-us") == [19])
    }

    static let bridge = """
        Bridge builders ask for a second winter

            The old bridge over the Silt at dawn on 12 June [Karin Olde/The Valley Times]
            The old bridge over the Silt at dawn on 12 June [Karin Olde/The Valley Times]

            The builders of the new bridge have asked the county for a second winter, the county said on Monday.

            'Cold feet'

            A letter from the site manager speaks of frost in the foundations and of cranes that could not be moved.

            The long winter: building over the Silt

            Valley Lines

            The long winter: building over the Silt

            SOURCE: News agencies


            YOU MIGHT ALSO LIKE

            'We walked to school over the ice'

            'We walked to school over the ice'

            Three sisters remember the winter when the river could be crossed on foot for eleven weeks.
        """

    @Test func doubledCaptionTeaserAndTail() throws {
        let article = try Reading.read(Self.bridge)
        #expect(article.title == "Bridge builders ask for a second winter")
        #expect(article.section == nil)
        #expect(article.paragraphs.count == 3)
        #expect(article.paragraphs[1] == "'Cold feet'")
        #expect(article.captions.count == 1)
        #expect(article.credits == ["Karin Olde/The Valley Times", "News agencies"])
        #expect(article.lines("doubled-caption") == [4])
        #expect(article.lines("teaser-block") == [12, 14, 16])
        #expect(article.lines("might-like-section") == [21, 23, 25, 27])
    }

    @Test func attributedPullQuote() throws {
        let article = try Reading.read(
            """
            Storks return to the chimney

            A pair of storks has come back to the chimney of the old dairy, the village said on Sunday, and with it the visitors.

            There is room for both.- Ines Barro, Society for Birds

            "If the baker leaves his fire cold until May, there is room for both," said Ines Barro, who counts the nests of the valley every year.
            """)
        #expect(article.paragraphs.count == 2)
        #expect(article.lines("pull-quote") == [5])
    }

    @Test func commentTail() throws {
        let article = try Reading.read(
            """
            Snow closes the upper pass

            The upper pass has been closed since Friday night because of heavy snow, the road office said in a notice.

            Drivers should take the tunnel.

            BBC

            Related News

            500
            Leave a comment...
            """)
        #expect(article.paragraphs.count == 2)
        #expect(article.outlet == "BBC")
        #expect(article.lines("bbc-tail") == [7])
        #expect(article.removed.flatMap { $0.lines.flatMap(Array.init) }.sorted() == [7, 9, 11, 12])
    }

    @Test func singlePassageIsTextWithoutTitle() throws {
        let article = try Reading.read("The mill stood still for a week, and nobody in the village could say why it did.")
        #expect(article.title == nil)
        #expect(article.words == 17)
    }

    @Test func headlineAloneIsNoText() {
        #expect(throws: Refusal.self) { try Reading.read("Mill stands still\n") }
    }
}
