/// The place at the start of an article's first paragraph: `HARBOUR BAY, Maine (AP) — The ferry …`, `Berlin (dpa) - …`,
/// `NEW DELHI: …`. The paragraph keeps it; the field has the place alone, without agency and date.
enum Dateline {
    /// Bytes before the dash or colon.
    static let mostBytes = 80
    static let mostWords = 6
    /// Bytes of a place.
    static let places = 3...48

    /// The place; nil when the paragraph does not begin with one. An agency in brackets is proof enough; without one
    /// the place must be in capitals, as newspapers set it.
    static func read(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let mark = mark(text) else { return nil }
        var head = trimmed(text[..<mark.start])
        var hasAgency = false
        if head.last == UInt8(ascii: ")"), let open = head.lastIndex(of: UInt8(ascii: "(")), open > head.startIndex {
            guard isAgency(head[(open + 1)...].dropLast()) else { return nil }
            head = trimmed(head[..<open])
            hasAgency = true
        }
        let place = trimmed(withoutDate(head))
        guard places.contains(place.count), place.count(where: { $0 == 0x20 }) < mostWords, isPlace(place) else { return nil }
        if hasAgency && !mark.isColon { return startsWithCapital(place) ? place : nil }
        let city = place.prefix { $0 != 0x2C }
        return isCapitals(city) && !labels.contains(Array(city)) ? place : nil
    }

    /// `AP`, `Thomson Reuters`, `dpa`: capitalised, or one short word.
    private static func isAgency(_ text: ArraySlice<UInt8>) -> Bool {
        let words = text.count(where: { $0 == 0x20 }) + 1
        return startsWithCapital(text) && words <= mostAgencyWords || words == 1 && text.count <= shortAgency
    }

    private static let mostAgencyWords = 4
    private static let shortAgency = 5

    /// Words in capitals that begin a paragraph and are no places.
    private static let labels: Set<[UInt8]> = Set(
        ["UPDATE", "UPDATED", "BREAKING", "BREAKING NEWS", "EXCLUSIVE", "WATCH", "READ", "OPINION", "ANALYSIS", "VIDEO", "LIVE", "PHOTOS",
         "REVIEW", "EXPLAINED", "NOTE", "CORRECTION", "WARNING", "NEW", "FACT CHECK", "COLUMN", "EDITORIAL", "SPOILER ALERT", "TL;DR", "FAQ"]
            .map { Array($0.utf8) })

    /// The dash or colon that ends a dateline: a dash with a space on at least one side, behind which text follows.
    private static func mark(_ text: ArraySlice<UInt8>) -> (start: Int, isColon: Bool)? {
        let end = min(text.endIndex, text.startIndex + mostBytes)
        var i = text.startIndex + 1
        while i + 2 < end {
            let isWide = text[i] == 0xE2 && text[i + 1] == 0x80 && (0x93...0x95).contains(text[i + 2])
            let isNarrow = text[i] == 0x2D
            let after = i + (isWide ? 3 : 1)
            guard after < text.endIndex else { return nil }
            let isSpaced = text[i - 1] == 0x20 || text[i - 1] == UInt8(ascii: ")") || text[i - 1] == UInt8(ascii: ".")
            if isWide && (isSpaced || text[after] == 0x20) || isNarrow && isSpaced { return (i, false) }
            if text[i] == 0x3A { return text[after] == 0x20 ? (i, true) : nil }
            i += 1
        }
        return nil
    }

    /// Without a date behind the place: `PARIS, Nov 19`, `MADRID, 3 de marzo`.
    private static func withoutDate(_ head: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let digit = head.firstIndex(where: { $0 >= 0x30 && $0 <= 0x39 }) else { return head }
        let comma = head[..<digit].lastIndex(of: 0x2C)
        return comma.map { head[..<$0] } ?? head
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text.drop { $0 == 0x20 }
        while let last = text.last, last == 0x20 || last == 0x2C { text = text.dropLast() }
        return text
    }

    /// Letters, spaces and the marks that names of places have; no digits.
    private static func isPlace(_ text: ArraySlice<UInt8>) -> Bool {
        text.allSatisfy { byte in
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x20, 0x27, 0x2C, 0x2D, 0x2E, 0x2F, 0x80...0xFF: true
            default: false
            }
        }
    }

    private static func startsWithCapital(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first else { return false }
        return (0x41...0x5A).contains(first) || first >= 0xC3
    }

    /// At least three letters, none small; letters beyond ASCII do not count.
    private static func isCapitals(_ text: ArraySlice<UInt8>) -> Bool {
        !text.contains { (0x61...0x7A).contains($0) } && text.count(where: { (0x41...0x5A).contains($0) }) >= 3
    }
}
