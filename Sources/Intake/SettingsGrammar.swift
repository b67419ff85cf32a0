/// How durations, sizes, free space and switches are written. Reading is strict: whole numbers, a unit that leaves no doubt.
/// What `text(of:)` returns reads back as the same value.
enum SettingsGrammar {
    static func duration(_ text: String) throws(SettingMistake) -> Duration {
        let why = "is not a time: write a whole number with ms, s, m, h or d, such as 250ms or 10m"
        if text == "0" { return .zero }
        guard let (number, unit) = quantity(text) else { throw SettingMistake(text, why) }
        guard let milliseconds = durationUnits.first(where: { $0.name == unit })?.size else {
            throw SettingMistake(text, unit.isEmpty ? "has no unit: write ms, s, m, h or d behind the number" : why)
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: milliseconds)
        if overflow { throw SettingMistake(text, "is too long a time") }
        return .milliseconds(product)
    }

    static func size(_ text: String) throws(SettingMistake) -> Int {
        let why = "is not a size: write a whole number of bytes, or one with KiB, MiB or GiB, such as 16MiB"
        guard let (number, unit) = quantity(text), let bytes = sizeUnits.first(where: { $0.name == unit })?.size else {
            throw SettingMistake(text, why)
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: bytes)
        if overflow { throw SettingMistake(text, "is too large a size") }
        return product
    }

    /// `256MiB`, `5%`, or both with "or" between them, and then perhaps "whichever is less", which is what it means.
    static func freeSpace(_ text: String) throws(SettingMistake) -> FreeSpace {
        let words = text.split(separator: " ").joined(separator: " ")
        var parts = words.split(separator: " or ", omittingEmptySubsequences: false).map(String.init)
        let ending = ", whichever is less"
        if parts.count == 2, parts[1].hasSuffix(ending) { parts[1].removeLast(ending.count) }
        let isShare = parts.map { $0.hasSuffix("%") }
        guard parts.count == 1 || (parts.count == 2 && isShare[0] != isShare[1]) else {
            throw SettingMistake(text, "is not a free space: write 256MiB, 5%, or 256MiB or 5% (the smaller counts)")
        }
        var space: (bytes: Int?, percent: Int?)
        for (part, isShare) in zip(parts, isShare) {
            if isShare { space.percent = try percent(part) } else { space.bytes = try size(part) }
        }
        return FreeSpace(bytes: space.bytes, percent: space.percent)
    }

    private static func percent(_ text: String) throws(SettingMistake) -> Int {
        guard let (number, unit) = quantity(text), unit == "%", number <= 100 else {
            throw SettingMistake(text, "is not a share: write a whole number from 0% to 100%")
        }
        return number
    }

    static func toggle(_ text: String) throws(SettingMistake) -> Bool {
        switch text.lowercased() {
        case "on", "true", "yes": return true
        case "off", "false", "no": return false
        default: throw SettingMistake(text, "is neither on nor off")
        }
    }

    static func count(_ text: String) throws(SettingMistake) -> Int {
        guard let (number, unit) = quantity(text), unit.isEmpty else { throw SettingMistake(text, "is not a whole number") }
        return number
    }

    /// A decimal number from 0 on with at most nine places: no sign, no exponent, nothing but digits and one point.
    static func ratio(_ text: String) throws(SettingMistake) -> Double {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isDecimal = (1...2).contains(parts.count) && parts.allSatisfy { part in
            (1...9).contains(part.utf8.count) && part.utf8.allSatisfy(isDigit)
        }
        guard isDecimal, let value = Double(text) else { throw SettingMistake(text, "is not a number such as 0.5") }
        return value
    }

    /// An absolute path without doubled or trailing slashes. A folder `..` or `.` is refused: symbolic links would decide
    /// where it leads.
    static func path(_ text: String) throws(SettingMistake) -> String {
        guard text.utf8.first == UInt8(ascii: "/") else { throw SettingMistake(text, "is not an absolute path") }
        let parts = text.split(separator: "/")
        guard !text.utf8.contains(0), !parts.contains(".."), !parts.contains(".") else {
            throw SettingMistake(text, "has a part that a path here may not have (., .. or NUL)")
        }
        return "/" + parts.joined(separator: "/")
    }

    /// Of the units that divide the duration, the largest of which there are two: `60s` and not `1m`.
    static func text(of duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
        if milliseconds == 0 { return "0s" }
        let unit = durationUnits.last { milliseconds % $0.size == 0 && milliseconds / $0.size >= 2 } ?? durationUnits[0]
        if milliseconds == 1000 { return "1s" }
        return "\(milliseconds / unit.size)\(unit.name)"
    }

    static func text(ofSize bytes: Int) -> String {
        if bytes == 0 { return "0" }
        let unit = sizeUnits.last { $0.isBinary && bytes % $0.size == 0 } ?? sizeUnits[0]
        return "\(bytes / unit.size)\(unit.name)"
    }

    static func text(of space: FreeSpace) -> String {
        let bytes = space.bytes.map(text(ofSize:))
        let percent = space.percent.map { "\($0)%" }
        return [bytes, percent].compactMap(\.self).joined(separator: " or ")
    }

    /// Milliseconds, rising.
    private static let durationUnits: [(name: String, size: Int)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// Bytes; the binary ones rise.
    private static let sizeUnits: [(name: String, size: Int, isBinary: Bool)] = [
        ("", 1, true), ("B", 1, false), ("kB", 1000, false), ("MB", 1_000_000, false), ("GB", 1_000_000_000, false),
        ("TB", 1_000_000_000_000, false),
        ("KiB", 1 << 10, true), ("MiB", 1 << 20, true), ("GiB", 1 << 30, true), ("TiB", 1 << 40, true),
    ]

    /// Digits, then perhaps one space, then the unit, which may be empty. Nil when there are no digits or too many.
    private static func quantity(_ text: String) -> (number: Int, unit: String)? {
        let digits = text.utf8.prefix(while: isDigit)
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        var unit = text.utf8[digits.endIndex...]
        if unit.first == UInt8(ascii: " ") { unit = unit.dropFirst() }
        return (number, String(decoding: unit, as: UTF8.self))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
