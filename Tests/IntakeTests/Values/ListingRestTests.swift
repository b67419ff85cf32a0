import Host
import Testing

@testable import Intake

struct ListingRestTests {
    /// Seconds that the listing took, whether nothing else is ready, and seconds after its end when the next may begin.
    @Test(arguments: [(0, false, 1), (0, true, 1), (2, false, 8), (2, true, 2), (15, false, 60), (15, true, 15)])
    func isLongWhereItCostsOthers(_ took: Int, _ isIdle: Bool, _ pause: Int) {
        let began = Instant(nanoseconds: 7)
        let ended = began + .seconds(took)
        #expect(ListingRest(from: began, to: ended).end(isIdle: isIdle) == ended + .seconds(pause))
    }
}
