/// Makes the fingerprints of lines for the table of recurring lines: of a line's folded text with every run of digits as
/// one, and of the source, so that one outlet's furniture is not another's. All lines are folded in one buffer, in which
/// the source stands already.
struct LinePrinter {
    /// A full sentence of this many words is prose and never judged by how often it was seen.
    static let proseWords = 12
    /// Longer lines have no print, whatever they end with.
    static let mostWords = 40
    /// Up to here prints are held against each other one by one.
    private static let few = 64

    /// More bytes than most lines that have a print, and their source.
    private static let usual = 512

    private var buffer: [UInt8]
    /// Bytes of the source, and of the line feed behind it.
    private let head: Int

    init(source: String) {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(LinePrinter.usual)
        buffer.append(contentsOf: source.utf8)
        buffer.append(Needle.lineFeed)
        var span = buffer.mutableSpan
        head = LinePrinter.squeeze(&span, from: 0, to: span.count)
        self.buffer = buffer
    }

    /// The print of a line; nil for lines that are never judged by how often they were seen.
    mutating func print(_ text: Span<UInt8>, _ start: Int, _ end: Int, _ traits: Traits) -> UInt64? {
        guard traits.letters > 0, traits.words <= LinePrinter.mostWords else { return nil }
        if traits.endsSentence && traits.words >= LinePrinter.proseWords { return nil }
        let head = head
        // Sixteen more, so that it is folded by sixteens to its end.
        let most = head + max(0, end - start) + SixteenBytes.count
        let missing = most - buffer.count
        if missing > 0 { buffer.append(contentsOf: repeatElement(0, count: missing + most)) }
        var out = buffer.mutableSpan
        var count = Fold.write(text, start, end, Fold.Trim(head: true, tail: true), into: &out, at: head)
        if traits.digits > 0 { count = LinePrinter.squeeze(&out, from: head, to: count) }
        return LineHash.of(buffer.span, 0, count)
    }

    /// Makes one zero of every run of digits; returns where the text ends then.
    private static func squeeze(_ text: inout MutableSpan<UInt8>, from start: Int, to end: Int) -> Int {
        var count = start
        for i in start..<end {
            let isDigit = text[i] >= 0x30 && text[i] <= 0x39
            if isDigit && count > start && text[count - 1] == 0x30 { continue }
            text[count] = isDigit ? 0x30 : text[i]
            count += 1
        }
        return count
    }

    /// The print of each piece of a draft, whatever becomes of it.
    static func prints(of draft: Draft, source: String) -> [UInt64?] {
        var printer = LinePrinter(source: source)
        let text = draft.script.bytes.span
        var prints: [UInt64?] = []
        prints.reserveCapacity(draft.count)
        for piece in 0..<draft.count {
            let place = draft.script.pieces[piece]
            prints.append(printer.print(text, place.start, place.end, draft.traits[piece]))
        }
        return prints
    }

    /// The prints of a text's lines, each once, in order.
    static func prints(of text: Span<UInt8>, source: String) -> [UInt64] {
        var printer = LinePrinter(source: source)
        var prints: [UInt64] = []
        eachLine(of: text) { start, end, traits in
            if let print = printer.print(text, start, end, traits) { prints.append(print) }
        }
        return distinct(prints)
    }

    /// Each print once, in order.
    static func distinct(_ prints: [UInt64]) -> [UInt64] {
        var distinct: [UInt64] = []
        distinct.reserveCapacity(prints.count)
        var seen: Set<UInt64> = []
        for print in prints {
            if distinct.count < few {
                if !distinct.contains(print) { distinct.append(print) }
                continue
            }
            if seen.isEmpty { seen.formUnion(distinct) }
            if seen.insert(print).inserted { distinct.append(print) }
        }
        return distinct
    }

    /// Calls `body` with the place and traits of each line of a text that may have a print.
    static func eachLine(of text: Span<UInt8>, _ body: (Int, Int, Traits) -> Void) {
        var start = 0
        while start < text.count {
            let end = SixteenBytes.first(Needle.lineFeed, in: text, from: start)
            if end > start, !isLong(text, start, end) { body(start, end, Traits(text, start, end)) }
            start = end + 1
        }
    }

    /// True when a line has no print for certain, which most paragraphs show by their first words: whatever it ends
    /// with, more than `mostWords` words begin with a letter of ASCII. Most of a text need not be read further.
    private static func isLong(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        var i = start + Bullet.length(text, start, end)
        let most = Traits.endsSentence(text, i, end) ? proseWords - 1 : mostWords
        var words = 0
        while i &+ 9 <= end {
            let spaces = EightBytes(text, at: i).equal(to: 0x20)
            words += EightBytes.count(spaces & EightBytes(text, at: i &+ 1).letters)
            if words > most { return true }
            i &+= 8
        }
        return false
    }
}
