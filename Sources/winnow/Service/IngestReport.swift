import Intake
import Ledger
import LinuxHost

/// What an ingest has done so far, for the progress line and the summary.
struct IngestReport {
    /// Records between two progress lines.
    private static let step = 256

    private(set) var tally = Tally()
    private(set) var known = 0
    /// The first path that could not be read, and how many there were.
    private(set) var failure: Problem?
    private(set) var failed = 0
    private let showsProgress: Bool

    init(showsProgress: Bool) {
        self.showsProgress = showsProgress
    }

    mutating func note(_ record: Record) {
        tally.count(record.stream)
        if showsProgress, tally.total % IngestReport.step == 0 { say("\r\(sentence)\u{1B}[K") }
    }

    mutating func noteKnown() { known += 1 }

    mutating func note(_ problem: Problem) {
        failed += 1
        failure = failure ?? problem
        if showsProgress { clearProgress() }
        say("winnow: \(problem.sentence)\n")
    }

    func clearProgress() {
        if showsProgress { say("\r\u{1B}[K") }
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

    private func say(_ text: String) {
        try? StandardStream.error.write(text)
    }
}
