import Host

extension LineScan {
    /// Reads `line`, LF included, as a line of `stream`. Strict: exactly the grammar in Format.swift, nothing more.
    public init(_ line: Span<UInt8>, of stream: Stream) throws(LineError) {
        var cursor = LineCursor()
        guard line.count <= Limits.lineBytes else { throw cursor.fail("a line of at most 64 MiB") }
        try scan(&cursor, line, stream)
        guard cursor.at == line.count else { throw cursor.fail("nothing after the line") }
    }

    /// The line at the beginning of some bytes, and its length, LF included; nil when there is none that is whole, for whatever
    /// reason. A line has no LF but the one at its end, so that it need not be looked for beforehand.
    static func first(in bytes: Span<UInt8>, of stream: Stream) -> (scan: LineScan, length: Int)? {
        var cursor = LineCursor()
        var scan = LineScan()
        do throws(LineError) {
            try scan.scan(&cursor, bytes, stream)
        } catch {
            return nil
        }
        return cursor.at <= Limits.lineBytes ? (scan, cursor.at) : nil
    }

    private mutating func scan(_ cursor: inout LineCursor, _ line: Span<UInt8>, _ stream: Stream) throws(LineError) {
        if stream == .rejected {
            try scanRejection(&cursor, line)
        } else {
            try scanArticle(&cursor, line, stream)
        }
        try cursor.expect("\n", line)
        guard seq > 0 else { throw cursor.fail("a seq from 1") }
    }

    /// An article or a duplicate.
    private mutating func scanArticle(_ cursor: inout LineCursor, _ line: Span<UInt8>, _ stream: Stream) throws(LineError) {
        try cursor.expect("{\"id\":", line)
        id = try cursor.digest(line)
        if cursor.take(",\"title\":", line) { parts.title = try cursor.string(line) }
        if cursor.take(",\"text\":", line) { parts.text = try cursor.text(line) }
        try cursor.expect(",\"source\":", line)
        parts.source = try cursor.text(line)
        try cursor.expect(",\"added\":", line)
        added = try cursor.time(line)
        if cursor.take(",\"created\":", line) { parts.created = try cursor.time(line) }
        try cursor.expect(",\"seq\":", line)
        seq = try cursor.number(line)
        try cursor.expect(",\"metadata\":{", line)
        try scanDelivery(&cursor, line)
        try cursor.expect(",\"sha256\":", line)
        sha256 = try cursor.digest(line)
        try cursor.expect(",\"modified\":", line)
        parts.modified = try cursor.time(line)
        if cursor.take(",\"encoding\":", line) { try scanContent(&cursor, line) }
        var kind = Kind.article
        if cursor.take(",\"duplicate\":", line) { kind = try scanDuplicate(&cursor, line) }
        self.kind = try settle(kind, stream, cursor)
        try skipUnknown(&cursor, line)
        try cursor.expect("}}", line)
    }

    /// What kind of line it is, when `found` is what its `duplicate` says; all parts must fit.
    private func settle(_ found: Kind, _ stream: Stream, _ cursor: LineCursor) throws(LineError) -> Kind {
        let (hasText, hasContent) = (parts.text != nil, parts.encoding != nil)
        switch (stream, found) {
        case (.articles, .article), (.articles, .near):
            guard hasText, hasContent else { break }
            return .article
        case (.duplicates, .near):
            guard hasText, hasContent else { break }
            return .near
        case (.duplicates, .sameText):
            guard !hasText, hasContent else { break }
            return .sameText
        case (.duplicates, .sameBytes):
            guard !hasText, !hasContent, parts.title == nil, parts.created == nil else { break }
            return .sameBytes
        default:
            break
        }
        throw cursor.fail("the keys of one kind of line")
    }

    private mutating func scanRejection(_ cursor: inout LineCursor, _ line: Span<UInt8>) throws(LineError) {
        kind = .rejected
        try cursor.expect("{\"seq\":", line)
        seq = try cursor.number(line)
        try cursor.expect(",\"added\":", line)
        added = try cursor.time(line)
        try cursor.expect(",\"reason\":", line)
        parts.reason = try cursor.text(line)
        guard reason(in: line) != nil else { throw cursor.fail("a known reason") }
        try cursor.expect(",\"detail\":", line)
        parts.detail = try cursor.string(line)
        try cursor.expect(",\"metadata\":{", line)
        try scanDelivery(&cursor, line)
        if cursor.take(",\"sha256\":", line) { sha256 = try cursor.digest(line) }
        try cursor.expect(",\"modified\":", line)
        parts.modified = try cursor.time(line)
        try skipUnknown(&cursor, line)
        try cursor.expect("}}", line)
    }

    private mutating func scanDelivery(_ cursor: inout LineCursor, _ line: Span<UInt8>) throws(LineError) {
        try cursor.expect("\"file\":", line)
        parts.file = try cursor.text(line)
        if cursor.take(",\"file_base64\":", line) { parts.fileBase64 = try cursor.text(line) }
        if cursor.take(",\"original\":", line) { parts.original = try cursor.text(line) }
        if let range = parts.original { original = RelativePath(bytes: JSONText.unescape(line, range)) }
        if let range = parts.fileBase64 { try settleNames(range, cursor, line) }
        guard parts.original == nil || original != nil else { throw cursor.fail("a path below a folder") }
        try cursor.expect(",\"bytes\":", line)
        parts.bytes = try cursor.number(line)
    }

    /// The real names behind `file_base64`, which must be spelled as we would.
    private mutating func settleNames(_ base64: Range<Int>, _ cursor: LineCursor, _ line: Span<UInt8>) throws(LineError) {
        guard let file = Base64.decode(line.extracting(base64)), String(validating: file, as: UTF8.self) == nil,
            LineScan.isSpelling(of: file, line, parts.file)
        else { throw cursor.fail("the base64 of a name that is not UTF-8") }
        if let range = parts.original {
            original = original.flatMap { Delivery.spelled($0.first, file) }
            guard let original, LineScan.isSpelling(of: original.bytes, line, range) else {
                throw cursor.fail("an original of the same name")
            }
        }
    }

    private static func isSpelling(of bytes: [UInt8], _ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var spelled: [UInt8] = []
        JSONText.append(bytes, to: &spelled)
        return spelled.count == range.count && spelled.indices.allSatisfy { spelled[$0] == line[range.lowerBound + $0] }
    }

    /// From behind `"encoding":` to the end of `removed`.
    private mutating func scanContent(_ cursor: inout LineCursor, _ line: Span<UInt8>) throws(LineError) {
        parts.encoding = try cursor.string(line)
        if cursor.take(",\"language\":", line) { parts.language = try cursor.string(line) }
        try cursor.expect(",\"words\":", line)
        parts.words = try cursor.number(line)
        if cursor.take(",\"section\":", line) { parts.section = try cursor.string(line) }
        if cursor.take(",\"byline\":", line) { parts.byline = try cursor.string(line) }
        if cursor.take(",\"dateline\":", line) { parts.dateline = try cursor.string(line) }
        if cursor.take(",\"published\":", line) { parts.published = try cursor.string(line) }
        if cursor.take(",\"captions\":", line) { parts.captions = try scanStrings(&cursor, line) }
        if cursor.take(",\"credits\":", line) { parts.credits = try scanStrings(&cursor, line) }
        try cursor.expect(",\"rules\":", line)
        parts.rules = try cursor.string(line)
        guard parts.string(parts.rules, line).flatMap({ RulesMark($0) }) != nil else { throw cursor.fail("12 hex digits") }
        if cursor.take(",\"removed\":", line) {
            let start = cursor.at
            try cursor.removals(line) { prints.append(contentsOf: $0.prints) }
            parts.removed = start..<cursor.at
        }
    }

    private func scanStrings(_ cursor: inout LineCursor, _ line: Span<UInt8>) throws(LineError) -> Range<Int> {
        let start = cursor.at
        try cursor.list(line) { cursor, line throws(LineError) in _ = try cursor.string(line) }
        return start..<cursor.at
    }

    /// What the value of `duplicate` says.
    private mutating func scanDuplicate(_ cursor: inout LineCursor, _ line: Span<UInt8>) throws(LineError) -> Kind {
        try cursor.expect("{\"of\":", line)
        let of = try cursor.digest(line)
        duplicateOf = of
        if cursor.take(",\"kind\":\"text\"}", line) { return .sameText }
        if cursor.take(",\"kind\":\"bytes\"}", line) { return .sameBytes }
        try cursor.expect(",\"kind\":\"near\",\"relation\":", line)
        let name = parts.string(try cursor.string(line), line) ?? ""
        guard let relation = Near.Relation(rawValue: name) else { throw cursor.fail("a known relation") }
        try cursor.expect(",\"jaccard\":", line)
        let jaccard = try cursor.share(line)
        try cursor.expect(",\"containment\":", line)
        let containment = try cursor.share(line)
        try cursor.expect("}", line)
        parts.near = Near(of: of, relation: relation, jaccardParts: jaccard, containmentParts: containment)
        return .near
    }

    /// Keys of newer versions, at the end of `metadata`. A key that is known has its place, and this is not it.
    private func skipUnknown(_ cursor: inout LineCursor, _ line: Span<UInt8>) throws(LineError) {
        while cursor.take(UInt8(ascii: ","), line) {
            let key = parts.string(try cursor.string(line), line) ?? ""
            guard !LineScan.knownKeys.contains(key) else { throw cursor.fail("the keys of metadata in their order") }
            try cursor.expect(UInt8(ascii: ":"), line)
            try cursor.unknown(line)
        }
    }

    private static let knownKeys: Set<String> = [
        "file", "file_base64", "original", "bytes", "sha256", "modified", "encoding", "language", "words", "section",
        "byline", "dateline", "published", "captions", "credits", "rules", "removed", "duplicate",
    ]
}

extension LineCursor {
    /// The value of `removed`.
    mutating func removals(_ line: Span<UInt8>, _ each: (Content.Removal) -> Void) throws(LineError) {
        try list(line) { cursor, line throws(LineError) in
            try cursor.expect("{\"rule\":", line)
            let rule = JSONText.unescape(line, try cursor.string(line))
            var lines: [ClosedRange<Int>] = []
            if cursor.take(",\"lines\":", line) {
                try cursor.list(line) { cursor, line throws(LineError) in lines.append(try cursor.lineRange(line)) }
            }
            let part = cursor.take(",\"part\":true", line)
            var prints: [UInt64] = []
            if cursor.take(",\"prints\":", line) {
                try cursor.list(line) { cursor, line throws(LineError) in prints.append(try cursor.print(line)) }
            }
            try cursor.expect("}", line)
            each(Content.Removal(rule: String(decoding: rule, as: UTF8.self), lines: lines, part: part, prints: prints))
        }
    }

    private mutating func lineRange(_ line: Span<UInt8>) throws(LineError) -> ClosedRange<Int> {
        try expect("[", line)
        let first = try number(line)
        try expect(",", line)
        let last = try number(line)
        try expect("]", line)
        guard first >= 1, first <= last else { throw fail("the first and last line") }
        return first...last
    }
}

extension LineScan {
    /// The text of `line`, which must be that of the article `id`. What comes behind the text is not looked at.
    static func text(of id: Digest, _ line: Span<UInt8>) throws(LineError) -> [UInt8] {
        var cursor = LineCursor()
        try cursor.expect("{\"id\":", line)
        guard try cursor.digest(line) == id else { throw cursor.fail("the article \(id)") }
        if cursor.take(",\"title\":", line) { _ = try cursor.string(line) }
        try cursor.expect(",\"text\":", line)
        return JSONText.unescape(line, try cursor.text(line))
    }
}
