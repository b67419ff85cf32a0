import ArgumentParser
import Config
import Foundation
import LinuxHost
import Prose

/// How well the definition of a near duplicate agrees with people who read both texts.
struct PairsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pairs",
        abstract: "Compare the verdicts on pairs of texts with labels given by hand.",
        discussion: """
            Reads JSON lines with text_a, text_b and dup: 1 for one article twice, 0 for two articles; pairs with any \
            other label are passed over. Each text is read as a file would be, and the two are compared under the default \
            limits. Prints precision and recall of the verdict "near".

            Example: labels of your own

              winnow-bench pairs labelled.jsonl
            """)

    @Argument(help: "The file of labelled pairs.", completion: .file())
    var file: String

    @Flag(help: "Print each pair on which verdict and label differ.")
    var verbose = false

    private struct Pair: Decodable {
        var text_a: String
        var text_b: String
        var dup: Int?
    }

    func run() throws {
        let reader = ArticleReader(rules: try RuleSet(files: RuleFile.shipped()))
        let lines = try PlainFile.read(file, limit: 1 << 30).split(separator: UInt8(ascii: "\n"))
        var counts: [Bool: [Bool: Int]] = [:]
        for (number, line) in lines.enumerated() {
            let pair = try JSONDecoder().decode(Pair.self, from: Data(line))
            guard let dup = pair.dup, dup == 0 || dup == 1 else { continue }
            let (a, b) = (Self.shingles(pair.text_a, reader), Self.shingles(pair.text_b, reader))
            let isNear = Likeness.verdict(new: b, old: a, thresholds: .standard) != nil
            counts[dup == 1, default: [:]][isNear, default: 0] += 1
            if verbose, isNear != (dup == 1) {
                let likeness = Likeness(a, b)
                print("line \(number + 1): label \(dup), J \(likeness.jaccard.rounded(to: 3)), C \(likeness.containment.rounded(to: 3))")
            }
        }
        let hits = counts[true]?[true] ?? 0
        let (missed, false_) = (counts[true]?[false] ?? 0, counts[false]?[true] ?? 0)
        let right = counts[false]?[false] ?? 0
        print("\(hits + missed) duplicates, \(right + false_) others: found \(hits), missed \(missed), false \(false_)")
        print("precision \(share(hits, hits + false_)), recall \(share(hits, hits + missed))")
    }

    private func share(_ part: Int, _ whole: Int) -> String { (Double(part) / Double(max(1, whole))).rounded(to: 3) }

    /// Of the text that is stored; of the whole when nothing would be.
    private static func shingles(_ text: String, _ reader: ArticleReader) -> Shingles {
        let bytes = Array(text.utf8)
        guard let article = try? reader.read(bytes, source: nil, learned: .none) else { return Shingles(bytes.span) }
        return Shingles(article.text.span)
    }
}
