import Testing

@testable import Prose

struct DateTests {
    private static let dates: [(String, Int64, String)] = [
        ("Published: 3 March 2021", 1_614_729_600, "3 March 2021"),
        ("March 3rd, 2021 at 4:12 p.m.", 1_614_787_920, "March 3rd, 2021 at 4:12 p.m."),
        ("Mar. 3, 2021 4:12 pm ET", 1_614_805_920, "Mar. 3, 2021 4:12 pm ET"),
        ("July 3, 2021, 8 am EDT", 1_625_313_600, "July 3, 2021, 8 am EDT"),
        ("2021-03-03T16:12:00+05:30", 1_614_768_120, "2021-03-03T16:12:00+05:30"),
        ("2021-03-03", 1_614_729_600, "2021-03-03"),
        ("Mittwoch, 3. März 2021, 16:12 Uhr", 1_614_787_920, "3. März 2021, 16:12 Uhr"),
        ("03.03.2021", 1_614_729_600, "03.03.2021"),
        ("Publié le 3 mars 2021 à 16h12", 1_614_787_920, "3 mars 2021 à 16h12"),
        ("3 de marzo de 2021", 1_614_729_600, "3 de marzo de 2021"),
        ("Publicado em 3 de março de 2021 às 16:12", 1_614_787_920, "3 de março de 2021 às 16:12"),
        ("3 marzo 2021 alle ore 16:12", 1_614_787_920, "3 marzo 2021 alle ore 16:12"),
        ("3 मार्च 2021", 1_614_729_600, "3 मार्च 2021"),
        ("३ मार्च २०२१", 1_614_729_600, "३ मार्च २०२१"),
        ("25/12/2020", 1_608_854_400, "25/12/2020"),
        ("29 February 2020", 1_582_934_400, "29 February 2020"),
        ("16:12 GMT, 3 March 2021", 1_614_787_920, "16:12 GMT, 3 March 2021"),
    ]

    @Test(arguments: dates)
    func reads(text: String, seconds: Int64, words: String) {
        let bytes = Array(text.utf8)
        let date = DateReader.read(bytes[...])
        #expect(date?.seconds == seconds)
        #expect(date.map { String(decoding: bytes[$0.range], as: UTF8.self) } == words)
    }

    @Test(arguments: ["Published: undefined", "03/04/2021", "31 June 2021", "29 February 2021", "May be 2021", "Updated 14 hours ago", "room 2021", "12:30", "99999999999 March 2021", ""])
    func leaves(text: String) {
        #expect(DateReader.read(Array(text.utf8)[...]) == nil)
    }

    @Test func fieldsOfAnArticle() throws {
        let article = try Reading.read(
            """
            Dredger bought for the old harbour

            By Karin Olde

            Published: 3 March 2021, 16:12 GMT

            The harbour council has bought a dredger from the yard across the bay, its speaker said on Tuesday.

            It will begin its work in May, when the fishing fleet has left for the northern banks.
            """)
        #expect(article.title == "Dredger bought for the old harbour")
        #expect(article.created == 1_614_787_920)
        #expect(article.published == "3 March 2021, 16:12 GMT")
        #expect(article.byline == "Karin Olde")
        #expect(article.paragraphs.count == 2)
    }
}
