import Ledger

/// A view of a stream for DuckDB, which else infers types from the first rows and does not know a key that comes later.
enum DuckDBSchema {
    /// - Parameter store: the folder of the streams. Segments that were rotated out are read too.
    static func text(_ stream: Stream, store: String) -> String {
        let columns = RecordSchema.fields(of: stream).map { "\(quoted($0.name)): '\(type($0.type))'" }
        return """
            CREATE OR REPLACE VIEW \(stream.name) AS
            SELECT * FROM read_json('\(doubled("\(store)/\(stream.name)", "'"))*.jsonl',
              format = 'newline_delimited', maximum_object_size = \(Limits.lineBytes), columns = {
              \(columns.joined(separator: ",\n  "))
            });
            """
    }

    private static func type(_ type: SchemaType) -> String {
        switch type {
        case .text: "VARCHAR"
        case .integer: "BIGINT"
        case .number: "DOUBLE"
        case .bool: "BOOLEAN"
        case .time: "TIMESTAMP"
        case .list(let item): self.type(item) + "[]"
        case .object(let fields): "STRUCT(" + fields.map { "\(quoted($0.name)) \(self.type($0.type))" }.joined(separator: ", ") + ")"
        }
    }

    private static func quoted(_ name: String) -> String { "\"\(doubled(name, "\""))\"" }

    private static func doubled(_ text: String, _ mark: Character) -> String {
        text.split(separator: mark, omittingEmptySubsequences: false).joined(separator: "\(mark)\(mark)")
    }
}
