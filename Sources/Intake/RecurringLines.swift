public import Ledger
public import Prose

/// Looks through the articles of a store for lines that recur and are no prose. Reads the store twice: to count all
/// lines, and to look at those that recur. Takes no more memory for a large store than for a small one.
public struct RecurringLines: Sendable {
    /// Lines looked at: more than a person reads, and little to hold.
    public static let mostLines = 10_000

    private let ledger: LedgerReader
    private let end: Position
    private let reader: ArticleReader
    /// Articles that a line must stand in.
    private let least: Int

    private var census = LineCensus()
    /// Articles out of which lines were cut as learned, by the fingerprint in their source.
    private var cuts = LineCensus()
    private var found: [UInt64: RecurringLine] = [:]

    /// - Parameters:
    ///   - end: of articles.jsonl, as far as it is durable.
    ///   - reader: under the rules in force: lines that they decide about are left out.
    ///   - least: articles that a line must stand in.
    public init(in ledger: LedgerReader, to end: Position, reader: ArticleReader, atLeast least: Int) {
        self.ledger = ledger
        self.end = end
        self.reader = reader
        self.least = least
    }

    /// A line that stands in no more articles than this may have been overlooked; 0 when none was.
    public var shortage: Int { max(census.shortage, cuts.shortage) }

    /// The lines found: those of the most articles first, then by their text.
    public mutating func find() throws(ReadError) -> [RecurringLine] {
        try count()
        try look(for: census.frequent(atLeast: least, most: RecurringLines.mostLines))
        return found.values.compactMap(undecided).filter { $0.articles >= least }
            .sorted { ($1.articles, $0.forms.first ?? "") < ($0.articles, $1.forms.first ?? "") }
    }

    private mutating func count() throws(ReadError) {
        try eachArticle { lines, _, _, cut in
            for line in lines { census.add(line.common) }
            for print in Set(cut) where !lines.contains(where: { $0.print == print }) { cuts.add(print) }
        }
    }

    private mutating func look(for frequent: Set<UInt64>) throws(ReadError) {
        try eachArticle { lines, text, source, _ in
            for line in lines where line.range.count <= RuleSet.longestText {
                // Of a line that was learned few articles have kept it.
                guard frequent.contains(line.common) || cuts.count(of: line.print) > 0 else { continue }
                if found[line.common] == nil, found.count >= RecurringLines.mostLines { continue }
                let form = String(decoding: text[line.range], as: UTF8.self)
                found[line.common, default: RecurringLine()].add(form, print: line.print, source: source)
            }
        }
        for common in found.keys {
            found[common]?.addCuts(cuts)
        }
    }

    /// The line with those sources whose rules leave it alone; nil when no source is left.
    private func undecided(_ line: RecurringLine) -> RecurringLine? {
        var line = line
        line.sources.removeAll { count in
            line.forms.allSatisfy { reader.rules.decides($0, source: count.source) }
        }
        return line.sources.isEmpty ? nil : line
    }

    /// Calls `body` for each article that repeats no other: its lines, text and source, and the prints that were cut.
    private func eachArticle(_ body: ([CountedLine], [UInt8], String, [UInt64]) -> Void) throws(ReadError) {
        var stored = ledger.lines(of: .articles, to: end)
        while try stored.next() {
            guard let scan = stored.scan, scan.duplicateOf == nil else { continue }
            let parts = stored.withLine { line in (text: scan.text(in: line), source: scan.source(in: line)) }
            guard let text = parts.text, let source = parts.source else { continue }
            body(reader.countedLines(ofText: text, source: source), text, source, scan.prints)
        }
    }
}

extension RecurringLine {
    fileprivate mutating func addCuts(_ cuts: LineCensus) {
        for index in sources.indices { sources[index].cut = cuts.count(of: sources[index].print) }
    }
}
