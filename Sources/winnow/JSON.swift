/// A JSON value whose keys stay in the order given. What `--json` prints is built of these.
indirect enum JSON {
    case text(String)
    case integer(Int)
    case number(Double)
    case bool(Bool)
    case list([JSON])
    /// A line that is JSON already; its LF is left out.
    case encoded([UInt8])
    /// Values that are nil are left out.
    case object([(String, JSON?)])

    /// On one line, UTF-8.
    var line: String {
        var out: [UInt8] = []
        write(to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    private func write(to out: inout [UInt8]) {
        switch self {
        case .text(let text): Self.write(text, to: &out)
        case .integer(let number): out += String(number).utf8
        case .number(let number): out += (number.isFinite ? String(number) : "0").utf8
        case .bool(let value): out += (value ? "true" : "false").utf8
        case .encoded(let line): out += line.last == UInt8(ascii: "\n") ? line.dropLast() : line[...]
        case .list(let items):
            out.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                item.write(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let pairs):
            out.append(UInt8(ascii: "{"))
            var isFirst = true
            for case (let key, let value?) in pairs {
                if !isFirst { out.append(UInt8(ascii: ",")) }
                isFirst = false
                Self.write(key, to: &out)
                out.append(UInt8(ascii: ":"))
                value.write(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): out += "\\n".utf8
            case UInt8(ascii: "\t"): out += "\\t".utf8
            case UInt8(ascii: "\r"): out += "\\r".utf8
            case 0..<0x20, 0x7F: out += "\\u00".utf8 + [hex(byte >> 4), hex(byte & 15)]
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func hex(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
