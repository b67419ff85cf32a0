/// Why bytes are not a line of the format.
public struct LineError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Bytes from the start of the line.
    public let offset: Int
    public let expected: String

    public var description: String { "byte \(offset): expected \(expected)" }
}

/// Reads the tokens of a line one after another: what is not there where the grammar wants it is an error.
struct LineCursor {
    /// The next byte to read.
    var at = 0

    func fail(_ expected: String) -> LineError { LineError(offset: at, expected: expected) }

    /// Moves behind `token` when it is next.
    @inline(__always)
    mutating func take(_ token: String, _ line: Span<UInt8>) -> Bool {
        let bytes = token.utf8Span.span
        guard bytes.count <= line.count &- at else { return false }
        for index in bytes.indices where line[at &+ index] != bytes[index] { return false }
        at &+= bytes.count
        return true
    }

    @inline(__always)
    mutating func take(_ byte: UInt8, _ line: Span<UInt8>) -> Bool {
        guard at < line.count, line[at] == byte else { return false }
        at &+= 1
        return true
    }

    mutating func expect(_ token: String, _ line: Span<UInt8>) throws(LineError) {
        guard take(token, line) else { throw fail(token) }
    }

    mutating func expect(_ byte: UInt8, _ line: Span<UInt8>) throws(LineError) {
        guard take(byte, line) else { throw fail(String(decoding: [byte], as: UTF8.self)) }
    }

    /// The extent of a string's content, still escaped. This is where nearly all bytes of a line are read.
    mutating func string(_ line: Span<UInt8>) throws(LineError) -> Range<Int> {
        try expect(JSONText.quote, line)
        let start = at
        while true {
            at = JSONText.endOfPlain(line, from: at)
            guard at < line.count else { throw fail("the end of a string") }
            let byte = line[at]
            if byte == JSONText.quote { break }
            if byte == JSONText.backslash {
                let length = JSONText.escapeLength(line, at: at)
                guard length > 0 else { throw fail("a known escape") }
                at += length
            } else {
                let length = UTF8Sequence.length(in: line, at: at)
                guard length > 1, !JSONText.isLineEnd(line, at, length) else { throw fail("UTF-8 without bare controls") }
                at += length
            }
        }
        defer { at += 1 }
        return start..<at
    }

    mutating func text(_ line: Span<UInt8>) throws(LineError) -> Range<Int> {
        let range = try string(line)
        guard !range.isEmpty else { throw fail("a string that is not empty") }
        return range
    }

    mutating func number(_ line: Span<UInt8>) throws(LineError) -> Int {
        let start = at
        var value = 0
        while at < line.count, case let digit = line[at] &- UInt8(ascii: "0"), digit < 10 {
            value = value * 10 + Int(digit)
            at += 1
            guard value <= Limits.number else { throw fail("a number up to 2^53 - 1") }
        }
        guard at > start, at == start + 1 || line[start] != UInt8(ascii: "0") else { throw fail("a number") }
        return value
    }

    /// A share with four decimals, in ten-thousandths.
    mutating func share(_ line: Span<UInt8>) throws(LineError) -> Int {
        if take("1.0000", line) { return 10_000 }
        try expect("0.", line)
        var value = 0
        for _ in 0..<4 {
            guard at < line.count, case let digit = line[at] &- UInt8(ascii: "0"), digit < 10 else { throw fail("four decimals") }
            value = value * 10 + Int(digit)
            at += 1
        }
        return value
    }

    mutating func digest(_ line: Span<UInt8>) throws(LineError) -> Digest {
        try expect(JSONText.quote, line)
        guard let value = Digest(hexIn: line, &at) else { throw fail("64 hex digits") }
        try expect(JSONText.quote, line)
        return value
    }

    mutating func print(_ line: Span<UInt8>) throws(LineError) -> UInt64 {
        try expect(JSONText.quote, line)
        guard let value = Hex.word(in: line, &at) else { throw fail("16 hex digits") }
        try expect(JSONText.quote, line)
        return value
    }

    mutating func time(_ line: Span<UInt8>) throws(LineError) -> Timestamp {
        try expect(JSONText.quote, line)
        guard let value = Timestamp(in: line, &at) else { throw fail("a time") }
        try expect(JSONText.quote, line)
        return value
    }

    /// `[` one or more values `]`.
    mutating func list(
        _ line: Span<UInt8>, _ each: (inout LineCursor, Span<UInt8>) throws(LineError) -> Void
    ) throws(LineError) {
        try expect(UInt8(ascii: "["), line)
        repeat { try each(&self, line) } while take(UInt8(ascii: ","), line)
        try expect(UInt8(ascii: "]"), line)
    }

    /// Any JSON value, for keys that this version does not know.
    mutating func unknown(_ line: Span<UInt8>, depth: Int = Limits.unknownDepth) throws(LineError) {
        guard at < line.count, depth > 0 else { throw fail("a value that is not nested too deep") }
        switch line[at] {
        case JSONText.quote:
            _ = try string(line)
        case UInt8(ascii: "{"):
            at += 1
            if take(UInt8(ascii: "}"), line) { return }
            repeat {
                _ = try string(line)
                try expect(UInt8(ascii: ":"), line)
                try unknown(line, depth: depth - 1)
            } while take(UInt8(ascii: ","), line)
            try expect(UInt8(ascii: "}"), line)
        case UInt8(ascii: "["):
            at += 1
            if take(UInt8(ascii: "]"), line) { return }
            repeat { try unknown(line, depth: depth - 1) } while take(UInt8(ascii: ","), line)
            try expect(UInt8(ascii: "]"), line)
        default:
            if take("true", line) || take("false", line) || take("null", line) { return }
            try anyNumber(line)
        }
    }

    /// A number of JSON (RFC 8259, section 6).
    private mutating func anyNumber(_ line: Span<UInt8>) throws(LineError) {
        _ = take(UInt8(ascii: "-"), line)
        if !take(UInt8(ascii: "0"), line) { try digits(line) }
        if take(UInt8(ascii: "."), line) { try digits(line) }
        if take(UInt8(ascii: "e"), line) || take(UInt8(ascii: "E"), line) {
            if !take(UInt8(ascii: "+"), line) { _ = take(UInt8(ascii: "-"), line) }
            try digits(line)
        }
    }

    private mutating func digits(_ line: Span<UInt8>) throws(LineError) {
        let start = at
        while at < line.count, line[at] &- UInt8(ascii: "0") < 10 { at += 1 }
        guard at > start else { throw fail("a value") }
    }
}
