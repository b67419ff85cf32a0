/// What the classifier judges: a line, or the lines of a paragraph that was wrapped by hand.
struct Piece {
    /// Where it lies in the manuscript's bytes.
    var start: Int
    var end: Int
    /// 1-based lines of the decoded text.
    var firstLine: Int
    var lastLine: Int
    /// A blank line, or the edge of the document, stands before it.
    var gap: Bool

    var lines: ClosedRange<Int> { firstLine...max(firstLine, lastLine) }
    var range: Range<Int> { start..<max(start, end) }
}

/// A document as pieces of clean text in Normal Form C.
struct Manuscript {
    /// The pieces' texts, each followed by a line feed.
    var bytes: [UInt8]
    var pieces: [Piece]
    var lineCount: Int

    /// - Parameter mayCompose: false when the text is in Normal Form C for certain.
    init(_ page: consuming Page, mayCompose: Bool = true) {
        lineCount = page.lineCount
        let lines = page.lines
        if let column = WrapColumn.of(page) {
            (bytes, pieces) = column.unwrap(page)
        } else {
            bytes = page.bytes
            pieces = []
            pieces.reserveCapacity(lines.count)
            var previous = -1
            for line in lines {
                pieces.append(
                    Piece(
                        start: line.start, end: line.end, firstLine: line.number, lastLine: line.number,
                        gap: line.number != previous + 1))
                previous = line.number
            }
        }
        if mayCompose { normalise() }
    }

    /// Brings the pieces that need it into Normal Form C; most documents have none and are not copied.
    private mutating func normalise() {
        let text = bytes
        let source = text.span
        guard NormalForm.mayDiffer(source, 0..<source.count) else { return }
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        for index in pieces.indices {
            let range = pieces[index].range
            pieces[index].start = out.count
            if NormalForm.mayDiffer(source, range) {
                out.append(contentsOf: NormalForm.compose(text[range]))
            } else {
                out.append(contentsOf: text[range])
            }
            pieces[index].end = out.count
            out.append(0x0A)
        }
        bytes = out
    }
}
