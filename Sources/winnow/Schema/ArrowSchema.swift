import Ledger

/// A `pyarrow.Schema`, as Python, for pyarrow, pandas, Hugging Face datasets and what else is built on Arrow.
enum ArrowSchema {
    static func text(_ stream: Stream) -> String {
        let fields = RecordSchema.fields(of: stream).map { "    \(field($0))," }
        return """
            import pyarrow as pa

            \(stream.name) = pa.schema([
            \(fields.joined(separator: "\n"))
            ])
            """
    }

    private static func field(_ field: SchemaField) -> String {
        "pa.field(\"\(field.name)\", \(type(field.type)))"
    }

    private static func type(_ type: SchemaType) -> String {
        switch type {
        case .text: "pa.string()"
        case .integer: "pa.int64()"
        case .number: "pa.float64()"
        case .bool: "pa.bool_()"
        case .time: "pa.timestamp(\"s\", tz=\"UTC\")"
        case .list(let item): "pa.list_(\(self.type(item)))"
        case .object(let fields): "pa.struct([\(fields.map(field).joined(separator: ", "))])"
        }
    }
}
