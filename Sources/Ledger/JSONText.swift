internal import Host

/// Strings in a line: which bytes stand for themselves, which are escaped, and back. The grammar is in Format.swift.
enum JSONText {
    /// Appends `bytes`, escaped, without quotes. Bytes that are not UTF-8 become U+FFFD, so that a line always is.
    static func append(_ bytes: [UInt8], to out: inout [UInt8]) {
        let count = bytes.count
        var start = 0
        var at = 0
        while true {
            at = endOfPlain(bytes.span, from: at)
            if at == count { break }
            let length = UTF8Sequence.length(in: bytes.span, at: at)
            if length > 1, !isLineEnd(bytes.span, at, length) {
                at += length
                continue
            }
            out.append(contentsOf: bytes[start..<at])
            appendEscape(of: bytes.span, at, length, to: &out)
            at += max(length, 1)
            start = at
        }
        out.append(contentsOf: bytes[start..<count])
    }

    /// The first byte at or after `start` that is not plain: a quote, a backslash, a control, or not ASCII. Nearly all
    /// bytes of a line are passed here, 16 at a time in a loop that the compiler turns into vector instructions.
    @inline(__always)
    static func endOfPlain(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var at = start
        let count = bytes.count
        while count &- at >= 16 {
            let block = bytes.extracting(at..<at &+ 16)
            var other: UInt8 = 0
            for index in 0..<16 {
                let byte = block[index]
                other |= (byte < 0x20 ? 1 : 0) | (byte & 0x80) | (byte == quote ? 1 : 0) | (byte == backslash ? 1 : 0)
            }
            if other != 0 {
                let low = others(ByteWord.of(block, 0))
                return low != 0 ? at &+ ByteWord.first(low) : at &+ 8 &+ ByteWord.first(others(ByteWord.of(block, 8)))
            }
            at &+= 16
        }
        while at < count, isPlain(bytes[at]) { at &+= 1 }
        return at
    }

    /// Of eight bytes those that are not plain, exact up to the first.
    @inline(__always)
    private static func others(_ word: UInt64) -> UInt64 {
        ByteWord.equal(word, to: quote) | ByteWord.equal(word, to: backslash) | ByteWord.below(word, 0x20) | word & ByteWord.highs
    }

    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte < 0x80 && byte != quote && byte != backslash }

    /// True for UTF-8 without control characters but tabs and carriage returns: what lines and their edits consist of.
    static func isText(_ bytes: Span<UInt8>) -> Bool {
        var at = 0
        while at < bytes.count {
            let length = UTF8Sequence.length(in: bytes, at: at)
            let byte = bytes[at]
            if length == 0 || byte < 0x20 && byte != UInt8(ascii: "\t") && byte != UInt8(ascii: "\r") { return false }
            at += length
        }
        return true
    }

    /// The first `byte` at or after `start`, or the end; 32 bytes at a time.
    static func first(_ byte: UInt8, _ bytes: Span<UInt8>, from start: Int) -> Int {
        var at = start
        let count = bytes.count
        while count &- at >= 32 {
            let block = bytes.extracting(at..<at &+ 32)
            let (a, b) = (ByteWord.equal(ByteWord.of(block, 0), to: byte), ByteWord.equal(ByteWord.of(block, 8), to: byte))
            let (c, d) = (ByteWord.equal(ByteWord.of(block, 16), to: byte), ByteWord.equal(ByteWord.of(block, 24), to: byte))
            if a | b | c | d != 0 {
                if a != 0 { return at &+ ByteWord.first(a) }
                if b != 0 { return at &+ 8 &+ ByteWord.first(b) }
                return c != 0 ? at &+ 16 &+ ByteWord.first(c) : at &+ 24 &+ ByteWord.first(d)
            }
            at &+= 32
        }
        while at < count, bytes[at] != byte { at &+= 1 }
        return at
    }

    /// U+0085, U+2028 and U+2029 end lines for some readers.
    @inline(__always)
    static func isLineEnd(_ bytes: Span<UInt8>, _ at: Int, _ length: Int) -> Bool {
        switch length {
        case 2: bytes[at] == 0xC2 && bytes[at + 1] == 0x85
        case 3: bytes[at] == 0xE2 && bytes[at + 1] == 0x80 && (bytes[at + 2] == 0xA8 || bytes[at + 2] == 0xA9)
        default: false
        }
    }

    /// `length` is that of the sequence at `at`, 0 when it is not UTF-8.
    private static func appendEscape(of bytes: Span<UInt8>, _ at: Int, _ length: Int, to out: inout [UInt8]) {
        switch length {
        case 0: out.append(contentsOf: [0xEF, 0xBF, 0xBD])
        case 2: out.append(contentsOf: [UInt8]("\\u0085".utf8))
        case 3: out.append(contentsOf: [UInt8](bytes[at + 2] == 0xA8 ? "\\u2028".utf8 : "\\u2029".utf8))
        default:
            let byte = bytes[at]
            out.append(backslash)
            switch byte {
            case quote, backslash: out.append(byte)
            case 0x08: out.append(UInt8(ascii: "b"))
            case 0x09: out.append(UInt8(ascii: "t"))
            case 0x0A: out.append(UInt8(ascii: "n"))
            case 0x0C: out.append(UInt8(ascii: "f"))
            case 0x0D: out.append(UInt8(ascii: "r"))
            default:
                out.append(contentsOf: [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")])
                out.append(Hex.digit(byte >> 4))
                out.append(Hex.digit(byte & 15))
            }
        }
    }

    /// The string whose escaped content is `line[range]`, which a scan has found well-formed.
    static func unescape(_ line: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        var string: [UInt8] = []
        unescape(line, range, to: &string)
        return string
    }

    /// Appends the string whose escaped content is `line[range]`, which a scan has found well-formed.
    static func unescape(_ line: Span<UInt8>, _ range: Range<Int>, to string: inout [UInt8]) {
        let content = line.extracting(range)
        // Shorter by every escape, so the length of the content is enough.
        string.append(addingCapacity: content.count) { out in
            var at = 0
            while true {
                let end = first(backslash, content, from: at)
                // In a form that becomes one copy.
                let plain = content.extracting(at..<end)
                for index in plain.indices { out.append(plain[index]) }
                at = end
                if at == content.count { return }
                if content[at &+ 1] == UInt8(ascii: "u") {
                    appendScalar(content, at &+ 2, to: &out)
                    at &+= 6
                } else {
                    out.append(shortEscape(content[at &+ 1]))
                    at &+= 2
                }
            }
        }
    }

    private static func appendScalar(_ line: Span<UInt8>, _ at: Int, to out: inout OutputSpan<UInt8>) {
        let low = (Hex.value(of: line[at + 2]) ?? 0) << 4 | (Hex.value(of: line[at + 3]) ?? 0)
        if line[at] == UInt8(ascii: "2") {
            out.append(0xE2)
            out.append(0x80)
            out.append(low == 0x28 ? 0xA8 : 0xA9)
        } else {
            if low == 0x85 { out.append(0xC2) }
            out.append(low)
        }
    }

    private static func shortEscape(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "r"): 0x0D
        default: letter
        }
    }

    /// Length of the escape whose backslash is at `at`, or 0 when it is not one that a line may hold.
    static func escapeLength(_ line: Span<UInt8>, at: Int) -> Int {
        guard at + 1 < line.count else { return 0 }
        switch line[at + 1] {
        case quote, backslash, UInt8(ascii: "b"), UInt8(ascii: "t"), UInt8(ascii: "n"), UInt8(ascii: "f"), UInt8(ascii: "r"):
            return 2
        case UInt8(ascii: "u"):
            return at + 6 <= line.count && isLongEscape(line, at + 2) ? 6 : 0
        default:
            return 0
        }
    }

    /// The four digits of one of the characters that are written so.
    private static func isLongEscape(_ line: Span<UInt8>, _ at: Int) -> Bool {
        guard let high = Hex.value(of: line[at + 2]), let low = Hex.value(of: line[at + 3]) else { return false }
        let value = high << 4 | low
        switch (line[at], line[at + 1]) {
        case (UInt8(ascii: "0"), UInt8(ascii: "0")):
            return value == 0x85 || (value < 0x20 && ![0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(value))
        case (UInt8(ascii: "2"), UInt8(ascii: "0")):
            return value == 0x28 || value == 0x29
        default:
            return false
        }
    }

    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
}
