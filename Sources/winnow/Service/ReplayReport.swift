import Host
import Intake
import Ledger
import SystemPackage

/// What a replay has done so far, for the progress line and the summary.
struct ReplayReport: StoringReport {
    var tally = Tally()
    /// Deliveries that are left out because nothing was to be read, and because it was something else.
    private var missing = 0
    private var changed = 0
    let progress: ProgressLine

    init(_ progress: ProgressLine) {
        self.progress = progress
    }

    /// Names a delivery that is left out.
    mutating func note(_ outcome: Replay.Outcome, of record: Record) {
        let what: String
        switch outcome {
        case .queued: return
        case .unread(let fault):
            missing += 1
            what = "cannot be read: \(fault.errno.description)"
        case .changed:
            changed += 1
            what = "has other bytes than its line says"
        }
        let file = String(decoding: record.delivery.file, as: UTF8.self).printable
        progress.complain("Left out delivery \(record.seq), \(file): its original \(what).")
    }

    var sentence: String {
        tally.sentence + (missing > 0 ? "; \(String.grouped(missing)) missing" : "") + (changed > 0 ? "; \(String.grouped(changed)) changed" : "")
    }

    var others: [(String, Int)] { [("missing", missing), ("changed", changed)] }

    /// Nil when nothing was left out.
    var problem: Problem? {
        guard missing + changed > 0 else { return nil }
        let what = missing + changed == 1 ? "1 delivery" : "\(String.grouped(missing + changed)) deliveries"
        return Problem(changed > 0 ? .badData : .noInput, "The new state is without \(what), as told above.")
    }
}
