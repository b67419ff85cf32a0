import Testing

@testable import Prose

struct LineTests {
    private func texts(_ text: String) -> [String] {
        let page = Page(Array(text.utf8))
        return page.lines.map { String(decoding: page.bytes[$0.start..<$0.end], as: UTF8.self) }
    }

    @Test(arguments: ["one\ntwo\n\nfour", "one\r\ntwo\r\n\r\nfour\r\n", "one\rtwo\r\rfour\r", "one\r\ntwo\r\rfour\n"])
    func lineEnds(text: String) {
        let page = Page(Array(text.utf8))
        #expect(texts(text) == ["one", "two", "four"])
        #expect(page.lines.map(\.number) == [1, 2, 4])
        #expect(page.lineCount == 4)
    }

    @Test(arguments: [
        ("  two\u{A0}\u{A0}words \t", "two words"),
        ("zero\u{200B}width\u{FEFF} and\u{AD}soft", "zerowidth andsoft"),
        ("thin\u{2009}narrow\u{202F}wide\u{3000}end", "thin narrow wide end"),
        ("line\u{2028}separator", "line separator"),
        ("ज़\u{200D}joiner stays", "ज़\u{200D}joiner stays"),
        ("bell\u{7}gone", "bellgone"), ("a\u{80}b\u{9E}\u{9F}c \u{9D}", "abc"), ("next\u{85}line\u{85}", "next line"),
    ])
    func cleans(dirty: String, clean: String) {
        #expect(texts(dirty).map { Array($0.utf8) } == [Array(clean.utf8)])
    }

    @Test func aLineOfNothingButSpaceIsNone() {
        #expect(texts(" \u{A0}\u{200B}\t\n\u{FEFF}\n").isEmpty)
    }

    private static let wrapped = """
        The council met on Tuesday evening in the old customs house, and for the
        first time in a year every chair was taken. The harbour master spoke for
        an hour about silt, tides and the cost of a new dredger, which the well-
        known yard across the bay had offered to build.

        Nobody asked a question. The vote was put off until the autumn, when the
        fishing fleet is home and the families of the crews can be heard as well
        as the owners of the boats, who had come in number.
        """

    @Test func unwrapsHardWrappedText() {
        let script = Manuscript(Page(Array(Self.wrapped.utf8)))
        #expect(script.pieces.map { $0.firstLine...$0.lastLine } == [1...4, 6...8])
        let first = String(decoding: script.bytes[script.pieces[0].range], as: UTF8.self)
        #expect(first.contains("for the first time"))
        #expect(first.contains("well-known"))
    }

    @Test func leavesListsAndVerseAlone() {
        let verse = """
            The water rose
            and no one knows
            how many boats it bore away
            that winter's day
            from out the narrow silted bay
            beyond the rows
            """
        #expect(Manuscript(Page(Array(verse.utf8))).pieces.count == 6)
    }

    @Test func composesOnlyWhatNeedsIt() {
        let script = Manuscript(Page(Array("Ame\u{301}lie\nplain".utf8)))
        #expect(Array(script.bytes[script.pieces[0].range]) == Array("Amélie".utf8))
        #expect(Array(script.bytes[script.pieces[1].range]) == Array("plain".utf8))
    }
}
