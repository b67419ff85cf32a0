import Intake
import Ledger

/// An explanation for a program: what would become of the file, the stored article that it repeats, and the line that it
/// would get.
struct ExplainedRecord {
    private let outlook: StoreOutlook

    init(_ outlook: StoreOutlook) {
        self.outlook = outlook
    }

    func json(_ path: String) throws -> JSON {
        let record = outlook.forecast.record
        let outcome =
            switch record.stream {
            case .articles: "article"
            case .duplicates: "duplicate"
            case .rejected: "rejected"
            }
        return .object([
            ("path", .text(path)),
            ("outcome", .text(outcome)),
            ("repeats", outlook.forecast.repeated.map(repeated)),
            ("doubt", outlook.doubt.map(JSON.text)),
            ("record", .encoded(try RecordEncoder.line(record))),
        ])
    }

    private func repeated(_ record: Record) -> JSON {
        .object([
            ("id", record.id.map { .text($0.hex) }),
            ("seq", .integer(record.seq)),
            ("file", .text(String(decoding: record.delivery.file, as: UTF8.self))),
            ("title", record.content?.title.map(JSON.text)),
        ])
    }
}
