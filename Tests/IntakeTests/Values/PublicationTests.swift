import Host
import Testing

@testable import Intake

@Suite struct PublicationTests {
    private func progress(_ stored: Int) -> Progress {
        var progress = Progress()
        progress.stored = Tally(articles: stored)
        return progress
    }

    @Test func newsAtOnceThenAtItsPaceAndAWordAMinute() {
        var publication = Publication()
        func isDue(_ progress: Progress, now: Instant) -> Bool { publication.isDue(progress, now: now) }
        #expect(publication.due == nil)
        #expect(isDue(progress(0), now: .at(0)))
        #expect(publication.due == .at(60_000))
        #expect(!isDue(progress(0), now: .at(100)))
        #expect(isDue(progress(1), now: .at(200)))
        #expect(!isDue(progress(2), now: .at(210)))
        #expect(publication.due == .at(250))
        #expect(!isDue(progress(3), now: .at(249)))
        #expect(isDue(progress(3), now: .at(250)))
        #expect(!isDue(progress(3), now: .at(60_249)))
        #expect(isDue(progress(3), now: .at(60_250)))
    }
}
