import Intake
import Ledger
import LinuxHost

/// What a command that stores many files has done so far, for the progress line and the summary.
protocol StoringReport {
    var tally: Tally { get set }
    var progress: ProgressLine { get }
    /// The summary, for people.
    var sentence: String { get }
    /// What it tells beside the lines of the three streams, for programs.
    var others: [(String, Int)] { get }
}

extension StoringReport {
    mutating func note(_ record: Record) {
        tally.count(record.stream)
        if tally.total % ProgressLine.step == 0 { progress.show(sentence) }
    }

    /// Ends the progress line, and prints the summary.
    func print(json: Bool) throws {
        progress.clear()
        try printing { output in try output.line(json ? self.json.line : sentence) }
    }

    private var json: JSON {
        let streams = [("articles", tally.articles), ("duplicates", tally.duplicates), ("rejected", tally.rejected)]
        return .object((streams + others).map { ($0.0, .integer($0.1)) })
    }
}
