/// What one file became: the record's content, before the ledger gives it a number and a time.
///
/// Every text in it is valid UTF-8 in Normal Form C, on one line, with single spaces and without space at either end,
/// except `text`, whose paragraphs are joined by one blank line (`"\n\n"`).
public struct Article: Sendable, Equatable {
    /// The headline; nil when the document has none, such as a single passage of prose.
    public var title: String?
    /// The body as UTF-8: no headline, byline, section label, caption, credit or boilerplate. Never empty.
    public var text: [UInt8]
    /// The label above the headline, such as `World`.
    public var section: String?
    /// Who wrote it, as the line says it, without the `By`.
    public var byline: String?
    /// Where it was written, read from the start of the first paragraph, which keeps it.
    public var dateline: String?
    /// The words `created` was read from.
    public var published: String?
    /// Publication time in seconds since 1970 UTC; a bare date is midnight UTC, a time without zone is taken as UTC.
    public var created: Int64?
    /// Texts that stood under pictures, in order, each once.
    public var captions: [String]
    /// Who made the pictures or supplied the text, in order, each once.
    public var credits: [String]
    /// ISO 639-1; nil when the text is too short to tell.
    public var language: String?
    /// Words of `text`: maximal runs of letters, numbers and marks, see `WordScanner`.
    public var words: Int { sequence.words }
    /// How the file was encoded.
    public var encoding: Encoding
    /// The outlet named by a rule that matched.
    public var outlet: String?
    /// What was cut, in the order of the lines.
    public var removed: [Removal]
    /// The shingles of `text`, made where its words are counted, for `NearPrint`.
    let sequence: ShingleSequence

    /// The fingerprints that `ArticleReader.prints(ofText:source:)` tells of `text` and its source, made while its lines
    /// are at hand.
    public let prints: [UInt64]
}

/// The encodings Winnow reads. The raw value is what a record says.
public enum Encoding: String, Sendable, Equatable, CaseIterable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case windows1252 = "windows-1252"
}

/// Lines that one rule cut.
public struct Removal: Sendable, Equatable {
    /// The id of the rule, `learned`, an id of `Structure`, or `kept-whole`: not a cut, but the mark of a document
    /// that was kept because the rules would have taken more than half of it.
    public var rule: String
    /// 1-based lines of the decoded text, ended by LF, CR LF or CR; ascending, neighbours merged.
    public var lines: [ClosedRange<Int>]
    /// True when only a part of the line was cut.
    public var part: Bool
    /// Fingerprints of the lines, for rule `learned` only.
    public var prints: [UInt64]

    public init(rule: String, lines: [ClosedRange<Int>], part: Bool = false, prints: [UInt64] = []) {
        self.rule = rule
        self.lines = lines
        self.part = part
        self.prints = prints
    }
}

/// Why a file cannot become an article.
public struct Refusal: Error, Sendable, Equatable {
    public enum Reason: String, Sendable, Equatable {
        /// No bytes, or none but space.
        case empty
        /// Nothing is left but perhaps a headline.
        case noText = "no-text"
        /// Not text at all.
        case binary
        /// Text in an encoding that cannot be told, or damaged.
        case encoding
    }

    public var reason: Reason
    /// A sentence for a person.
    public var detail: String

    public init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }
}
