import Host

/// Reads lines back as records. As strict as `LineScan`, which does the reading.
public enum RecordParser {
    /// The record of `line`, LF included, of `stream`.
    public static func record(_ line: Span<UInt8>, of stream: Stream) throws(LineError) -> Record {
        try record(LineScan(line, of: stream), line)
    }

    /// The record of a line that was scanned.
    public static func record(_ scan: LineScan, _ line: Span<UInt8>) throws(LineError) -> Record {
        let parts = scan.parts
        let delivery = Delivery(
            file: parts.realFile(line), original: scan.original, bytes: parts.bytes, sha256: scan.sha256, modified: parts.modified)
        return Record(seq: scan.seq, added: scan.added, delivery: delivery, outcome: try outcome(scan, line))
    }

    private static func outcome(_ scan: LineScan, _ line: Span<UInt8>) throws(LineError) -> Record.Outcome {
        let parts = scan.parts
        if let reason = scan.reason(in: line) {
            return .rejected(Rejection(reason, detail: parts.string(parts.detail, line) ?? ""))
        }
        if let id = scan.id, let content = try content(scan, line) {
            switch (scan.kind, parts.near, scan.duplicateOf) {
            case (.article, let near, _): return .article(content, near)
            case (.near, let near?, _): return .near(content, near)
            case (.sameText, _, let of?): return .sameText(content, of: of)
            case (.sameBytes, _, let of?): return .sameBytes(id: id, source: content.source, of: of)
            default: break
            }
        } else if let id = scan.id, let source = scan.source(in: line), let of = scan.duplicateOf {
            return .sameBytes(id: id, source: source, of: of)
        }
        throw LineError(offset: 0, expected: "the keys of one kind of line")
    }

    /// Nil for lines without content.
    private static func content(_ scan: LineScan, _ line: Span<UInt8>) throws(LineError) -> Content? {
        let parts = scan.parts
        guard let id = scan.id, let source = scan.source(in: line), let encoding = parts.string(parts.encoding, line),
            let rules = parts.string(parts.rules, line).flatMap({ RulesMark($0) })
        else { return nil }
        var content = Content(
            id: id, text: scan.escapedText(in: line), source: source, encoding: encoding, words: parts.words, rules: rules)
        content.title = parts.string(parts.title, line)
        content.created = parts.created
        content.language = parts.string(parts.language, line)
        content.section = parts.string(parts.section, line)
        content.byline = parts.string(parts.byline, line)
        content.dateline = parts.string(parts.dateline, line)
        content.published = parts.string(parts.published, line)
        content.captions = try strings(parts.captions, line)
        content.credits = try strings(parts.credits, line)
        if let range = parts.removed {
            var cursor = LineCursor(at: range.lowerBound)
            try cursor.removals(line) { content.removed.append($0) }
        }
        return content
    }

    private static func strings(_ range: Range<Int>?, _ line: Span<UInt8>) throws(LineError) -> [String] {
        guard let range else { return [] }
        var cursor = LineCursor(at: range.lowerBound)
        var values: [String] = []
        try cursor.list(line) { cursor, line throws(LineError) in
            values.append(String(decoding: JSONText.unescape(line, try cursor.string(line)), as: UTF8.self))
        }
        return values
    }
}
