import Ledger

/// A schema in Spark's DDL, for `spark.read.schema(…).json(…)`.
enum SparkSchema {
    static func text(_ stream: Stream) -> String {
        RecordSchema.fields(of: stream).map { "`\($0.name)` \(type($0.type))" }.joined(separator: ", ")
    }

    private static func type(_ type: SchemaType) -> String {
        switch type {
        case .text: "STRING"
        case .integer: "BIGINT"
        case .number: "DOUBLE"
        case .bool: "BOOLEAN"
        case .time: "TIMESTAMP"
        case .list(let item): "ARRAY<\(self.type(item))>"
        case .object(let fields): "STRUCT<" + fields.map { "`\($0.name)`: \(self.type($0.type))" }.joined(separator: ", ") + ">"
        }
    }
}
