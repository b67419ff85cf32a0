/// Folding: the form in which rules and lines are compared. It never makes a text longer.
///
/// Letters become small where both forms have as many bytes (ASCII, Latin-1, Latin Extended-A, Greek, Cyrillic);
/// typographic quotes, primes and dashes become the plain ones; everything else stays.
enum Fold {
    /// Which ends of a line are trimmed: list marks and quotes before it, closing punctuation after it.
    struct Trim {
        var head: Bool
        var tail: Bool
    }

    static func fold(_ text: String, _ trim: Trim) -> [UInt8] {
        let bytes = Array(text.utf8)
        return fold(bytes.span, 0, bytes.count, trim)
    }

    /// The folded form of `text[start..<end]`.
    static func fold(_ text: Span<UInt8>, _ start: Int, _ end: Int, _ trim: Trim) -> [UInt8] {
        var folded = [UInt8](filled: 0, count: max(0, end - start))
        var out = folded.mutableSpan
        let count = write(text, start, end, trim, into: &out, at: 0)
        folded.removeLast(folded.count - count)
        return folded
    }

    /// Writes the folded form of `text[start..<end]` at `place`, where as many bytes must be left; returns its end.
    /// What stands behind it may be written over too.
    static func write(
        _ text: Span<UInt8>, _ start: Int, _ end: Int, _ trim: Trim, into out: inout MutableSpan<UInt8>, at place: Int
    ) -> Int {
        var i = trim.head ? start + Bullet.length(text, start, end) : start
        var to = place
        while i < end {
            if i &+ SixteenBytes.count <= text.count, to &+ SixteenBytes.count <= out.count {
                // What is written behind the end will be written over.
                let bytes = SixteenBytes(text, at: i)
                out.store(bytes.lowered, at: to)
                if SixteenBytes.isEmpty(bytes.wide), i &+ SixteenBytes.count <= end {
                    i &+= SixteenBytes.count
                    to &+= SixteenBytes.count
                    continue
                }
                let ascii = min(SixteenBytes.before(bytes.wide), end &- i)
                i &+= ascii
                to &+= ascii
                if i == end { break }
            }
            let byte = text[i]
            if byte < 0x80 {
                // Capitals have bit 5 clear.
                out[to] = byte &- 0x41 < 26 ? byte | 0x20 : byte
                to += 1
                i += 1
            } else {
                i += step(text, i, end, &out, &to)
            }
        }
        if trim.tail { while to > place && closes(out[to - 1]) { to -= 1 } }
        return to
    }

    /// Folds the character beyond ASCII at `i`; returns how many bytes it took.
    private static func step(_ text: Span<UInt8>, _ i: Int, _ end: Int, _ out: inout MutableSpan<UInt8>, _ to: inout Int) -> Int {
        let byte = text[i]
        let second = i + 1 < end ? text[i + 1] : 0
        switch byte {
        case 0xE2 where second == 0x80 && i + 2 < end && plain(text[i + 2]) != 0:
            out[to] = plain(text[i + 2])
            to += 1
            return 3
        case 0xC2 where second == 0xBB || second == 0xAB:
            out[to] = UInt8(ascii: "\"")
            to += 1
            return 2
        case 0xC3...0xD1 where i + 1 < end:
            let (lead, trail) = lowerPair(byte, second)
            out[to] = lead
            out[to + 1] = trail
            to += 2
            return 2
        default:
            out[to] = byte
            to += 1
            return 1
        }
    }

    /// The plain form of the General Punctuation with this third byte: quotes, primes, dashes, dots; 0 for others.
    private static func plain(_ third: UInt8) -> UInt8 {
        switch third {
        case 0x98...0x9B, 0xB2: UInt8(ascii: "'")
        case 0x9C...0x9F, 0xB3: UInt8(ascii: "\"")
        case 0x90...0x95: UInt8(ascii: "-")
        case 0xA6: UInt8(ascii: ".")
        default: 0
        }
    }

    /// Two-byte letters, small.
    private static func lowerPair(_ lead: UInt8, _ trail: UInt8) -> (UInt8, UInt8) {
        switch (lead, trail) {
        case (0xC3, 0x80...0x96), (0xC3, 0x98...0x9E): (lead, trail + 0x20)
        case (0xC4, 0x80...0xB7), (0xC5, 0x8A...0xB7): (lead, lead == 0xC4 && trail >= 0xB0 && trail <= 0xB1 ? trail : trail | 1)
        case (0xC4, 0xB9...0xBE), (0xC5, 0x81...0x88), (0xC5, 0xB9...0xBE): (lead, trail & 1 == 1 ? trail + 1 : trail)
        case (0xCE, 0x91...0x9F): (0xCE, trail + 0x20)
        case (0xCE, 0xA0...0xA9): (0xCF, trail - 0x20)
        case (0xD0, 0x90...0x9F): (0xD0, trail + 0x20)
        case (0xD0, 0xA0...0xAF): (0xD1, trail - 0x20)
        case (0xD0, 0x80...0x8F): (0xD1, trail + 0x10)
        default: (lead, trail)
        }
    }

    /// What may follow a label without changing it.
    private static func closes(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x2E, 0x3A, 0x2C, 0x3B, 0x21, 0x3E, 0x7C, 0x22, 0x2D: true  // space . : , ; ! > | " -
        default: false
        }
    }
}
