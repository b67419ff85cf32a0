public import Host

/// A line that was read once and found whole: what an index needs of it, and where the rest lies. Everything that takes
/// a `line` takes the one that was scanned.
public struct LineScan: Sendable, Equatable {
    public enum Kind: Sendable, Equatable { case article, near, sameText, sameBytes, rejected }

    public internal(set) var kind = Kind.article
    public internal(set) var seq = 0
    public internal(set) var added = Timestamp(seconds: 0)
    /// Nil for rejections.
    public internal(set) var id: Digest?
    /// Of the raw file; nil for rejections of what could not be read.
    public internal(set) var sha256: Digest?
    /// Where the raw file lies, when it came through the inbox.
    public internal(set) var original: RelativePath?
    /// The article that this one repeats; also for an article that was marked only.
    public internal(set) var duplicateOf: Digest?
    /// All `prints` of `removed`, in order.
    public internal(set) var prints: [UInt64] = []

    var parts = Parts()

    public var stream: Stream {
        switch kind {
        case .article: .articles
        case .near, .sameText, .sameBytes: .duplicates
        case .rejected: .rejected
        }
    }

    /// The text, UTF-8; nil where the line has none.
    public func text(in line: Span<UInt8>) -> [UInt8]? {
        parts.text.map { JSONText.unescape(line, $0) }
    }

    /// The text as the line has it; an empty one where it has none.
    func escapedText(in line: Span<UInt8>) -> EscapedText { EscapedText(line, parts.text ?? 0..<0) }

    /// Puts the text in the place of what `room` holds, whose memory is used again; false where the line has none.
    public func takeText(in line: Span<UInt8>, into room: inout [UInt8]) -> Bool {
        room.removeAll(keepingCapacity: true)
        guard let text = parts.text else { return false }
        JSONText.unescape(line, text, to: &room)
        return true
    }

    public func title(in line: Span<UInt8>) -> String? { parts.string(parts.title, line) }

    /// Nil for rejections.
    public func source(in line: Span<UInt8>) -> String? { parts.string(parts.source, line) }

    /// The path as the kernel had it.
    public func file(in line: Span<UInt8>) -> [UInt8] { parts.realFile(line) }

    /// Why it was rejected; nil for other lines.
    public func reason(in line: Span<UInt8>) -> Rejection.Reason? {
        parts.string(parts.reason, line).flatMap { Rejection.Reason(rawValue: $0) }
    }

    /// Where the strings of a line lie, escaped and without their quotes, and the values that only a whole record needs.
    struct Parts: Sendable, Equatable {
        var title, text, source, reason, detail: Range<Int>?
        var file = 0..<0
        var fileBase64, original: Range<Int>?
        var encoding, language, section, byline, dateline, published, rules: Range<Int>?
        /// Whole values with their brackets.
        var captions, credits, removed: Range<Int>?
        var bytes = 0
        var words = 0
        var modified = Timestamp(seconds: 0)
        var created: Timestamp?
        var near: Near?

        func string(_ range: Range<Int>?, _ line: Span<UInt8>) -> String? {
            range.map { String(decoding: JSONText.unescape(line, $0), as: UTF8.self) }
        }

        func realFile(_ line: Span<UInt8>) -> [UInt8] {
            if let fileBase64, let bytes = Base64.decode(line.extracting(fileBase64)) { return bytes }
            return JSONText.unescape(line, file)
        }
    }
}
