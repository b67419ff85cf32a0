/// What was read from a file.
public struct Content: Sendable, Equatable {
    /// SHA-256 of the UTF-8 bytes of the text.
    public var id: Digest
    /// Headline.
    public var title: String?
    /// Empty in a repeat of a stored text, whose line leaves it out. Of bytes that are not UTF-8 the id would not prove the
    /// text, in which they are U+FFFD; readers of articles give none.
    public var escapedText: EscapedText
    public var source: String
    /// Publication time, when the file states one.
    public var created: Timestamp?
    public var encoding: String
    public var language: String?
    public var words: Int
    public var section: String?
    public var byline: String?
    public var dateline: String?
    /// The words the date was read from.
    public var published: String?
    public var captions: [String] = []
    public var credits: [String] = []
    /// Program version and rules that made the text.
    public var rules: RulesMark
    public var removed: [Removal] = []

    public init(id: Digest, text: [UInt8], source: String, encoding: String, words: Int, rules: RulesMark) {
        self.init(id: id, text: EscapedText(text), source: source, encoding: encoding, words: words, rules: rules)
    }

    init(id: Digest, text: EscapedText, source: String, encoding: String, words: Int, rules: RulesMark) {
        precondition((0...Limits.number).contains(words), "a count that a line can hold")
        self.id = id
        escapedText = text
        self.source = source
        self.encoding = encoding
        self.words = words
        self.rules = rules
    }
}

extension Content {
    /// The text in UTF-8, made from its escaped form, or to be escaped.
    public var text: [UInt8] {
        get { escapedText.text }
        set { escapedText = EscapedText(newValue) }
    }
}

/// 12 lower-case hex digits that name program version and rules.
public struct RulesMark: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// Nil unless the text is 12 lower-case hex digits.
    public init?(_ text: String) {
        guard text.utf8.count == RulesMark.length, text.utf8.allSatisfy({ Hex.value(of: $0) != nil }) else { return nil }
        description = text
    }

    static let length = 12
}

extension Content {
    /// Lines that a rule cut, so that every cut is accountable.
    public struct Removal: Sendable, Equatable {
        public var rule: String
        /// First and last line, from 1, of the decoded text; none for a mark that is about the whole document.
        public var lines: [ClosedRange<Int>]
        /// The cut lies inside a line.
        public var part: Bool
        /// Fingerprints of the lines, for what the streams taught.
        public var prints: [UInt64]

        public init(rule: String, lines: [ClosedRange<Int>], part: Bool = false, prints: [UInt64] = []) {
            precondition(lines.allSatisfy { $0.lowerBound >= 1 && $0.upperBound <= Limits.number }, "lines from 1")
            self.rule = rule
            self.lines = lines
            self.part = part
            self.prints = prints
        }
    }
}

/// How near a text is to a stored one.
public struct Near: Sendable, Equatable {
    public enum Relation: String, Sendable, CaseIterable { case near, revision, contained, contains }

    /// Id of the stored article.
    public var of: Digest
    public var relation: Relation
    /// Shares from 0 to 1 in ten-thousandths, as a line has them.
    public let jaccardParts: Int
    public let containmentParts: Int

    public init(of: Digest, relation: Relation, jaccard: Double, containment: Double) {
        precondition((0...1).contains(jaccard) && (0...1).contains(containment), "shares")
        self.init(
            of: of, relation: relation, jaccardParts: Int((jaccard * 10_000).rounded()),
            containmentParts: Int((containment * 10_000).rounded()))
    }

    init(of: Digest, relation: Relation, jaccardParts: Int, containmentParts: Int) {
        self.of = of
        self.relation = relation
        self.jaccardParts = jaccardParts
        self.containmentParts = containmentParts
    }

    /// Rounded to four decimals.
    public var jaccard: Double { Double(jaccardParts) / 10_000 }
    /// Rounded to four decimals.
    public var containment: Double { Double(containmentParts) / 10_000 }
}

/// Why a delivery could not become an article.
public struct Rejection: Sendable, Equatable {
    public enum Reason: String, Sendable, CaseIterable {
        case empty
        case noText = "no-text"
        case binary
        case encoding
        case tooLarge = "too-large"
        case unreadable
        case notAFile = "not-a-file"
        case poison
    }

    public var reason: Reason
    /// A sentence for a person.
    public var detail: String

    public init(_ reason: Reason, detail: String) {
        self.reason = reason
        self.detail = detail
    }
}
