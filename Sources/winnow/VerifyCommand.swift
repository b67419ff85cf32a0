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
            gaps or repeats, every duplicate must name an article before it, and the index must find each of them. Ends \
            with 65 when anything is wrong. While the daemon runs, the durable lines are checked.

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
        var reading = StoreReading(configuration, checksOriginals: originals)
        try reading.run()
        if !json { try tell(reading) }
        // What is wrong with the lines is told before: a damaged store is not indexed.
        if repair { try Reindexing(configuration).run() }
        let isGood = reading.store.isGood && (repair || reading.indexMistakeCount == 0)
        try printing { output in
            try output.line(json ? report(reading, isGood).line : summary(reading, isGood))
        }
        if !isGood { throw QuietExit(.badData) }
    }

    private func tell(_ reading: borrowing StoreReading) throws {
        let mistakes = reading.store.mistakes + reading.indexMistakes.map { "Index: \($0)" }
        try printing { output in
            for mistake in mistakes { try output.line(mistake.printable) }
        }
    }

    private func summary(_ reading: borrowing StoreReading, _ isGood: Bool) -> String {
        let check = reading.store
        var text = String.counted(check.count(.articles), "article") + ", "
        text += String.counted(check.count(.duplicates), "duplicate") + ", \(String.grouped(check.count(.rejected))) rejected"
        if originals { text += "; " + String.counted(reading.originals.checked, "original") }
        if reading.originals.deleted > 0 { text += ", \(String.grouped(reading.originals.deleted)) deleted by policy" }
        if reading.originals.waiting > 0 { text += ", \(String.grouped(reading.originals.waiting)) without a line yet" }
        if reading.indexed == nil, reading.indexMistakeCount == 0 { text += "; no index yet" }
        if repair { text += "; the index was made again" }
        let mistakes = check.mistakeCount + (repair ? 0 : reading.indexMistakeCount)
        return text + (isGood ? ": all is well" : ": " + String.counted(mistakes, "mistake"))
    }

    private func report(_ reading: borrowing StoreReading, _ isGood: Bool) -> JSON {
        let check = reading.store
        return .object([
            ("good", .bool(isGood)),
            ("articles", .integer(check.count(.articles))),
            ("duplicates", .integer(check.count(.duplicates))),
            ("rejected", .integer(check.count(.rejected))),
            ("originals", originals ? .integer(reading.originals.checked) : nil),
            ("without_line", originals ? .integer(reading.originals.waiting) : nil),
            ("indexed", reading.indexed.map { .integer($0) }),
            ("mistakes", .integer(check.mistakeCount)),
            ("first_mistakes", .list(check.mistakes.map(JSON.text))),
            ("index_mistakes", .integer(reading.indexMistakeCount)),
            ("first_index_mistakes", .list(reading.indexMistakes.map(JSON.text))),
        ])
    }
}
