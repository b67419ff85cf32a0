/// The types of a record as data, for readers that would otherwise guess them from the first rows. It says the same as
/// the grammar in Format.swift; a test holds the two together.
public enum Schema {
    /// A value's type; every reader has one for it.
    public indirect enum Kind: Sendable, Equatable {
        case text
        /// So many lower-case hex digits.
        case hex(Int)
        case base64
        /// `YYYY-MM-DDTHH:MM:SSZ`.
        case time
        /// A whole number from so much on.
        case number(from: Int)
        /// From 0 to 1, with four decimals.
        case share
        /// Always true; otherwise it is not there.
        case flag
        /// One of a few words.
        case word([String])
        case list(Kind)
        /// Exactly two values: the first and the last.
        case pair(Kind)
        case object([Field])
    }

    public struct Field: Sendable, Equatable {
        public let name: String
        public let kind: Kind
        /// It is in every record of the stream.
        public let isRequired: Bool
        /// What it is, for people.
        public let about: String

        init(_ name: String, _ kind: Kind, _ about: String, isRequired: Bool = true) {
            self.name = name
            self.kind = kind
            self.about = about
            self.isRequired = isRequired
        }

        fileprivate func maybe() -> Field { Field(name, kind, about, isRequired: false) }
    }

    /// The keys of a stream's records, in their order.
    public static func fields(of stream: Stream) -> [Field] {
        switch stream {
        case .articles: top(metadata: delivery + content + [duplicate(kinds: ["near"]).maybe()])
        case .duplicates:
            top(metadata: delivery + content.map { $0.maybe() } + [duplicate(kinds: ["near", "text", "bytes"])])
                .map { $0.name == "text" ? $0.maybe() : $0 }
        case .rejected:
            [
                seq, added, Field("reason", .word(Rejection.Reason.allCases.map(\.rawValue)), "why it could not become an article"),
                Field("detail", .text, "a sentence for a person"),
                Field("metadata", .object(delivery.map { $0.name == "sha256" ? $0.maybe() : $0 }), "where it came from"),
            ]
        }
    }

    private static func top(metadata: [Field]) -> [Field] {
        [
            Field("id", .hex(64), "SHA-256 of the UTF-8 bytes of text"),
            Field("title", .text, "headline", isRequired: false),
            Field("text", .text, "body, paragraphs joined by one blank line"),
            Field("source", .text, "where it was published or dropped"),
            added,
            Field("created", .time, "publication time, when the file states one", isRequired: false),
            seq,
            Field("metadata", .object(metadata), "where it came from and how it was read"),
        ]
    }

    private static let added = Field("added", .time, "when it was stored")
    private static let seq = Field("seq", .number(from: 1), "delivery number over all three streams")

    private static let delivery = [
        Field("file", .text, "path relative to the inbox"),
        Field("file_base64", .base64, "the path's bytes, when they are not UTF-8", isRequired: false),
        Field("original", .text, "where the raw file is kept", isRequired: false),
        Field("bytes", .number(from: 0), "size of the raw file"),
        Field("sha256", .hex(64), "of the raw file"),
        Field("modified", .time, "last change of the raw file"),
    ]

    private static let content = [
        Field("encoding", .text, "of the raw file"),
        Field("language", .text, "ISO 639-1", isRequired: false),
        Field("words", .number(from: 0), "words of the text"),
        Field("section", .text, "section label", isRequired: false),
        Field("byline", .text, "who wrote it", isRequired: false),
        Field("dateline", .text, "where it was written", isRequired: false),
        Field("published", .text, "the words the date was read from", isRequired: false),
        Field("captions", .list(.text), "of pictures", isRequired: false),
        Field("credits", .list(.text), "of pictures", isRequired: false),
        Field("rules", .hex(12), "program version and rules that made the text"),
        Field(
            "removed",
            .list(
                .object([
                    Field("rule", .text, "the rule that cut"),
                    Field("lines", .list(.pair(.number(from: 1))), "first and last line of the decoded text"),
                    Field("part", .flag, "the cut lies inside a line", isRequired: false),
                    Field("prints", .list(.hex(16)), "fingerprints of the lines", isRequired: false),
                ])), "lines that were cut, and why", isRequired: false),
    ]

    private static func duplicate(kinds: [String]) -> Field {
        let relations = Near.Relation.allCases.map(\.rawValue)
        let near = [
            Field("relation", .word(relations), "how the two texts relate"),
            Field("jaccard", .share, "shared part of all 5-word shingles of both"),
            Field("containment", .share, "shared part of those of the shorter one"),
        ]
        let fields =
            [Field("of", .hex(64), "id of the article that it repeats"), Field("kind", .word(kinds), "what is the same")]
            + (kinds.count == 1 ? near : near.map { $0.maybe() })
        return Field("duplicate", .object(fields), "which article it repeats, and how")
    }
}
