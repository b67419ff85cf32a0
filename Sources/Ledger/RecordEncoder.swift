import Host

/// A record that does not fit in a line; it is rejected as too large instead.
public struct LineTooLong: Error, Equatable, Sendable {
    /// Bytes that the line would have.
    public let bytes: Int
    public init(bytes: Int) { self.bytes = bytes }
}

/// Writes records as lines.
public enum RecordEncoder {
    /// Appends the line of `record` with its LF, which counts in `limit` bytes. On an error `out` is as before.
    public static func append(_ record: Record, to out: inout [UInt8], atMost limit: Int = Limits.lineBytes) throws(LineTooLong) {
        precondition(limit <= Limits.lineBytes)
        precondition(record.isComplete && (1...Limits.number).contains(record.seq), "a whole record")
        let start = out.count
        appendTop(record, to: &out)
        appendMetadata(record, to: &out)
        out.append(contentsOf: "}\n".utf8)
        let length = out.count - start
        guard length <= limit else {
            out.removeSubrange(start...)
            throw LineTooLong(bytes: length)
        }
    }

    /// The line of `record` with its LF.
    public static func line(_ record: Record) throws(LineTooLong) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(usualSize(record))
        try append(record, to: &out)
        return out
    }

    /// Bytes that the line of a record has as a rule, rather too many than too few.
    private static func usualSize(_ record: Record) -> Int {
        switch record.outcome {
        case .article(let content, _), .near(let content, _): content.escapedText.escaped.count + 1_024
        case .sameText, .sameBytes, .rejected: 1_024
        }
    }

    /// All keys above `metadata`.
    private static func appendTop(_ record: Record, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "{"))
        switch record.outcome {
        case .article(let content, _), .near(let content, _), .sameText(let content, _):
            appendTop(
                record, id: content.id, title: content.title, text: content.escapedText.escaped, source: content.source,
                created: content.created, to: &out)
        case .sameBytes(let id, let source, _):
            appendTop(record, id: id, title: nil, text: [], source: source, created: nil, to: &out)
        case .rejected(let rejection):
            append("\"seq\":", record.seq, to: &out)
            append(",\"added\":", record.added, to: &out)
            append(",\"reason\":", rejection.reason.rawValue, to: &out)
            append(",\"detail\":", rejection.detail, to: &out)
        }
    }

    /// The same of what is no rejection; `text` is escaped.
    private static func appendTop(
        _ record: Record, id: Digest, title: String?, text: [UInt8], source: String, created: Timestamp?, to out: inout [UInt8]
    ) {
        append("\"id\":", id, to: &out)
        append(",\"title\":", title, to: &out)
        if !text.isEmpty {
            out.append(contentsOf: ",\"text\":\"".utf8)
            out.append(contentsOf: text)
            out.append(JSONText.quote)
        }
        append(",\"source\":", source, to: &out)
        append(",\"added\":", record.added, to: &out)
        if let created { append(",\"created\":", created, to: &out) }
        append(",\"seq\":", record.seq, to: &out)
    }

    private static func appendMetadata(_ record: Record, to out: inout [UInt8]) {
        out.append(contentsOf: ",\"metadata\":{".utf8)
        append(record.delivery, to: &out)
        switch record.outcome {
        case .article(let content, _), .near(let content, _), .sameText(let content, _): append(content, to: &out)
        case .sameBytes, .rejected: break
        }
        switch record.outcome {
        case .article(_, let near?), .near(_, let near): append(near, to: &out)
        case .sameText(_, let of): append(of, "text", to: &out)
        case .sameBytes(_, _, let of): append(of, "bytes", to: &out)
        case .article(_, nil), .rejected: break
        }
        out.append(UInt8(ascii: "}"))
    }

    private static func append(_ delivery: Delivery, to out: inout [UInt8]) {
        out.append(contentsOf: "\"file\":\"".utf8)
        JSONText.append(delivery.file, to: &out)
        out.append(JSONText.quote)
        if String(validating: delivery.file, as: UTF8.self) == nil {
            out.append(contentsOf: ",\"file_base64\":\"".utf8)
            Base64.append(delivery.file, to: &out)
            out.append(JSONText.quote)
        }
        if let original = delivery.original {
            out.append(contentsOf: ",\"original\":\"".utf8)
            JSONText.append(original.bytes, to: &out)
            out.append(JSONText.quote)
        }
        append(",\"bytes\":", delivery.bytes, to: &out)
        if let sha256 = delivery.sha256 { append(",\"sha256\":", sha256, to: &out) }
        append(",\"modified\":", delivery.modified, to: &out)
    }

    private static func append(_ content: Content, to out: inout [UInt8]) {
        append(",\"encoding\":", content.encoding, to: &out)
        append(",\"language\":", content.language, to: &out)
        append(",\"words\":", content.words, to: &out)
        append(",\"section\":", content.section, to: &out)
        append(",\"byline\":", content.byline, to: &out)
        append(",\"dateline\":", content.dateline, to: &out)
        append(",\"published\":", content.published, to: &out)
        append(",\"captions\":", content.captions, to: &out)
        append(",\"credits\":", content.credits, to: &out)
        append(",\"rules\":", content.rules.description, to: &out)
        appendList(",\"removed\":[", content.removed, to: &out) { removal, out in append(removal, to: &out) }
    }

    private static func append(_ removal: Content.Removal, to out: inout [UInt8]) {
        append("{\"rule\":", removal.rule, to: &out)
        appendList(",\"lines\":[", removal.lines, to: &out) { lines, out in
            append("[", lines.lowerBound, to: &out)
            append(",", lines.upperBound, to: &out)
            out.append(UInt8(ascii: "]"))
        }
        if removal.part { out.append(contentsOf: ",\"part\":true".utf8) }
        appendList(",\"prints\":[", removal.prints, to: &out) { print, out in
            out.append(JSONText.quote)
            Hex.append(print, to: &out)
            out.append(JSONText.quote)
        }
        out.append(UInt8(ascii: "}"))
    }

    private static func append(_ near: Near, to out: inout [UInt8]) {
        append(",\"duplicate\":{\"of\":", near.of, to: &out)
        append(",\"kind\":\"near\",\"relation\":", near.relation.rawValue, to: &out)
        append(",\"jaccard\":", parts: near.jaccardParts, to: &out)
        append(",\"containment\":", parts: near.containmentParts, to: &out)
        out.append(UInt8(ascii: "}"))
    }

    private static func append(_ of: Digest, _ kind: String, to out: inout [UInt8]) {
        append(",\"duplicate\":{\"of\":", of, to: &out)
        append(",\"kind\":", kind, to: &out)
        out.append(UInt8(ascii: "}"))
    }
}

// MARK: values behind their keys

extension RecordEncoder {
    private static func append(_ key: String, _ value: Digest, to out: inout [UInt8]) {
        out.append(contentsOf: key.utf8)
        out.append(JSONText.quote)
        value.appendHex(to: &out)
        out.append(JSONText.quote)
    }

    private static func append(_ key: String, _ value: Timestamp, to out: inout [UInt8]) {
        out.append(contentsOf: key.utf8)
        out.append(JSONText.quote)
        value.append(to: &out)
        out.append(JSONText.quote)
    }

    private static func append(_ key: String, _ value: Int, to out: inout [UInt8]) {
        precondition((0...Limits.number).contains(value), "a number that a line can hold")
        out.append(contentsOf: key.utf8)
        out.append(contentsOf: String(value).utf8)
    }

    private static func append(_ key: String, parts: Int, to out: inout [UInt8]) {
        out.append(contentsOf: key.utf8)
        let digits = String(parts % 10_000)
        out.append(contentsOf: parts < 10_000 ? "0.".utf8 : "1.".utf8)
        for _ in digits.utf8.count..<4 { out.append(UInt8(ascii: "0")) }
        out.append(contentsOf: digits.utf8)
    }

    /// Leaves out the key when there is no value.
    private static func append(_ key: String, _ value: String?, to out: inout [UInt8]) {
        guard let value else { return }
        out.append(contentsOf: key.utf8)
        out.append(JSONText.quote)
        JSONText.append(Array(value.utf8), to: &out)
        out.append(JSONText.quote)
    }

    /// Leaves out the key when there are no values.
    private static func append(_ key: String, _ values: [String], to out: inout [UInt8]) {
        guard !values.isEmpty else { return }
        out.append(contentsOf: key.utf8)
        appendList("[", values, to: &out) { value, out in append("", value, to: &out) }
    }

    /// Leaves out the key, given with its bracket, when there are no values.
    private static func appendList<Value>(
        _ opening: String, _ values: [Value], to out: inout [UInt8], _ each: (Value, inout [UInt8]) -> Void
    ) {
        guard !values.isEmpty else { return }
        out.append(contentsOf: opening.utf8)
        for (index, value) in values.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            each(value, &out)
        }
        out.append(UInt8(ascii: "]"))
    }
}
