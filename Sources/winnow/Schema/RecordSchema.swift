import Ledger

/// The types of what a line may hold, as readers of JSON know them.
indirect enum SchemaType {
    case text
    case integer
    case number
    case bool
    /// UTC, whole seconds, `YYYY-MM-DDTHH:MM:SSZ`.
    case time
    case list(SchemaType)
    case object([SchemaField])
}

/// One key: always there in the lines of its stream, or left out when there is nothing to say.
struct SchemaField {
    let name: String
    let type: SchemaType
    let isRequired: Bool
    let help: String

    init(_ name: String, _ type: SchemaType, required: Bool = false, _ help: String) {
        self.name = name
        self.type = type
        self.isRequired = required
        self.help = help
    }
}

/// The keys of each stream, in the order in which lines have them. Articles and duplicates have the same keys, so that they
/// can be read as one table; which ones are always there differs.
enum RecordSchema {
    static func fields(of stream: Stream) -> [SchemaField] {
        switch stream {
        case .articles, .duplicates: record(isArticle: stream == .articles)
        case .rejected: rejection
        }
    }

    private static func record(isArticle: Bool) -> [SchemaField] {
        [
            SchemaField("id", .text, required: true, "SHA-256 of the UTF-8 bytes of text, in lower-case hex"),
            SchemaField("title", .text, "headline"),
            SchemaField("text", .text, required: isArticle, "body; paragraphs are joined by one blank line"),
            SchemaField("source", .text, required: true, "where it comes from"),
            SchemaField("added", .time, required: true, "when it was stored"),
            SchemaField("created", .time, "publication time, when the file states one"),
            SchemaField("seq", .integer, required: true, "number of the delivery over all streams"),
            SchemaField(
                "metadata", .object(delivery(hasDigest: true) + content(isArticle) + [duplicate(!isArticle)]), required: true,
                "about the file and how it was read"),
        ]
    }

    private static var rejection: [SchemaField] {
        [
            SchemaField("seq", .integer, required: true, "number of the delivery over all streams"),
            SchemaField("added", .time, required: true, "when it was recorded"),
            SchemaField("reason", .text, required: true, "why it is no article, as a word"),
            SchemaField("detail", .text, required: true, "the same as a sentence for a person"),
            SchemaField("metadata", .object(delivery(hasDigest: false)), required: true, "about the file"),
        ]
    }

    private static func delivery(hasDigest: Bool) -> [SchemaField] {
        [
            SchemaField("file", .text, required: true, "path relative to the inbox, or absolute"),
            SchemaField("file_base64", .text, "the bytes of that path, when they are not UTF-8"),
            SchemaField("original", .text, "GEN/PATH of the original, when it came through the inbox"),
            SchemaField("bytes", .integer, required: true, "size of the raw file"),
            SchemaField("sha256", .text, required: hasDigest, "of the raw file, in lower-case hex"),
            SchemaField("modified", .time, required: true, "last change of the raw file"),
        ]
    }

    /// Duplicates of the raw bytes were not read again, and have none of these.
    private static func content(_ isArticle: Bool) -> [SchemaField] {
        [
            SchemaField("encoding", .text, required: isArticle, "of the raw file"),
            SchemaField("language", .text, "ISO 639-1"),
            SchemaField("words", .integer, required: isArticle, "words of text"),
            SchemaField("section", .text, "section label"),
            SchemaField("byline", .text, "who wrote it"),
            SchemaField("dateline", .text, "where it was written"),
            SchemaField("published", .text, "the words that created was read from"),
            SchemaField("captions", .list(.text), "captions of pictures"),
            SchemaField("credits", .list(.text), "credits of pictures"),
            SchemaField("rules", .text, required: isArticle, "program version and rules that made text, 12 hex digits"),
            SchemaField("removed", .list(.object(removal)), "what was cut, and by which rule"),
        ]
    }

    private static var removal: [SchemaField] {
        [
            SchemaField("rule", .text, required: true, "id of the rule"),
            SchemaField("lines", .list(.list(.integer)), required: true, "first and last line in the decoded text, from 1"),
            SchemaField("part", .bool, "the cut lies inside a line"),
            SchemaField("prints", .list(.text), "fingerprints of lines that were learned, 16 hex digits each"),
        ]
    }

    private static func duplicate(_ isRequired: Bool) -> SchemaField {
        let fields = [
            SchemaField("of", .text, required: true, "id of the stored article"),
            SchemaField("kind", .text, required: true, "bytes, text or near"),
            SchemaField("relation", .text, "near, revision, contained or contains"),
            SchemaField("jaccard", .number, "share of common shingles, for kind near"),
            SchemaField("containment", .number, "share of the shorter text found in the longer, for kind near"),
        ]
        return SchemaField("duplicate", .object(fields), required: isRequired, "the article it repeats")
    }
}
