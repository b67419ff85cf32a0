import Intake
import Ledger

/// What an ingest has done so far, for the progress line and the summary.
struct IngestReport {
    private(set) var tally = Tally()
    private(set) var known = 0
    /// The first path that could not be read, and how many there were.
    private(set) var failure: Problem?
    private(set) var failed = 0
    let progress: ProgressLine

    init(_ progress: ProgressLine) {
        self.progress = progress
    }

    mutating func note(_ record: Record) {
        tally.count(record.stream)
        if tally.total % ProgressLine.step == 0 { progress.show(sentence) }
    }

    mutating func noteKnown() { known += 1 }

    mutating func note(_ problem: Problem) {
        failed += 1
        failure = failure ?? problem
        progress.complain(problem.sentence)
    }

    var sentence: String {
        tally.sentence + (known > 0 ? "; \(known) known" : "") + (failed > 0 ? "; \(failed) could not be read" : "")
    }

    var json: JSON {
        .object([
            ("articles", .integer(tally.articles)),
            ("duplicates", .integer(tally.duplicates)),
            ("rejected", .integer(tally.rejected)),
            ("known", .integer(known)),
            ("failed", .integer(failed)),
        ])
    }
}
