/// The script that most of a text is written in.
enum Script: Int, CaseIterable {
    /// Scripts of several languages, which words tell apart.
    case latin, cyrillic, arabic, devanagari
    /// Scripts of one language, or nearly.
    case greek, armenian, hebrew, bengali, gurmukhi, gujarati, tamil, telugu, kannada, malayalam, sinhala, thai, lao, burmese
    case georgian, amharic, khmer, kana, han, hangul
    case none

    /// The language that has the script to itself; nil where words must tell.
    var language: String? {
        switch self {
        case .latin, .cyrillic, .arabic, .devanagari, .none: nil
        case .greek: "el"
        case .armenian: "hy"
        case .hebrew: "he"
        case .bengali: "bn"
        case .gurmukhi: "pa"
        case .gujarati: "gu"
        case .tamil: "ta"
        case .telugu: "te"
        case .kannada: "kn"
        case .malayalam: "ml"
        case .sinhala: "si"
        case .thai: "th"
        case .lao: "lo"
        case .burmese: "my"
        case .georgian: "ka"
        case .amharic: "am"
        case .khmer: "km"
        case .kana: "ja"
        case .han: "zh"
        case .hangul: "ko"
        }
    }

    /// Kana among Han in one character of this many is Japanese.
    private static let hanPerKana = 8

    static func most(_ text: Span<UInt8>) -> Script {
        var counts = [Int](filled: 0, count: allCases.count)
        var i = 0
        while i < text.count {
            let byte = text[i]
            if byte < 0x80 {
                if byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A { counts[Script.latin.rawValue] += 1 }
                i += 1
                continue
            }
            let second = i + 1 < text.count ? text[i + 1] : 0
            counts[of(byte, second).rawValue] += 1
            i += byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        }
        counts[Script.none.rawValue] = 0
        if counts[Script.kana.rawValue] * hanPerKana > counts[Script.han.rawValue] {
            counts[Script.kana.rawValue] += counts[Script.han.rawValue]
            counts[Script.han.rawValue] = 0
        }
        let best = counts.indices.max { counts[$0] < counts[$1] } ?? 0
        return counts[best] == 0 ? .none : Script(rawValue: best) ?? .none
    }

    /// The script of a character by its first two bytes: Unicode's blocks are whole rows of 64.
    private static func of(_ first: UInt8, _ second: UInt8) -> Script {
        switch (first, second) {
        case (0xC3...0xC9, _), (0xE1, 0xB8...0xBB): .latin
        case (0xCD...0xCF, _), (0xE1, 0xBC...0xBF): .greek
        case (0xD0...0xD3, _): .cyrillic
        case (0xD4...0xD5, _): .armenian
        case (0xD6...0xD7, _): .hebrew
        case (0xD8...0xDB, _): .arabic
        case (0xE0, _): indic(second)
        case (0xE1, 0x80...0x81): .burmese
        case (0xE1, 0x82...0x83): .georgian
        case (0xE1, 0x88...0x8D): .amharic
        case (0xE1, 0x9E...0x9F): .khmer
        case (0xE3, 0x81...0x83): .kana
        case (0xE3, 0x90...0xBF), (0xE4...0xE9, _): .han
        case (0xEA, 0xB0...0xBF), (0xEB...0xEC, _), (0xED, 0x80...0x9E): .hangul
        default: .none
        }
    }

    private static func indic(_ second: UInt8) -> Script {
        switch second {
        case 0xA4...0xA5: .devanagari
        case 0xA6...0xA7: .bengali
        case 0xA8...0xA9: .gurmukhi
        case 0xAA...0xAB: .gujarati
        case 0xAE...0xAF: .tamil
        case 0xB0...0xB1: .telugu
        case 0xB2...0xB3: .kannada
        case 0xB4...0xB5: .malayalam
        case 0xB6...0xB7: .sinhala
        case 0xB8...0xB9: .thai
        case 0xBA...0xBB: .lao
        default: .none
        }
    }
}
