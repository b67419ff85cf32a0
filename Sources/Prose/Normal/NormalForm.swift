import Foundation

/// Normal Form C: the quick check of UAX #15, section 9, on bytes, and composition by Foundation for what fails it.
///
/// Below U+0300 every character is in Normal Form C already. Above, a scalar passes when it neither changes by itself,
/// nor may combine with the one before it, nor is a mark that follows another mark (whose order might change).
/// The check errs on the side of composing, which changes nothing then.
enum NormalForm {
    /// True when the text in `range`, which begins with a character, might not be in Normal Form C.
    static func mayDiffer(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var i = range.lowerBound
        var previous: UInt32 = 0
        var afterMark = false
        while i < range.upperBound {
            if i &+ 8 <= bytes.count {
                let low = EightBytes.before(EightBytes(bytes, at: i).wide(from: 0xCC))
                if low > 0 {
                    // Letters up to U+02FF: no mark is among them, and no combination of few begins with one.
                    i &+= low
                    previous = 0
                    afterMark = false
                    continue
                }
            }
            let byte = bytes[i]
            if byte < 0xCC {
                // ASCII, Latin, phonetic letters, or the rest of a sequence.
                if byte & 0xC0 != 0x80 {
                    previous = byte < 0x80 ? UInt32(byte) : 0xC0
                    afterMark = false
                }
                i += 1
                continue
            }
            let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            guard i + length <= range.upperBound else { return false }
            let scalar = scalar(bytes, i, length)
            i += length
            if passes(scalar) {
                afterMark = false
            } else {
                if contains(NormalFormTable.changing, scalar) || combines(previous, scalar) { return true }
                let mark = contains(NormalFormTable.marks, scalar)
                if mark && afterMark { return true }
                afterMark = mark
            }
            previous = scalar
        }
        return false
    }

    /// Marks after one another in stream-safe text (UAX #15, section 13); no language needs a third as many.
    private static let mostMarks = 30
    /// U+034F, combining grapheme joiner: invisible, and no mark is moved across it.
    private static let joiner: [UInt8] = [0xCD, 0x8F]

    /// The text in Normal Form C. It is made stream-safe first, as UAX #15 has it: a joiner after each 30 marks in a row,
    /// without which sorting a run of them takes the square of its length.
    ///
    /// Hangul is composed here, and everything else by Foundation after it was taken apart. Foundation of Swift 6.3 leaves a
    /// syllable as it is before a trailing consonant, and U+0CCA before U+0CD5, and makes modern syllables of old letters.
    static func compose(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var composed: [UInt8] = []
        composed.reserveCapacity(bytes.count)
        var syllable: Unicode.Scalar?
        var others = String.UnicodeScalarView()
        for scalar in String(decoding: streamSafe(bytes), as: UTF8.self).unicodeScalars {
            let isHangul = Hangul.holds(scalar.value)
            if let first = syllable {
                if isHangul, let whole = Hangul.composed(first.value, scalar.value).flatMap(Unicode.Scalar.init) {
                    syllable = whole
                    continue
                }
                composed += String(first).utf8
                syllable = nil
            }
            if isHangul {
                append(&others, to: &composed)
                syllable = scalar
            } else {
                others.append(scalar)
            }
        }
        if let syllable { composed += String(syllable).utf8 }
        append(&others, to: &composed)
        return composed
    }

    /// Composes what is no Hangul.
    private static func append(_ scalars: inout String.UnicodeScalarView, to composed: inout [UInt8]) {
        if scalars.isEmpty { return }
        composed += String(scalars).decomposedStringWithCanonicalMapping.precomposedStringWithCanonicalMapping.utf8
        scalars = String.UnicodeScalarView()
    }

    private static func streamSafe(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        let source = bytes.span
        var marks = 0
        var i = 0
        while i < source.count {
            let byte = source[i]
            let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            guard i + length <= source.count else { break }
            let isMark = length > 1 && contains(NormalFormTable.marks, scalar(source, i, length))
            if isMark, marks == mostMarks {
                out.append(contentsOf: joiner)
                marks = 0
            }
            marks = isMark ? marks + 1 : 0
            for k in i..<i + length { out.append(source[k]) }
            i += length
        }
        return out
    }

    /// Blocks without marks and without characters that change: punctuation, Cyrillic letters, Han, Hangul syllables, kana.
    private static func passes(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x2010...0x20CF, 0x0388...0x0482, 0x048A...0x0590, 0x3041...0x3098, 0x309F...0x9FFF, 0xAC00...0xD7A3: true
        default: false
        }
    }

    private static func scalar(_ bytes: Span<UInt8>, _ i: Int, _ length: Int) -> UInt32 {
        let mask: UInt32 = length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07
        var value = UInt32(bytes[i]) & mask
        for k in 1..<length { value = value << 6 | UInt32(bytes[i + k]) & 0x3F }
        return value
    }

    /// Whether one of the ranges, given as first and last, holds `scalar`.
    private static func contains(_ table: [UInt32], _ scalar: UInt32) -> Bool {
        var low = 0
        var high = table.count / 2
        while low < high {
            let middle = (low + high) / 2
            if table[2 * middle + 1] < scalar { low = middle + 1 } else { high = middle }
        }
        return 2 * low < table.count && table[2 * low] <= scalar
    }

    private static func combines(_ first: UInt32, _ second: UInt32) -> Bool {
        guard second >= 0x600, second < 0x10000 else { return false }
        let pairs = NormalFormTable.pairs
        var i = 0
        while i + 1 < pairs.count && pairs[i] <= second {
            if pairs[i] == second && pairs[i + 1] == first { return true }
            i += 2
        }
        return false
    }
}
