/// One text of one rule, ready to be found.
struct Needle {
    /// Index of the rule.
    var rule: Int
    /// Folded, with a line feed where the line must begin or end. For patterns, the part that is looked for first.
    var bytes: [UInt8]
    /// The folded pattern, for kind pattern only.
    var pattern: [UInt8]
}

extension Needle {
    static let lineFeed: UInt8 = 0x0A
    static let star = UInt8(ascii: "*")
    static let digits = UInt8(ascii: "#")
    /// Bytes that the finder needs to find anything.
    static let anchorBytes = 4

    /// Nil when the text has too few bytes to be found by.
    init?(rule index: Int, _ kind: Rule.Kind, _ text: String) {
        rule = index
        pattern = []
        switch kind {
        case .line, .section, .repeated:
            bytes = [Needle.lineFeed] + Fold.fold(text, Fold.Trim(head: true, tail: true)) + [Needle.lineFeed]
        case .prefix:
            bytes = [Needle.lineFeed] + Fold.fold(text, Fold.Trim(head: true, tail: false))
        case .suffix:
            bytes = Fold.fold(text, Fold.Trim(head: false, tail: true)) + [Needle.lineFeed]
        case .contains:
            bytes = Fold.fold(text, Fold.Trim(head: false, tail: false))
        case .pattern:
            pattern = Needle.squeeze(Fold.fold(text, Fold.Trim(head: false, tail: true)))
            bytes = Needle.longestPart(of: [Needle.lineFeed] + pattern + [Needle.lineFeed])
        }
        if bytes.count < Needle.anchorBytes { return nil }
    }

    /// Many stars in a row are one; without this a pattern could ask for much work.
    private static func squeeze(_ pattern: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        for byte in pattern where !(byte == star && out.last == star) { out.append(byte) }
        return out
    }

    private static func longestPart(of pattern: [UInt8]) -> [UInt8] {
        let parts = pattern.split(whereSeparator: { $0 == star || $0 == digits })
        return Array(parts.max(by: { $0.count < $1.count }) ?? [])
    }

    /// Whether `pattern` fits `text[start..<end]` whole. Greedy with one way back per star: linear in practice,
    /// and never worse than the product of both lengths.
    func fits(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        var i = start
        var p = 0
        var starAt = -1
        var resume = start
        while true {
            if p < pattern.count, pattern[p] == Needle.star {
                starAt = p
                resume = i
                p += 1
                continue
            }
            if p < pattern.count, i < end, pattern[p] == Needle.digits, isDigit(text[i]) {
                while i < end && isDigit(text[i]) { i += 1 }
                p += 1
                continue
            }
            if p < pattern.count, i < end, pattern[p] != Needle.digits, pattern[p] == text[i] {
                i += 1
                p += 1
                continue
            }
            if p == pattern.count && i == end { return true }
            guard starAt >= 0, resume < end else { return false }
            resume += 1
            i = resume
            p = starAt + 1
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
