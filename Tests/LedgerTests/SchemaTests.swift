import Ledger
import Testing

@Suite struct SchemaTests {
    /// The schema and the lines say the same: keys, order, types, and which are always there.
    @Test func fitsTheLines() throws {
        var records = RandomRecords(seed: 31)
        var seen: [Stream: Set<String>] = [:]
        for seq in 1...150 {
            let record = records.next(seq: seq)
            let line = Sample.line(record)
            var parser = SmallJSON(bytes: line)
            let parsed = parser.value()
            let value = try #require(parsed)
            let paths = SchemaTests.misfits(value, .object(Schema.fields(of: record.stream)), "", &seen[record.stream, default: []])
            #expect(paths == [])
        }
        for stream in Stream.allCases {
            let missing = SchemaTests.paths(.object(Schema.fields(of: stream)), "").subtracting(seen[stream] ?? [])
            #expect(missing == [], "every key of the schema occurs in \(stream)")
        }
    }

    private static func paths(_ kind: Schema.Kind, _ path: String) -> Set<String> {
        switch kind {
        case .object(let fields): fields.reduce(into: []) { $0.formUnion(paths($1.kind, "\(path).\($1.name)").union(["\(path).\($1.name)"])) }
        case .list(let kind), .pair(let kind): paths(kind, path)
        default: []
        }
    }

    /// Where the value is not what the schema says.
    private static func misfits(_ value: SmallJSON.Value, _ kind: Schema.Kind, _ path: String, _ seen: inout Set<String>) -> [String] {
        switch (kind, value) {
        case (.text, .string), (.base64, .string), (.time, .string), (.number, .number), (.share, .number), (.flag, .literal("true")):
            return []
        case (.hex(let digits), .string(let text)):
            return text.utf8.count == digits ? [] : [path]
        case (.word(let words), .string(let text)):
            return words.contains(text) ? [] : [path]
        case (.list(let kind), .array(let values)):
            return values.isEmpty ? [path] : values.flatMap { misfits($0, kind, path, &seen) }
        case (.pair(let kind), .array(let values)):
            return values.count != 2 ? [path] : values.flatMap { misfits($0, kind, path, &seen) }
        case (.object(let fields), .object(let members)):
            let names = members.map(\.0)
            seen.formUnion(names.map { "\(path).\($0)" })
            guard fields.map(\.name).filter(names.contains) == names else { return ["\(path): \(names)"] }
            let missing = fields.filter { $0.isRequired && !names.contains($0.name) }.map { "\(path).\($0.name) is missing" }
            return missing
                + members.flatMap { member in
                    fields.first { $0.name == member.0 }.map { misfits(member.1, $0.kind, "\(path).\(member.0)", &seen) } ?? []
                }
        default:
            return [path]
        }
    }

    @Test(arguments: Schema.Format.allCases) func everyFormatNamesEveryKey(format: Schema.Format) {
        for stream in Stream.allCases {
            let text = Schema.text(format, of: stream)
            for path in SchemaTests.paths(.object(Schema.fields(of: stream)), "") {
                #expect(text.contains(path.split(separator: ".").last ?? ""))
            }
            #expect(text.filter { "([{".contains($0) }.count == text.filter { ")]}".contains($0) }.count && text.hasSuffix("\n"))
        }
    }

    @Test func theRejectedOnes() {
        #expect(
            Schema.text(.duckdb, of: .rejected) == """
                {
                  seq: 'BIGINT',
                  added: 'TIMESTAMP',
                  reason: 'VARCHAR',
                  detail: 'VARCHAR',
                  metadata: 'STRUCT("file" VARCHAR, "file_base64" VARCHAR, "original" VARCHAR, "bytes" BIGINT, "sha256" VARCHAR, \
                "modified" TIMESTAMP)'
                }

                """)
    }
}

/// Just enough of a JSON reader to see a line with other eyes than the ledger's.
struct SmallJSON {
    indirect enum Value { case string(String), number(String), literal(String), array([Value]), object([(String, Value)]) }

    let bytes: [UInt8]
    private var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func value() -> Value? {
        switch bytes[at] {
        case UInt8(ascii: "\""): return .string(string())
        case UInt8(ascii: "["):
            var values: [Value] = []
            repeat {
                at += 1
                guard let value = value() else { return nil }
                values.append(value)
            } while bytes[at] == UInt8(ascii: ",")
            at += 1
            return .array(values)
        case UInt8(ascii: "{"):
            var members: [(String, Value)] = []
            repeat {
                at += 1
                let name = string()
                at += 1
                guard let value = value() else { return nil }
                members.append((name, value))
            } while bytes[at] == UInt8(ascii: ",")
            at += 1
            return .object(members)
        default:
            let start = at
            while ![UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(bytes[at]) { at += 1 }
            let text = String(decoding: bytes[start..<at], as: UTF8.self)
            return Double(text) == nil ? .literal(text) : .number(text)
        }
    }

    /// Escapes stay as they are.
    private mutating func string() -> String {
        let start = at + 1
        at = start
        while bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        defer { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }
}
