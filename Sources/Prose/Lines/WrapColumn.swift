/// The column at which a text was wrapped by hand or by a mail program, and the way back to paragraphs.
///
/// The sign of wrapping is not that lines are about as long, but that each break was forced: the first word of the
/// next line would not have fitted. In text that was not wrapped, such as lists, verse and headlines, breaks are not.
struct WrapColumn {
    /// Characters; no line but one without a space is longer.
    let width: Int

    /// Narrowest and widest columns that are taken for wrapping: newspaper mail and plain-text conventions lie within.
    static let columns = 56...82
    /// At least this many forced breaks, so that two or three long lines in a row are not taken for wrapped ones.
    static let leastBreaks = 4

    /// The column of a page; nil when its lines are paragraphs already.
    static func of(_ page: borrowing Page) -> WrapColumn? {
        guard page.lines.count > leastBreaks else { return nil }
        let bytes = page.bytes.span
        var widths: [Int] = []
        widths.reserveCapacity(page.lines.count)
        var long = 0
        var widest = 0
        for line in page.lines {
            // A character has at most four bytes, so a longer line need not be counted.
            let count = line.end - line.start
            let width = count > 4 * columns.upperBound ? count : characters(bytes, line.start, line.end)
            if width > columns.upperBound {
                // A line that cannot be broken says nothing about the column.
                if firstWord(bytes, line) != width { long += 1 }
                if long > 8 && long * 20 > page.lines.count { return nil }
            } else {
                widest = max(widest, width)
            }
            widths.append(width)
        }
        guard long * 20 <= page.lines.count, widest >= columns.lowerBound else { return nil }
        if fits(page, widths, widest) { return WrapColumn(width: widest) }
        // One long line, such as a rule of dashes or a header, may stick out of a narrower column.
        let sorted = widths.filter { $0 <= columns.upperBound }.sorted()
        let usual = sorted[sorted.count * 9 / 10]
        return usual >= columns.lowerBound && fits(page, widths, usual) ? WrapColumn(width: usual) : nil
    }

    /// True when nearly all breaks within blocks of lines are forced at `width`.
    private static func fits(_ page: borrowing Page, _ widths: [Int], _ width: Int) -> Bool {
        let bytes = page.bytes.span
        var breaks = 0
        var forced = 0
        for i in 1..<page.lines.count where page.lines[i].number == page.lines[i - 1].number + 1 {
            breaks += 1
            if widths[i - 1] + 1 + firstWord(bytes, page.lines[i]) > width { forced += 1 }
        }
        return forced >= leastBreaks && forced * 4 >= breaks * 3
    }

    /// Joins the lines of each paragraph.
    func unwrap(_ page: borrowing Page) -> ([UInt8], [Piece]) {
        let bytes = page.bytes.span
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var pieces: [Piece] = []
        var previous: Line?
        for line in page.lines {
            if let before = previous, let last = pieces.indices.last, joins(bytes, before, line) {
                out.removeLast()
                if !endsInHyphen(out.span, pieces[last].start) { out.append(0x20) }
                pieces[last].lastLine = line.number
            } else {
                let gap = previous.map { $0.number + 1 != line.number } ?? true
                pieces.append(
                    Piece(start: out.count, end: 0, firstLine: line.number, lastLine: line.number, gap: gap))
            }
            for i in line.start..<line.end { out.append(bytes[i]) }
            pieces[pieces.count - 1].end = out.count
            out.append(0x0A)
            previous = line
        }
        return (out, pieces)
    }

    private func joins(_ bytes: Span<UInt8>, _ before: Line, _ line: Line) -> Bool {
        guard line.number == before.number + 1 else { return false }
        guard line.indent <= before.indent || Bullet.length(bytes, before.start, before.end) > 0 else { return false }
        guard Bullet.length(bytes, line.start, line.end) == 0 else { return false }
        return WrapColumn.characters(bytes, before.start, before.end) + 1 + WrapColumn.firstWord(bytes, line) > width
    }

    /// A hyphen after a letter at the end of a line belongs to a compound: no space follows it.
    private func endsInHyphen(_ out: Span<UInt8>, _ start: Int) -> Bool {
        let count = out.count
        guard count - start >= 2, out[count - 1] == 0x2D else { return false }
        let before = out[count - 2]
        return before >= 0x80 || (before | 0x20 >= 0x61 && before | 0x20 <= 0x7A)
    }

    private static func characters(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var count = end - start
        var i = start
        while i < end {
            if i &+ 8 <= end && EightBytes(bytes, at: i).wide == 0 {
                i &+= 8
                continue
            }
            if bytes[i] & 0xC0 == 0x80 { count -= 1 }
            i &+= 1
        }
        return count
    }

    private static func firstWord(_ bytes: Span<UInt8>, _ line: Line) -> Int {
        var count = 0
        for i in line.start..<line.end {
            if bytes[i] == 0x20 { break }
            if bytes[i] & 0xC0 != 0x80 { count += 1 }
        }
        return count
    }
}
