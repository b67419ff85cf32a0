/// One part of a line that a date may be read from.
enum DateToken: Equatable {
    /// A number and how many digits it has.
    case number(Int, digits: Int)
    /// A word, folded.
    case word([UInt8])
    /// One ASCII character that is neither.
    case mark(UInt8)
}

/// A line as numbers, words and marks, with their places. Devanagari digits are digits.
struct DateTokens {
    var tokens: [DateToken] = []
    var ranges: [Range<Int>] = []
    /// A line with more parts is no date line.
    static let most = 64
    /// More parts than most date lines have.
    private static let usual = 16
    /// Numbers of more digits are no part of a date.
    static let mostDigits = 4

    init(_ text: ArraySlice<UInt8>) {
        tokens.reserveCapacity(DateTokens.usual)
        ranges.reserveCapacity(DateTokens.usual)
        let bytes = text.span
        let base = text.startIndex
        var i = base
        while i < text.endIndex && tokens.count < DateTokens.most {
            let start = i
            if let digit = DateTokens.digit(text, &i) {
                var value = digit
                var digits = 1
                while let next = DateTokens.digit(text, &i) {
                    digits += 1
                    value = digits <= DateTokens.mostDigits ? value * 10 + next : value
                }
                add(.number(value, digits: digits), start..<i)
            } else if DateTokens.isLetter(text[i]) {
                while i < text.endIndex && DateTokens.isLetter(text[i]) && !DateTokens.startsDigit(text, i) { i += 1 }
                add(.word(Fold.fold(bytes, start - base, i - base, Fold.Trim(head: false, tail: false))), start..<i)
            } else {
                if text[i] != 0x20 { add(.mark(text[i]), start..<(i + 1)) }
                i += 1
            }
        }
    }

    private mutating func add(_ token: DateToken, _ range: Range<Int>) {
        tokens.append(token)
        ranges.append(range)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
    }

    private static func startsDigit(_ text: ArraySlice<UInt8>, _ i: Int) -> Bool {
        var at = i
        return digit(text, &at) != nil
    }

    /// The digit at `i`, which moves on past it.
    private static func digit(_ text: ArraySlice<UInt8>, _ i: inout Int) -> Int? {
        guard i < text.endIndex else { return nil }
        if text[i] >= 0x30 && text[i] <= 0x39 {
            i += 1
            return Int(text[i - 1]) - 0x30
        }
        if i + 2 < text.endIndex, text[i] == 0xE0, text[i + 1] == 0xA5, (0xA6...0xAF).contains(text[i + 2]) {
            i += 3
            return Int(text[i - 1]) - 0xA6
        }
        return nil
    }
}
