/// Counts words: maximal runs of letters, digits and marks.
enum WordCount {
    /// ASCII other than letters and digits separates, and so do the blocks of punctuation beyond it; apostrophes do not.
    static func of(_ text: Span<UInt8>) -> Int {
        var words = 0
        var inside = false
        var i = 0
        while i < text.count {
            let byte = text[i]
            if byte < 0x80 {
                if byte == 0x27 {
                    i += 1
                    continue
                }
                let isWord = byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39
                if isWord && !inside { words += 1 }
                inside = isWord
                i += 1
                continue
            }
            let second = i + 1 < text.count ? text[i + 1] : 0
            let third = i + 2 < text.count ? text[i + 2] : 0
            let isApostrophe = byte == 0xE2 && second == 0x80 && third == 0x99
            if !isApostrophe {
                let isWord = !separates(byte, second, third)
                if isWord && !inside { words += 1 }
                inside = isWord
            }
            i += byte < 0xE0 ? (byte < 0xC0 ? 1 : 2) : byte < 0xF0 ? 3 : 4
        }
        return words
    }

    private static func separates(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch first {
        case 0xC2: second != 0xAA && second != 0xB5 && second != 0xBA && second != 0xB2 && second != 0xB3 && second != 0xB9
        case 0xE2: second <= 0x80 || (0x82...0x83).contains(second) || (0x86...0xAF).contains(second)
        case 0xE3: second == 0x80
        case 0xE0: second == 0xA5 && (third == 0xA4 || third == 0xA5)
        case 0xEF: second == 0xBC && (third < 0x90 || third == 0x9F)
        default: false
        }
    }
}
