/// What a piece looks like, counted in one pass over its bytes. None of it asks for a language; case counts only in
/// scripts that have it.
struct Traits {
    var bytes = 0
    /// Words between spaces; for scripts written without spaces, half the characters.
    var words = 0
    /// Words that begin with a capital or a small letter (ASCII and Latin-1).
    var capitals = 0
    var smalls = 0
    var digits = 0
    var letters = 0
    var upperLetters = 0
    /// Commas and semicolons of any script.
    var commas = 0
    /// Ends of sentences within the piece: a stop, then a space.
    var stops = 0
    /// Bars, arrows, middle dots: what separates links.
    var separators = 0
    /// Bytes of the list mark it begins with.
    var bullet = 0
    /// Ends as a sentence does, closing quotes and brackets set aside.
    var endsSentence = false
    /// Ends with a question or exclamation mark, as sentences and headlines do.
    var asks = false
    var endsColon = false
    /// Ends with dots, as cut-off teasers do.
    var endsEllipsis = false
    var startsQuote = false
    var startsSmall = false
    var startsDigit = false
    var hasAddress = false
    var hasCopyright = false
    /// Identity of the text, for repetitions.
    var hash: UInt64 = 0

    /// A sentence long enough to be told from a label, in any script.
    var isProse: Bool {
        bullet == 0 && ((endsSentence && words >= 8) || words >= 22 && commas + stops > 0)
    }
}

extension Traits {
    init(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
        bytes = end - start
        bullet = Bullet.length(text, start, end)
        let from = start + bullet
        guard from < end else { return }
        count(text, from, end)
        readStart(text, from, end)
        readEnd(text, from, end)
    }

    private mutating func count(_ text: Span<UInt8>, _ from: Int, _ end: Int) {
        var wide = 0
        var tokens = 0
        var counts = LaneCounts()
        // The hash waits for each of its steps, so that it costs nothing beside the counting.
        var hash = LineHash()
        var i = from
        while i < end {
            let bytes = SixteenBytes(text, from: i, to: end, filler: LaneCounts.filler)
            let opening = counts.take(bytes, before: bytes.before(text, at: i, from: from, to: end))
            let special = bytes.within(0xC2, 0xEF) | bytes.equal(to: 0x7C) | bytes.equal(to: 0x40) | bytes.equal(to: 0x2F)
            if !SixteenBytes.isEmpty(special) { countSpecial(text, i, from, end, special, opening, &wide) }
            if counts.isFull { tokens += counts.move(to: &self) }
            guard i &+ SixteenBytes.count <= end else { break }
            let (low, high) = Packed.halves(bytes.lanes)
            hash.take(low)
            hash.take(high)
            i &+= SixteenBytes.count
        }
        self.hash = hash.end(text, i, end)
        tokens += counts.move(to: &self)
        words = max(tokens, wide / 2, 1)
    }

    /// Counts the characters that mean more than themselves among the sixteen bytes from `i`: each begins where
    /// `special` says.
    private mutating func countSpecial(
        _ text: Span<UInt8>, _ i: Int, _ from: Int, _ end: Int, _ special: SixteenBytes.Lanes, _ opening: SixteenBytes.Lanes,
        _ wide: inout Int
    ) {
        let (low, high) = Packed.halves(special)
        let (openLow, openHigh) = Packed.halves(opening)
        for (half, opens, start) in [(low, openLow, i), (high, openHigh, i + 8)] {
            var left = half & EightBytes.highs
            while left != 0 {
                let at = start &+ EightBytes.before(left)
                let isOpening = opens & left & (0 &- left) != 0
                left &= left &- 1
                switch text[at] {
                case 0x7C: separators += 1
                case 0x40: hasAddress = true
                case 0x2F: if at + 2 < end && text[at + 1] == 0x2F && at > from && text[at - 1] == 0x3A { hasAddress = true }
                default: countWide(text, at, end, isOpening, &wide)
                }
            }
        }
    }

    /// A character beyond ASCII of two or three bytes.
    private mutating func countWide(_ text: Span<UInt8>, _ i: Int, _ end: Int, _ opens: Bool, _ wide: inout Int) {
        let second = i + 1 < end ? text[i + 1] : 0
        let third = i + 2 < end ? text[i + 2] : 0
        switch text[i] {
        case 0xC2:
            if second == 0xA9 { hasCopyright = true }
            if second == 0xB7 || second == 0xBB || second == 0xAB { separators += 1 }
        case 0xC3:
            letters += 1
            if second >= 0x80 && second <= 0x9E {
                upperLetters += 1
                if opens { capitals += 1 }
            } else if opens {
                smalls += 1
            }
        case 0xC4...0xDF:
            letters += 1
        case 0xE2:
            if second == 0x80 && (third == 0xA2 || third == 0xBA) || second == 0x86 || second == 0x96 { separators += 1 }
        case 0xE3 where second == 0x80:
            if third == 0x81 { commas += 1 } else if third == 0x82 { stops += 1 }
        case 0xE3...0xED:
            letters += 1
            wide += 1
        default:
            if text[i] == 0xEF && second == 0xBC { commas += 1 } else { letters += 1 }
            if text[i] == 0xE0 && second == 0xA5 && third == 0xA4 { stops += 1 }
        }
    }

    private mutating func readStart(_ text: Span<UInt8>, _ from: Int, _ end: Int) {
        switch text[from] {
        case 0x22, 0x27: startsQuote = true
        case 0x61...0x7A: startsSmall = true
        case 0x30...0x39: startsDigit = true
        case 0xC2: startsQuote = from + 1 < end && text[from + 1] == 0xAB
        case 0xE2:
            startsQuote = from + 2 < end && text[from + 1] == 0x80 && (0x98...0x9F).contains(text[from + 2])
        default: break
        }
    }

    /// Whether the line ends as a sentence does, without counting anything.
    static func endsSentence(_ text: Span<UInt8>, _ from: Int, _ end: Int) -> Bool {
        var traits = Traits()
        traits.readEnd(text, from, end)
        return traits.endsSentence
    }

    private mutating func readEnd(_ text: Span<UInt8>, _ from: Int, _ end: Int) {
        let last = Traits.lastMark(text, from, end)
        guard last >= from else { return }
        switch text[last] {
        case 0x2E:
            if last - 2 >= from && text[last - 1] == 0x2E { endsEllipsis = true } else { endsSentence = true }
        case 0x21, 0x3F:
            endsSentence = true
            asks = true
        case 0x3A: endsColon = true
        default:
            guard last - 2 >= from else { return }
            switch (text[last - 2], text[last - 1], text[last]) {
            case (0xE2, 0x80, 0xA6): endsEllipsis = true
            case (0xE3, 0x80, 0x82), (0xEF, 0xBC, 0x81), (0xEF, 0xBC, 0x9F), (0xE0, 0xA5, 0xA4), (0xE0, 0xA5, 0xA5):
                endsSentence = true
            default:
                endsSentence = text[last - 1] == 0xD8 && text[last] == 0x9F || text[last - 1] == 0xDB && text[last] == 0x94
            }
        }
    }

    /// Index of the last byte that is no closing quote or bracket.
    private static func lastMark(_ text: Span<UInt8>, _ from: Int, _ end: Int) -> Int {
        var last = end - 1
        while last >= from {
            switch text[last] {
            case 0x22, 0x27, 0x29, 0x5D, 0x2A, 0x20:
                last -= 1
            case 0xBB where last > from && text[last - 1] == 0xC2:
                last -= 2
            case 0x98...0x9F where last - 1 > from && text[last - 1] == 0x80 && text[last - 2] == 0xE2:
                last -= 3
            case 0x8D where last - 1 > from && text[last - 1] == 0x80 && text[last - 2] == 0xE3:
                last -= 3
            default:
                return last
            }
        }
        return last
    }
}
