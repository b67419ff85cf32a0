/// One rule as data: what it looks for, where, and what becomes of the lines it finds.
///
/// Texts are compared folded: letters in lower case, typographic quotes and dashes as plain ones, the list mark at the
/// start of the line and the punctuation at its end set aside where the kind compares that side.
public struct Rule: Sendable, Equatable {
    /// How `texts` are compared with a line.
    public enum Kind: String, Sendable, CaseIterable {
        /// The line is the text.
        case line
        /// The line begins with the text.
        case prefix
        /// The line ends with the text.
        case suffix
        /// The text stands somewhere in the line, as whole words.
        case contains
        /// The whole line fits the text, where `*` stands for anything, or nothing, and `#` for one or more digits.
        case pattern
        /// The line is the text: it heads a section, which goes with it as far as `until` says.
        case section
        /// The line is the text, or there is no text, and it stands at least twice in the document.
        case repeated
    }

    /// What becomes of the lines found.
    public enum Effect: String, Sendable, CaseIterable {
        /// Cut, and named in `removed`.
        case cut
        /// Only the text itself is cut from the line (kinds prefix, suffix and contains).
        case part
        /// Moved to the field of that name.
        case caption, credit, byline, section, dateline, published
        /// Kept, whatever other rules say.
        case keep
        /// Left as it is; the rule only names the outlet.
        case outlet
    }

    /// Where in the document it applies, measured by how much of its prose lies before the line.
    public enum Position: String, Sendable, CaseIterable {
        /// Before the first quarter of the prose is over.
        case head
        /// After the first half of the prose.
        case tail
        case anywhere
    }

    /// Where a section ends.
    public enum Until: String, Sendable, CaseIterable {
        /// At the end of the document; when more prose follows than stands before, at the next prose.
        case end
        /// Before the next passage of prose.
        case prose
    }

    /// Kebab-case and unique; what `removed` names.
    public var id: String
    /// Why such lines are no part of an article, for people.
    public var reason: String
    public var kind: Kind
    /// Any of these will do; already as people write them.
    public var texts: [String]
    public var effect: Effect
    public var position: Position
    public var until: Until
    /// Sources it is for; empty for all. A document whose source is not known meets only the rules for all.
    public var sources: [String]
    /// Lines of more words are left alone; nil for no limit.
    public var words: Int?
    /// What a match says of where the document comes from.
    public var outlet: String?
    /// Never part of an article anywhere: cut even in a document that is kept whole.
    public var noise: Bool
    /// The article is over where such a line stands: what follows has to be worth much to belong to it.
    public var ends: Bool
    /// Prose is matched too. A text that may begin or hold a sentence of an article ("More from …") leaves prose alone:
    /// sentences of eight words and more.
    public var prose: Bool
    /// Lines that it must find, and lines that it must leave.
    public var examples: Examples

    public struct Examples: Sendable, Equatable {
        public var cut: [String]
        public var keep: [String]
        public init(cut: [String] = [], keep: [String] = []) {
            self.cut = cut
            self.keep = keep
        }
    }

    public init(
        id: String, reason: String, kind: Kind, texts: [String], effect: Effect = .cut, position: Position = .anywhere,
        until: Until = .end, sources: [String] = [], words: Int? = nil, outlet: String? = nil, noise: Bool = false,
        ends: Bool = false, prose: Bool = true, examples: Examples = Examples()
    ) {
        self.id = id
        self.reason = reason
        self.kind = kind
        self.texts = texts
        self.effect = effect
        self.position = position
        self.until = until
        self.sources = sources
        self.words = words
        self.outlet = outlet
        self.noise = noise
        self.ends = ends
        self.prose = prose
        self.examples = examples
    }
}

/// What is wrong with a rule. Whoever read it from a file knows where it stands there by `index`.
public struct RuleMistake: Error, Sendable, Equatable {
    /// Index in the rules given.
    public var index: Int
    public var id: String
    /// A sentence for a person.
    public var message: String

    public init(index: Int, id: String, message: String) {
        self.index = index
        self.id = id
        self.message = message
    }
}
