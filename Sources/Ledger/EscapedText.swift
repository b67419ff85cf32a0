internal import Host

/// A long text as its line has it. It is escaped where it is made, on any core, and written as it is; the text itself is
/// made anew each time somebody asks for it, which few do.
public struct EscapedText: Sendable, Equatable {
    /// What stands between the quotes.
    let escaped: [UInt8]

    /// `text` is UTF-8; other bytes become U+FFFD.
    public init(_ text: [UInt8]) {
        var escaped: [UInt8] = []
        // Line feeds and quotes take one byte more: for nearly all texts this is room enough.
        escaped.reserveCapacity(text.count + text.count / 16)
        JSONText.append(text, to: &escaped)
        self.escaped = escaped
    }

    /// The text whose escaped form is `line[range]`, which a scan has found well-formed.
    init(_ line: Span<UInt8>, _ range: Range<Int>) {
        escaped = Array(copying: line.extracting(range))
    }

    /// UTF-8.
    public var text: [UInt8] { JSONText.unescape(escaped.span, escaped.indices) }

    public var isEmpty: Bool { escaped.isEmpty }
}
