import ArgumentParser
import Config
import Intake
import Ledger

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the types of a record, for readers that would else guess.",
        discussion: """
            Readers that infer types from the first rows miss keys that come later. json is a JSON Schema, duckdb a view of \
            the stream, arrow a pyarrow schema, spark a schema in DDL.

            Example: what the store holds, by source

              (winnow schema duckdb; echo 'SELECT source, count(*) FROM articles GROUP BY 1;') | duckdb
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case json, duckdb, arrow, spark
    }

    @Argument(help: "json, duckdb, arrow or spark.")
    var format: Format = .json

    @Option(help: ArgumentHelp("articles, duplicates or rejected.", valueName: "name"))
    var stream: StreamName = .articles

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let text =
            switch format {
            case .json: JSONSchema.text(stream.stream)
            case .duckdb: DuckDBSchema.text(stream.stream, store: try shared.load().settings.storeFolder.path)
            case .arrow: ArrowSchema.text(stream.stream)
            case .spark: SparkSchema.text(stream.stream)
            }
        try printing { try $0.line(text) }
    }
}

/// A stream as a person names it.
enum StreamName: String, CaseIterable, ExpressibleByArgument {
    case articles, duplicates, rejected

    var stream: Stream {
        switch self {
        case .articles: .articles
        case .duplicates: .duplicates
        case .rejected: .rejected
        }
    }
}
