/// A line that stands in several articles, and where.
public struct RecurringLine: Sendable, Equatable {
    /// The line as it stands in articles: more than one where the digits in it differ.
    public private(set) var forms: [String] = []
    /// The digits in it are not always the same.
    public private(set) var digitsDiffer = false
    /// In the order they were met.
    public internal(set) var sources: [Count] = []
    /// Articles of sources beyond `mostSources`.
    public private(set) var articlesElsewhere = 0

    /// What one source has of it.
    public struct Count: Sendable, Equatable {
        public let source: String
        /// The fingerprint in this source.
        let print: UInt64
        /// Articles whose text has it.
        public internal(set) var kept = 0
        /// Articles out of which it was cut as learned.
        public internal(set) var cut = 0
    }

    /// Forms shown: enough to see what differs.
    public static let mostForms = 3
    /// Sources told apart. A line of more is nobody's own.
    public static let mostSources = 8

    /// All articles that have it, or had it before it was cut.
    public var articles: Int { sources.reduce(articlesElsewhere) { $0 + $1.kept + $1.cut } }
    public var cut: Int { sources.reduce(0) { $0 + $1.cut } }

    /// Takes note of one more article that has it.
    mutating func add(_ form: String, print: UInt64, source: String) {
        if let known = sources.firstIndex(where: { $0.print == print }) {
            sources[known].kept += 1
        } else if sources.count < RecurringLine.mostSources {
            sources.append(Count(source: source, print: print, kept: 1))
        } else {
            articlesElsewhere += 1
        }
        let digits = RecurringLine.digits(form)
        guard !forms.contains(where: { RecurringLine.digits($0) == digits }) else { return }
        digitsDiffer = !forms.isEmpty
        if forms.count < RecurringLine.mostForms { forms.append(form) }
    }

    /// The runs of digits: what may differ between two lines of one fingerprint, but for capitals and signs at the end.
    private static func digits(_ form: String) -> [[UInt8]] {
        form.utf8.split { !(0x30...0x39).contains($0) }.map(Array.init)
    }
}
