import ArgumentParser
import Config
import Intake
import Ledger
import LinuxHost

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read the whole store and check it.",
        discussion: """
            Every line must be a record, every id the SHA-256 of its text and there once, the delivery numbers without \
            gaps or repeats, and every duplicate must name an article before it. Ends with 65 when anything is wrong. \
            While the daemon runs, the durable lines are checked.

            Example: everything, the kept originals too

              winnow verify --originals
            """)

    @Flag(help: "Hold archive/ and rejected/ against the lines too.")
    var originals = false

    @Flag(help: "Make the index again afterwards, as reindex does. A committed line is never edited.")
    var repair = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        SignalMask.ignorePipe()
        let configuration = try shared.load()
        var view = try DurableView(configuration.settings)
        try view.refresh()
        var check = StoreCheck()
        var files = OriginalsCheck(configuration.settings)
        try read(view, &check, &files)
        if repair { try Reindexing(configuration).run() }
        try printing { output in
            if json {
                try output.line(report(check, files).line)
            } else {
                for mistake in check.mistakes { try output.line(mistake.printable) }
                try output.line(summary(check, files))
            }
        }
        if !check.isGood { throw QuietExit(.badData) }
    }

    private func read(_ view: DurableView, _ check: inout StoreCheck, _ files: inout OriginalsCheck) throws(Problem) {
        var lines = view.ledger.allLines(to: view.ends)
        while true {
            do throws(ReadError) {
                guard try lines.next() else { return }
            } catch {
                guard case .damaged(let damage) = error else { throw Problem(error) }
                check.note(damage.sentence)
                // A file that is missing is met again and again; one that is not whole is read on behind the damage.
                if case .broken = damage.kind { continue }
                return
            }
            guard let scan = lines.scan, let record = lines.withLine({ check.add(scan, $0) }) ?? nil else { continue }
            if originals, let mistake = files.mistake(of: record) { check.note(mistake) }
        }
    }

    private func summary(_ check: StoreCheck, _ files: OriginalsCheck) -> String {
        var text = String.counted(check.count(.articles), "article") + ", "
        text += String.counted(check.count(.duplicates), "duplicate") + ", \(String.grouped(check.count(.rejected))) rejected"
        if originals { text += "; " + String.counted(files.checked, "original") }
        if files.deleted > 0 { text += ", \(String.grouped(files.deleted)) deleted by policy" }
        return text + (check.isGood ? ": all is well" : ": " + String.counted(check.mistakeCount, "mistake"))
    }

    private func report(_ check: StoreCheck, _ files: OriginalsCheck) -> JSON {
        .object([
            ("good", .bool(check.isGood)),
            ("articles", .integer(check.count(.articles))),
            ("duplicates", .integer(check.count(.duplicates))),
            ("rejected", .integer(check.count(.rejected))),
            ("originals", originals ? .integer(files.checked) : nil),
            ("mistakes", .integer(check.mistakeCount)),
            ("first_mistakes", .list(check.mistakes.map(JSON.text))),
        ])
    }
}
