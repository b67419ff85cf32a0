/// The lines of a document, cleaned: what every later step reads. Only lines with something to read are in it.
struct Page {
    /// The cleaned lines in one buffer, each followed by a line feed; UTF-8, single spaces, none at the ends of a line.
    var bytes: [UInt8]
    var lines: [Line]
    /// Lines of the decoded text, empty ones included.
    var lineCount: Int
}

/// One line with something on it.
struct Line {
    /// Where it lies in `Page.bytes`, without the line feed.
    var start: Int
    var end: Int
    /// 1-based, in the decoded text.
    var number: Int
    /// Bytes of space before its first character.
    var indent: Int
}

extension Page {
    /// Splits and cleans in one pass: lines end with LF, CR LF or CR; every kind of space becomes one space;
    /// control characters and characters without width or meaning (zero-width space, word joiner, byte order mark,
    /// soft hyphen, Mongolian vowel separator) go. Joiners and direction marks stay: scripts need them.
    init(_ decoded: borrowing [UInt8]) {
        var buffer = [UInt8](repeating: 0, count: decoded.count + 1)
        var lines: [Line] = []
        lines.reserveCapacity(min(decoded.count / 64, 4096))
        var splitter = LineSplitter()
        var target = buffer.mutableSpan
        splitter.run(decoded.span, into: &target, &lines)
        let written = splitter.written
        let count = splitter.number
        buffer.removeLast(buffer.count - written)
        self.bytes = buffer
        self.lines = lines
        self.lineCount = count
    }
}

/// The state of the pass. Sixteen bytes are taken at once where they stay as they are; a space is written at once and
/// taken back when the line ends with it.
private struct LineSplitter {
    var number = 0
    var written = 0
    private var start = 0
    private var lead = 0
    /// A space would be one too many: at the start of a line, and after another.
    private var afterSpace = true

    /// `out` has room for one byte more than `source` has.
    mutating func run(_ source: Span<UInt8>, into out: inout MutableSpan<UInt8>, _ lines: inout [Line]) {
        let count = source.count
        var i = 0
        while i < count {
            if i &+ SixteenBytes.count <= count {
                let taken = take(SixteenBytes(source, at: i), into: &out)
                i &+= taken
                if taken == SixteenBytes.count { continue }
            }
            // Beyond ASCII characters come in rows.
            repeat { i &+= step(source, i, &out, &lines) } while i < count && source[i] >= 0x80
        }
        if count > 0, source[count - 1] != 0x0A, source[count - 1] != 0x0D { endLine(&out, &lines) }
    }

    /// Writes the bytes before the first one that does not stay as it is; returns how many they are.
    @inline(__always)
    private mutating func take(_ bytes: SixteenBytes, into out: inout MutableSpan<UInt8>) -> Int {
        let (low, high) = Packed.halves(bytes.equal(to: 0x20))
        let (plainLow, plainHigh) = Packed.halves(bytes.within(0x20, 0x7E))
        let otherLow = ~plainLow | low & (low &<< 8 | (afterSpace ? 0xFF : 0))
        let otherHigh = ~plainHigh | high & (high &<< 8 | low &>> 56)
        // No more was written than read, so that there is room for sixteen.
        out.store(bytes.lanes, at: written)
        if otherLow | otherHigh == 0 {
            written &+= SixteenBytes.count
            afterSpace = high &>> 63 == 1
            return SixteenBytes.count
        }
        let taken = otherLow != 0 ? EightBytes.before(otherLow) : 8 &+ EightBytes.before(otherHigh)
        if taken == 0 { return 0 }
        written &+= taken
        afterSpace = (taken > 8 ? high : low) &>> UInt64(8 &* (taken &- 1) & 63) & 1 == 1
        return taken
    }

    /// Takes one character that may not stay as it is, or one byte of it; returns the bytes read.
    private mutating func step(
        _ source: Span<UInt8>, _ i: Int, _ out: inout MutableSpan<UInt8>, _ lines: inout [Line]
    ) -> Int {
        let byte = source[i]
        switch ByteClass(byte) {
        case .text:
            write(byte, &out)
        case .space:
            space(1, &out)
        case .lineFeed:
            endLine(&out, &lines)
        case .carriageReturn:
            endLine(&out, &lines)
            return i + 1 < source.count && source[i + 1] == 0x0A ? 2 : 1
        case .drop:
            break
        case .lookAhead:
            let (kind, length) = special(source, at: i)
            switch kind {
            case .space: space(length, &out)
            case .drop: break
            default: write(byte, &out)
            }
            return length
        }
        return 1
    }

    private mutating func write(_ byte: UInt8, _ out: inout MutableSpan<UInt8>) {
        out[written] = byte
        written += 1
        afterSpace = false
    }

    private mutating func space(_ length: Int, _ out: inout MutableSpan<UInt8>) {
        if written == start { lead += length }
        guard !afterSpace else { return }
        out[written] = 0x20
        written += 1
        afterSpace = true
    }

    private mutating func endLine(_ out: inout MutableSpan<UInt8>, _ lines: inout [Line]) {
        number += 1
        if written > start {
            if afterSpace { written -= 1 }
            lines.append(Line(start: start, end: written, number: number, indent: lead))
            out[written] = 0x0A
            written += 1
            start = written
        }
        lead = 0
        afterSpace = true
    }

    /// What a sequence of two or three bytes is, and its length.
    private func special(_ source: Span<UInt8>, at i: Int) -> (ByteClass, Int) {
        guard i + 1 < source.count else { return (.text, 1) }
        let second = source[i + 1]
        if source[i] == 0xC2 {
            switch second {
            case 0x85, 0xA0: return (.space, 2)  // next line, no-break space
            case 0x80..<0xA0, 0xAD: return (.drop, 2)  // control characters of Latin-1, soft hyphen
            default: return (.text, 1)
            }
        }
        guard i + 2 < source.count else { return (.text, 1) }
        let third = source[i + 2]
        switch (source[i], second, third) {
        case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F),
            (0xE3, 0x80, 0x80), (0xE1, 0x9A, 0x80):
            return (.space, 3)
        case (0xE2, 0x80, 0x8B), (0xE2, 0x81, 0xA0), (0xEF, 0xBB, 0xBF), (0xE1, 0xA0, 0x8E):
            return (.drop, 3)
        default:
            return (.text, 1)
        }
    }
}

private enum ByteClass {
    case text, space, lineFeed, carriageReturn, drop, lookAhead

    init(_ byte: UInt8) {
        self =
            switch byte {
            case 0x0A: .lineFeed
            case 0x0D: .carriageReturn
            case 0x09, 0x0B, 0x0C, 0x20: .space
            case 0..<0x20, 0x7F: .drop
            case 0xC2, 0xE1, 0xE2, 0xE3, 0xEF: .lookAhead
            default: .text
            }
    }
}
