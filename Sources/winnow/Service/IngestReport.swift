import Intake

/// What an ingest has done so far, for the progress line and the summary.
struct IngestReport: StoringReport {
    var tally = Tally()
    private(set) var known = 0
    /// The first path that could not be read, and how many there were.
    private(set) var failure: Problem?
    private(set) var failed = 0
    let progress: ProgressLine

    init(_ progress: ProgressLine) {
        self.progress = progress
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

    var others: [(String, Int)] { [("known", known), ("failed", failed)] }
}
