/// A moment read from a line.
struct ReadDate: Equatable {
    /// Seconds since 1970 UTC. A bare date is midnight UTC; a time without a zone is taken as UTC.
    var seconds: Int64
    /// The bytes of the text it was read from.
    var range: Range<Int>
}

/// Reads the first date of a line, in the forms of the shipped languages: `3 March 2021`, `March 3rd, 2021`,
/// `3. März 2021`, `3 de marzo de 2021`, `2021-03-03T16:12:00Z`, `03.03.2021`, `25/12/2020`, each with or without a time.
/// A date in figures whose day and month could be swapped is not read: no date is better than a wrong one.
struct DateReader {
    private let tokens: [DateToken]
    private let ranges: [Range<Int>]

    static func read(_ text: ArraySlice<UInt8>) -> ReadDate? {
        let line = DateTokens(text)
        return DateReader(tokens: line.tokens, ranges: line.ranges).first()
    }

    private struct Day {
        var year: Int
        var month: Int
        var day: Int
        /// The token after it.
        var end: Int
    }

    private func first() -> ReadDate? {
        for start in tokens.indices {
            guard let day = day(at: start), DateReader.exists(day) else { continue }
            var seconds = DateReader.days(day.year, day.month, day.day) * 86_400
            var begin = start
            var end = day.end
            if let time = timeAfter(day.end, day) {
                seconds += time.seconds
                end = time.end
            } else if let time = timeBefore(start, day) {
                seconds += time.seconds
                begin = time.begin
            }
            return ReadDate(seconds: seconds, range: ranges[begin].lowerBound..<ranges[end - 1].upperBound)
        }
        return nil
    }

    // MARK: Days

    private func day(at i: Int) -> Day? {
        switch tokens[i] {
        case .word(let word):
            guard let month = DateWords.month(word) else { return nil }
            return monthFirst(month, i + 1)
        case .number(let value, let digits):
            if digits == 4 { return yearFirst(value, i + 1) }
            return digits <= 2 ? dayFirst(value, i + 1) : nil
        case .mark:
            return nil
        }
    }

    /// `March 3rd, 2021`
    private func monthFirst(_ month: Int, _ from: Int) -> Day? {
        var i = skip(from, [0x2E])
        guard let day = number(i, 1...2) else { return nil }
        i = skipOrdinal(i + 1)
        i = skip(i, [0x2C, 0x2E])
        guard let year = number(i, 4...4) else { return nil }
        return Day(year: year, month: month, day: day, end: i + 1)
    }

    /// `2021-03-03`, `2021/03/03`, `2021.03.03`
    private func yearFirst(_ year: Int, _ from: Int) -> Day? {
        guard let mark = mark(from), [0x2D, 0x2F, 0x2E].contains(mark), let month = number(from + 1, 1...2),
            self.mark(from + 2) == mark, let day = number(from + 3, 1...2)
        else { return nil }
        return Day(year: year, month: month, day: day, end: from + 4)
    }

    /// `3 March 2021`, `3. März 2021`, `3 de marzo de 2021`, `03.03.2021`, `25/12/2020`
    private func dayFirst(_ first: Int, _ from: Int) -> Day? {
        if let mark = mark(from), [0x2E, 0x2F, 0x2D].contains(mark), let second = number(from + 1, 1...2),
            self.mark(from + 2) == mark, let year = number(from + 3, 4...4)
        {
            // With dots the day comes first everywhere; otherwise only a number above 12 tells.
            if mark == 0x2E || first > 12 || first == second { return Day(year: year, month: second, day: first, end: from + 4) }
            return second > 12 ? Day(year: year, month: first, day: second, end: from + 4) : nil
        }
        var i = skipOrdinal(skip(from, [0x2E, 0x2D]))
        i = skip(skipWord(i), [0x2D])
        guard case .word(let word) = token(i), let month = DateWords.month(word) else { return nil }
        i = skipWord(skip(i + 1, [0x2E, 0x2C, 0x2D]))
        guard let year = number(i, 4...4) else { return nil }
        return Day(year: year, month: month, day: first, end: i + 1)
    }

    // MARK: Times

    /// A time after the date, with what may stand between: `, at 4:12 pm ET`, ` - 14:03 Uhr`, `T05:44:00Z`, ` à 12h30`.
    private func timeAfter(_ from: Int, _ day: Day) -> (seconds: Int64, end: Int)? {
        var i = from
        while i < from + 4 && joins(i) { i += 1 }
        guard let time = time(at: i) else { return nil }
        let (offset, end) = zone(time.end, day)
        return (time.seconds - Int64(offset) * 60, end)
    }

    /// A time before the date: `16:03 GMT, 3 March 2021`.
    private func timeBefore(_ start: Int, _ day: Day) -> (seconds: Int64, begin: Int)? {
        for begin in max(0, start - 7)..<max(0, start) {
            guard let time = time(at: begin), time.end <= start else { continue }
            return (time.seconds - Int64(zone(time.end, day).0) * 60, begin)
        }
        return nil
    }

    private func time(at i: Int) -> (seconds: Int64, end: Int)? {
        guard var hour = number(i, 1...2) else { return nil }
        var end = i + 1
        var minute = 0
        var second = 0
        if let mark = mark(end), mark == 0x3A || mark == 0x2E, let value = number(end + 1, 2...2) {
            minute = value
            end += 2
            if self.mark(end) == 0x3A, let value = number(end + 1, 2...2) {
                second = value
                end += 2
                if self.mark(end) == 0x2E, case .number = token(end + 1) { end += 2 }  // fractions
            }
        } else if word(end) == "h", let value = number(end + 1, 2...2) {
            minute = value
            end += 2
        } else if !["am", "pm", "uhr", "h"].contains(word(end)) {
            return nil
        }
        if let half = half(&end) {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + half
        } else if word(end) == "uhr" || word(end) == "h" {
            end += 1
        }
        guard hour < 24, minute < 60, second < 61 else { return nil }
        return (Int64(hour * 3600 + minute * 60 + second), end)
    }

    /// `am`, `p.m.`: hours to add.
    private func half(_ end: inout Int) -> Int? {
        switch word(end) {
        case "am":
            end += 1
            return 0
        case "pm":
            end += 1
            return 12
        case "a", "p":
            guard mark(end + 1) == 0x2E, word(end + 2) == "m" else { return nil }
            let half = word(end) == "a" ? 0 : 12
            end += mark(end + 3) == 0x2E ? 4 : 3
            return half
        default:
            return nil
        }
    }

    /// Minutes east of UTC, and the token after: `GMT`, `(ET)`, `+05:30`, `+0530`.
    private func zone(_ from: Int, _ day: Day) -> (Int, Int) {
        let i = skip(from, [0x28, 0x2C])
        if case .word(let word) = token(i), let offset = DateWords.zone(word, month: day.month, day: day.day) {
            return (offset, i + 1)
        }
        guard let sign = mark(from), sign == 0x2B || sign == 0x2D, ranges[from].upperBound == ranges[min(from + 1, ranges.count - 1)].lowerBound
        else { return (0, from) }
        let direction = sign == 0x2B ? 1 : -1
        if let both = number(from + 1, 4...4), both / 100 < 15, both % 100 < 60 {
            return (direction * (both / 100 * 60 + both % 100), from + 2)
        }
        if let hours = number(from + 1, 2...2), hours < 15, mark(from + 2) == 0x3A, let minutes = number(from + 3, 2...2), minutes < 60 {
            return (direction * (hours * 60 + minutes), from + 4)
        }
        return (0, from)
    }

    // MARK: Tokens

    private func token(_ i: Int) -> DateToken? { tokens.indices.contains(i) ? tokens[i] : nil }

    private func mark(_ i: Int) -> UInt8? {
        if case .mark(let mark) = token(i) { return mark }
        return nil
    }

    private func word(_ i: Int) -> String {
        if case .word(let word) = token(i), word.count < 8 { return String(decoding: word, as: UTF8.self) }
        return ""
    }

    private func number(_ i: Int, _ digits: ClosedRange<Int>) -> Int? {
        if case .number(let value, let count) = token(i), digits.contains(count) { return value }
        return nil
    }

    /// What may stand between a date and its time.
    private func joins(_ i: Int) -> Bool {
        switch token(i) {
        case .mark(let mark): [0x2C, 0x2D, 0x7C, 0x2F, 0x2E].contains(mark)
        case .word(let word): DateReader.joining.contains(String(decoding: word, as: UTF8.self))
        default: false
        }
    }

    private static let joining: Set<String> = ["at", "um", "à", "a", "las", "às", "as", "alle", "ore", "t", "को", "–", "-", "·", "•", "kl"]

    private func skip(_ i: Int, _ marks: [UInt8]) -> Int {
        if let mark = mark(i), marks.contains(mark) { return i + 1 }
        return i
    }

    private func skipOrdinal(_ i: Int) -> Int { ["st", "nd", "rd", "th", "er", "º", "ª", "°"].contains(word(i)) ? i + 1 : i }

    private func skipWord(_ i: Int) -> Int { ["de", "of", "del", "di", "d", "le"].contains(word(i)) ? i + 1 : i }

    // MARK: Calendar

    private static func exists(_ day: Day) -> Bool {
        guard (1900...2200).contains(day.year), (1...12).contains(day.month) else { return false }
        let leap = day.year % 4 == 0 && (day.year % 100 != 0 || day.year % 400 == 0)
        let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day.day >= 1 && day.day <= lengths[day.month - 1]
    }

    /// Days since 1970-01-01 in the Gregorian calendar (Hinnant, chrono-compatible low-level date algorithms).
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = y / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }
}
