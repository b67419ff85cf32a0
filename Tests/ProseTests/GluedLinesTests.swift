import Testing

@testable import Prose

struct GluedLinesTests {
    private func glued(_ lines: [String]) -> [Bool] {
        GluedLines.find(in: Draft(Manuscript(Page(Array(lines.joined(separator: "\n").utf8)))))
    }

    @Test(arguments: [
        ("Bridge closedThe town council", true), ("closedThe", true), ("a closedThe b closedTo", true),
        ("The bridge is closed", false), ("Old McDonald has an iPhone", false), ("the BBC and the closedBBC", false),
        ("bridge closedT", false), ("closedé Thé", false), ("It is clo5edThe, they say", false),
        ("The town hall of Harbour Bay was closedThe council meets elsewhere", true), ("fourteen bytesX", false),
        ("fourteen byteXs", true), ("fifteen a bytesXs", true), ("sixteen ab bytesXs", true), ("zeroXs", true), ("twoXs", true),
        ("oXs", false), ("tyXs", false),
    ])
    func aHeadingRunsIntoItsBlurb(line: String, isGlued: Bool) {
        #expect(glued([line]) == [isGlued])
    }

    /// A name stands there again; one line with the same word twice says nothing either.
    @Test func aWordThatStandsThereAgainIsAName() {
        #expect(glued(["People giveWell here", "as giveWell says", "Bridge closedThe town"]) == [false, false, true])
        #expect(glued(["giveWell and giveWell"]) == [false])
        #expect(glued(["giveWell and closedThe", "giveWell"]) == [true, false])
    }

    /// Wherever in the line, and so in a step of sixteen bytes, the capital stands.
    @Test(arguments: 0..<40)
    func atEveryPlace(shift: Int) {
        let before = String(repeating: "x ", count: shift / 2) + (shift.isMultiple(of: 2) ? "" : "\u{E9}")
        #expect(glued([before + "closedThe town"]) == [true])
        #expect(glued([before + "closedThe", before + "loTo"]) == [true, false])
    }
}
