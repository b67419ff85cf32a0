/// A line of a stored text that may be judged by how often it was seen.
public struct CountedLine: Sendable, Equatable {
    /// Its bytes in the text, without a list mark before it.
    public let range: Range<Int>
    /// Its fingerprint within its source: what `LearnedLines` and the `prints` of a record know it by.
    public let print: UInt64
    /// Its fingerprint whatever the source.
    public let common: UInt64
}

extension ArticleReader {
    /// A full sentence of this many words is never counted.
    public static let proseWords = LinePrinter.proseWords

    /// The lines of a stored text that have a print, each once, in order: those that `prints(ofText:source:)` tells of.
    public func countedLines(ofText text: [UInt8], source: String) -> [CountedLine] {
        let bytes = text.span
        var (ofSource, ofAny) = (LinePrinter(source: source), LinePrinter(source: ""))
        var seen: Set<UInt64> = []
        var lines: [CountedLine] = []
        LinePrinter.eachLine(of: bytes) { start, end, traits in
            guard let print = ofSource.print(bytes, start, end, traits), seen.insert(print).inserted,
                let common = ofAny.print(bytes, start, end, traits)
            else { return }
            lines.append(CountedLine(range: start + traits.bullet..<end, print: print, common: common))
        }
        return lines
    }
}
