import Config
import Testing

@testable import Prose

/// What stands between the top of a page and its prose: headline, standfirst, credit, dateline.
struct HeadTests {
    private static let prose = [
        "The council said on Monday that the ferry would run again from May, after two winters in which the island was cut off.",
        "Repairs to the quay cost more than expected, the treasurer said, and the county will pay half of the sum over three years.",
        "Fishermen who had lent their boats to the school were thanked in the square, where the brass band played until noon.",
    ]

    private static func page(_ head: [String], _ foot: [String] = []) -> String {
        (head + prose + foot).joined(separator: "\n\n")
    }

    @Test(arguments: [
        ["The Valley Times"], ["3 March 2021"], ["The Valley Times", "3 March 2021, 10:15 am"], ["Home", "News", "Weather", "Sport"],
    ])
    func standfirstIsNoHeadline(_ above: [String]) throws {
        let standfirst = "Island council promises a first crossing in May and cheaper tickets for pupils"
        let article = try Reading.read(Self.page(above + ["Ferry to sail again after two winters", standfirst]))
        #expect(article.title == "Ferry to sail again after two winters")
        #expect(article.paragraphs == [standfirst] + Self.prose)
    }

    @Test func standfirstBeforeThePictureStays() throws {
        let standfirst = "The harbour board has opened talks with the operator about a second ferry line to the island that would begin in spring"
        let article = try Reading.read(
            Self.page(["World", "Ferry talks resume", standfirst, "Getty Images\nGetty Images The ferry at the quay in June"]))
        #expect(article.title == "Ferry talks resume")
        #expect(article.paragraphs.first == standfirst)
    }

    @Test func creditAfterTheFirstParagraphUnderANavigationBar() throws {
        let first = "The ferry to the island will sail again in May, the council has decided after a long night."
        let text = (["Home | News | Sport | Weather", "Ferry to sail again after two winters", first, "Photo: Karin Olde/Harbour Press"] + Self.prose)
            .joined(separator: "\n\n")
        let article = try Reading.read(text)
        #expect(article.title == "Ferry to sail again after two winters")
        #expect(article.paragraphs == [first] + Self.prose)
        #expect(article.credits == ["Karin Olde/Harbour Press"])
    }

    @Test(arguments: [
        ("Photo: Karin Olde", "Karin Olde"), ("Photograph by Karin Olde", "Karin Olde"), ("Image credit: Karin Olde", "Karin Olde"),
        ("SOURCE: News agencies", "News agencies"), ("Foto: Karin Olde/dpa", "Karin Olde/dpa"), ("Getty Images", "Getty Images"),
    ])
    func creditsDoWithoutTheirLabel(_ line: String, _ credit: String) throws {
        let article = try Reading.read(Self.page(["Ferry to sail again after two winters"], [line]))
        #expect(article.credits == [credit])
    }

    @Test(arguments: [
        ("HARBOUR BAY, Maine (AP) — ", "HARBOUR BAY, Maine"), ("Olde (dpa) - ", "Olde"), ("NEW OLDE: ", "NEW OLDE"), ("OLDE — ", "OLDE"),
        ("OLDE, Nov 19 (Example) - ", "OLDE"), ("ST. KARIN, Olde -- ", "ST. KARIN, Olde"), ("SÃO KARIN – ", "SÃO KARIN"),
    ])
    func datelines(_ start: String, _ place: String) throws {
        let article = try Reading.read("Ferry to sail again after two winters\n\n" + start + Self.prose.joined(separator: "\n\n"))
        #expect(article.dateline == place)
        #expect(article.paragraphs.first == start + Self.prose[0])
    }

    @Test(arguments: ["BREAKING: ", "UPDATE — ", "The ferry - an old one - is safe. ", "A council (of seven) - all of them tired - met. ", "Note: ", ""])
    func noDatelines(_ start: String) throws {
        let article = try Reading.read("Ferry to sail again after two winters\n\n" + start + Self.prose.joined(separator: "\n\n"))
        #expect(article.dateline == nil)
    }

    @Test(arguments: ["Breaking news", "Most read", "Featured", "Latest", "Watch", "Related stories", "Editor's picks"])
    func labelOverTheHeadline(_ label: String) throws {
        let head = [label, "Ferry to sail again after two winters", "By Ada Byron", "3 March 2021"]
        let article = try Reading.read(Self.page(head))
        #expect(article.title == "Ferry to sail again after two winters")
        #expect(article.byline == "Ada Byron")
        #expect(article.published == "3 March 2021")
        #expect(article.paragraphs == Self.prose)
    }

    @Test func listOverTheHeadline() throws {
        let list = ["Storks return to the chimney of the mill", "Band plays until noon in the square", "Treasurer counts the lamps of the quay again"]
        let article = try Reading.read(Self.page(["Most read"] + list + ["Ferry to sail again after two winters", "By Ada Byron"]))
        #expect(article.title == "Ferry to sail again after two winters")
        #expect(article.paragraphs == Self.prose)
    }

    @Test func listUnderTheHeadline() throws {
        let head = ["Ferry to sail again after two winters", "By Ada Byron", "Most read", "Storks return to the chimney of the mill"]
        let article = try Reading.read(Self.page(head))
        #expect(article.title == "Ferry to sail again after two winters")
        #expect(article.lines("trending-section") == [5, 7])
        #expect(article.paragraphs == Self.prose)
    }

    @Test(arguments: ["Updated: ferry to sail again after two winters", "Published letters of a ferryman found in the quay"])
    func headlineThatBeginsAsADateDoes(_ headline: String) throws {
        let article = try Reading.read(Self.page([headline, "3 March 2021"]))
        #expect(article.title == headline)
        #expect(article.published == "3 March 2021")
    }

    @Test(arguments: ["Image caption The ferry at the quay in June", "Image caption: The ferry at the quay in June", "Media caption, The ferry at the quay in June"])
    func labelledCaption(_ line: String) throws {
        let article = try Reading.read(Self.page(["Ferry to sail again after two winters", line]))
        #expect(article.captions.count == 1)
        #expect(article.paragraphs == Self.prose)
    }

    /// A first line that a rule or a date speaks for, where no other line is the headline.
    @Test(arguments: [
        "By the sea, a town waits for rain", "By 2050, half of all roofs will be green", "11 September 2001: a survivor tells her story",
        "Minister to resign on 12 March 2024", "Published in full: the letter of the king", "In pictures: storm tears roof off school",
        "Photo: the roof that flew away",
    ])
    func headlineThatBeginsAsALabelDoes(_ headline: String) throws {
        let article = try Reading.read(Self.page([headline]))
        #expect(article.title == headline)
        #expect(article.byline == nil && article.credits == [])
        #expect(article.paragraphs == Self.prose)
    }

    @Test(arguments: ["By Ada Byron and Karin Olde", "Published on 3 March 2021 at 10:15", "Share this article with your friends", "Photo: Karin Olde"])
    func labelsAreNoHeadlines(_ line: String) throws {
        #expect(try Reading.read(Self.page([line])).title == nil)
    }

    @Test func headlineBetweenTwoLists() throws {
        let head = ["Latest news", "Ferry to sail again after two winters", "Most read", "Storks return to the chimney", "Band plays until noon"]
        let article = try Reading.read(Self.page(head))
        #expect(article.title == "Ferry to sail again after two winters")
        #expect(article.paragraphs == Self.prose)
    }

    @Test(arguments: ["The court met on 12 March 2024.", "It fell on 12 March 2024.", "12 March 2024 was a Tuesday.", "Credit: the banks will not give any, the mayor said on Tuesday."])
    func sentencesAreNoLabels(_ sentence: String) throws {
        let article = try Reading.read(Self.page(["Ferry to sail again after two winters"] + Self.prose, [sentence] + Self.prose.reversed()))
        #expect(article.paragraphs.contains(sentence))
        #expect(article.created == nil && article.credits == [])
    }
}
