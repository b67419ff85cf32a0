/// A moment in whole seconds, written `YYYY-MM-DDTHH:MM:SSZ`. Limited to the years 0001 to 9999, which that form and
/// the readers' date types can hold: a file's time outside of them (anybody can set one) is moved to the nearest end.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
    public let seconds: Int64

    public init(seconds: Int64) {
        self.seconds = min(max(seconds, Timestamp.first), Timestamp.last)
    }

    /// The second in which a moment given in nanoseconds since 1970 lies.
    public init(nanoseconds: Int64) {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        self.init(seconds: remainder < 0 ? quotient - 1 : quotient)
    }

    /// Nanoseconds since 1970; of a time that 64 bits cannot hold (before 1678, after 2261) the nearest that they can.
    public var nanoseconds: Int64 {
        let (product, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflows ? (seconds < 0 ? .min : .max) : product
    }

    /// Nil unless the text is a time of exactly that form.
    public init?(_ text: String) {
        var at = 0
        let bytes = Array(text.utf8)
        guard bytes.count == Timestamp.length, let value = Timestamp(in: bytes.span, &at) else { return nil }
        self = value
    }

    /// Reads 20 characters at `at` and moves it behind them; nil when they are no such time.
    init?(in bytes: Span<UInt8>, _ at: inout Int) {
        guard bytes.count - at >= Timestamp.length else { return nil }
        guard bytes[at + 4] == UInt8(ascii: "-"), bytes[at + 7] == UInt8(ascii: "-"), bytes[at + 10] == UInt8(ascii: "T"),
            bytes[at + 13] == UInt8(ascii: ":"), bytes[at + 16] == UInt8(ascii: ":"), bytes[at + 19] == UInt8(ascii: "Z"),
            let century = Timestamp.pair(bytes, at), let year = Timestamp.pair(bytes, at + 2),
            let month = Timestamp.pair(bytes, at + 5), let day = Timestamp.pair(bytes, at + 8),
            let hour = Timestamp.pair(bytes, at + 11), let minute = Timestamp.pair(bytes, at + 14),
            let second = Timestamp.pair(bytes, at + 17)
        else { return nil }
        let date = CivilDate(year: century * 100 + year, month: month, day: day)
        guard date.year > 0, date.isReal, hour < 24, minute < 60, second < 60 else { return nil }
        seconds = date.days * Timestamp.day + hour * 3_600 + minute * 60 + second
        at += Timestamp.length
    }

    /// Appends the 20 characters, without quotes.
    func append(to out: inout [UInt8]) {
        let days = seconds >= 0 ? seconds / Timestamp.day : -((Timestamp.day - 1 - seconds) / Timestamp.day)
        let rest = seconds - days * Timestamp.day
        let date = CivilDate(days: days)
        Timestamp.append(date.year / 100, to: &out)
        Timestamp.append(date.year % 100, to: &out)
        out.append(UInt8(ascii: "-"))
        Timestamp.append(date.month, to: &out)
        out.append(UInt8(ascii: "-"))
        Timestamp.append(date.day, to: &out)
        out.append(UInt8(ascii: "T"))
        Timestamp.append(rest / 3_600, to: &out)
        out.append(UInt8(ascii: ":"))
        Timestamp.append(rest / 60 % 60, to: &out)
        out.append(UInt8(ascii: ":"))
        Timestamp.append(rest % 60, to: &out)
        out.append(UInt8(ascii: "Z"))
    }

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.seconds < b.seconds }

    /// 0001-01-01T00:00:00Z.
    private static let first: Int64 = -62_135_596_800
    /// 9999-12-31T23:59:59Z.
    private static let last: Int64 = 253_402_300_799
    private static let day: Int64 = 86_400
    private static let length = 20

    private static func pair(_ bytes: Span<UInt8>, _ at: Int) -> Int64? {
        let (high, low) = (bytes[at] &- UInt8(ascii: "0"), bytes[at + 1] &- UInt8(ascii: "0"))
        return high < 10 && low < 10 ? Int64(high) * 10 + Int64(low) : nil
    }

    private static func append(_ twoDigits: Int64, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: twoDigits / 10))
        out.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: twoDigits % 10))
    }
}

extension Timestamp: CustomStringConvertible {
    public var description: String {
        var out: [UInt8] = []
        append(to: &out)
        return String(decoding: out, as: UTF8.self)
    }
}

/// A date of the proleptic Gregorian calendar. The conversions are those of H. Hinnant, "chrono-compatible low-level
/// date algorithms": years begin in March, so that the leap day is the last one, and repeat every 400.
private struct CivilDate {
    var year, month, day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// The date `days` after 1970-01-01; right from the year 0 on.
    init(days: Int64) {
        let sinceMarch = days + 719_468
        let era = sinceMarch / 146_097
        let ofEra = sinceMarch - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * ofYear + 2) / 153
        day = ofYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01.
    var days: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear - 719_468
    }

    var isReal: Bool {
        guard (1...12).contains(month), day >= 1 else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let length: Int64 = month == 2 ? (isLeap ? 29 : 28) : ([4, 6, 9, 11].contains(month) ? 30 : 31)
        return day <= length
    }
}
