extension Schema {
    /// Who reads it.
    public enum Format: String, Sendable, CaseIterable {
        /// JSON Schema, draft 2020-12.
        case json
        /// The `columns` argument of DuckDB's `read_json`.
        case duckdb
        /// A pyarrow expression.
        case arrow
        /// Spark's StructType as JSON (`StructType.fromJson`, `DataType.fromJson`).
        case spark
    }

    /// The schema of a stream as text, ended by LF.
    public static func text(_ format: Format, of stream: Stream) -> String {
        let fields = fields(of: stream)
        switch format {
        case .json:
            return """
                {
                  "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "title": "\(stream.name).jsonl",
                \(jsonMembers(fields, indent: "  "))
                }

                """
        case .duckdb:
            let columns = fields.map { "  \($0.name): '\(duckdb($0.kind))'" }.joined(separator: ",\n")
            return "{\n\(columns)\n}\n"
        case .arrow:
            let columns = fields.map { "    pa.field(\"\($0.name)\", \(arrow($0.kind)), nullable=\($0.isRequired ? "False" : "True")),\n" }
            return "pa.schema([\n\(columns.joined())])\n"
        case .spark:
            return spark(.object(fields)) + "\n"
        }
    }

    private static func jsonMembers(_ fields: [Field], indent: String) -> String {
        let properties = fields.map { field in
            "\(indent)  \"\(field.name)\": \(json(field.kind, about: field.about, indent: indent + "  "))"
        }
        let required = fields.filter(\.isRequired).map { "\"\($0.name)\"" }.joined(separator: ", ")
        return """
            \(indent)"type": "object",
            \(indent)"required": [\(required)],
            \(indent)"properties": {
            \(properties.joined(separator: ",\n"))
            \(indent)}
            """
    }

    private static func json(_ kind: Kind, about: String?, indent: String) -> String {
        let note = about.map { "\"description\": \"\($0)\", " } ?? ""
        switch kind {
        case .text: return "{\(note)\"type\": \"string\"}"
        case .base64: return "{\(note)\"type\": \"string\", \"contentEncoding\": \"base64\"}"
        case .hex(let digits): return "{\(note)\"type\": \"string\", \"pattern\": \"^[0-9a-f]{\(digits)}$\"}"
        case .time: return "{\(note)\"type\": \"string\", \"format\": \"date-time\"}"
        case .number(let from): return "{\(note)\"type\": \"integer\", \"minimum\": \(from), \"maximum\": \(Limits.number)}"
        case .share: return "{\(note)\"type\": \"number\", \"minimum\": 0, \"maximum\": 1}"
        case .flag: return "{\(note)\"const\": true}"
        case .word(let words): return "{\(note)\"enum\": [\(words.map { "\"\($0)\"" }.joined(separator: ", "))]}"
        case .list(let kind): return "{\(note)\"type\": \"array\", \"minItems\": 1, \"items\": \(json(kind, about: nil, indent: indent))}"
        case .pair(let kind):
            return "{\(note)\"type\": \"array\", \"minItems\": 2, \"maxItems\": 2, \"items\": \(json(kind, about: nil, indent: indent))}"
        case .object(let fields):
            let lead = about.map { "\(indent)  \"description\": \"\($0)\",\n" } ?? ""
            return "{\n\(lead)\(jsonMembers(fields, indent: indent + "  "))\n\(indent)}"
        }
    }

    private static func duckdb(_ kind: Kind) -> String {
        switch kind {
        case .text, .hex, .base64, .word: "VARCHAR"
        case .time: "TIMESTAMP"
        case .number: "BIGINT"
        case .share: "DOUBLE"
        case .flag: "BOOLEAN"
        case .list(let kind), .pair(let kind): duckdb(kind) + "[]"
        case .object(let fields): "STRUCT(\(fields.map { "\"\($0.name)\" \(duckdb($0.kind))" }.joined(separator: ", ")))"
        }
    }

    private static func arrow(_ kind: Kind) -> String {
        switch kind {
        case .text, .hex, .base64, .word: "pa.string()"
        case .time: "pa.timestamp(\"s\")"
        case .number: "pa.int64()"
        case .share: "pa.float64()"
        case .flag: "pa.bool_()"
        case .list(let kind), .pair(let kind): "pa.list_(\(arrow(kind)))"
        case .object(let fields): "pa.struct([\(fields.map { "(\"\($0.name)\", \(arrow($0.kind)))" }.joined(separator: ", "))])"
        }
    }

    private static func spark(_ kind: Kind) -> String {
        switch kind {
        case .text, .hex, .base64, .word: return "\"string\""
        case .time: return "\"timestamp\""
        case .number: return "\"long\""
        case .share: return "\"double\""
        case .flag: return "\"boolean\""
        case .list(let kind), .pair(let kind):
            return "{\"type\":\"array\",\"elementType\":\(spark(kind)),\"containsNull\":false}"
        case .object(let fields):
            // Spark makes every column of a JSON source nullable; saying so keeps its plans honest.
            let parts = fields.map { "{\"name\":\"\($0.name)\",\"type\":\(spark($0.kind)),\"nullable\":true,\"metadata\":{}}" }
            return "{\"type\":\"struct\",\"fields\":[\(parts.joined(separator: ","))]}"
        }
    }
}
