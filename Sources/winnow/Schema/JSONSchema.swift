import Ledger

/// JSON Schema, draft 2020-12.
enum JSONSchema {
    static func text(_ stream: Stream) -> String {
        var pairs: [(String, JSON?)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("a line of \(stream.name).jsonl")),
        ]
        pairs += object(RecordSchema.fields(of: stream))
        return JSON.object(pairs).line
    }

    /// Further keys are allowed where a newer version may add some: at the end of `metadata`.
    private static func object(_ fields: [SchemaField]) -> [(String, JSON?)] {
        [
            ("type", .text("object")),
            ("properties", .object(fields.map { ($0.name, property($0)) })),
            ("required", .list(fields.filter(\.isRequired).map { .text($0.name) })),
        ]
    }

    private static func property(_ field: SchemaField) -> JSON {
        .object([("description", .text(field.help))] + type(field.type))
    }

    private static func type(_ type: SchemaType) -> [(String, JSON?)] {
        switch type {
        case .text: [("type", .text("string"))]
        case .integer: [("type", .text("integer")), ("minimum", .integer(0))]
        case .number: [("type", .text("number")), ("minimum", .integer(0)), ("maximum", .integer(1))]
        case .bool: [("type", .text("boolean"))]
        case .time: [("type", .text("string")), ("pattern", .text("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$"))]
        case .list(let item): [("type", .text("array")), ("items", .object(self.type(item)))]
        case .object(let fields): object(fields)
        }
    }
}
