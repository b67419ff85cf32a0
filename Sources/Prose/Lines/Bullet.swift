/// Marks of list items at the start of a line.
enum Bullet {
    /// Bytes of the mark and the spaces after it; 0 without one. A line that is nothing but a mark counts whole.
    static func length(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var i = start
        while i < end {
            let mark = markLength(bytes, i, end)
            if mark == 0 { break }
            i += mark
            if i < end {
                guard bytes[i] == 0x20 else { return i - mark - start }
                i += 1
            }
        }
        return i - start
    }

    /// One mark at `i`, which a space or the end must follow to count.
    private static func markLength(_ bytes: Span<UInt8>, _ i: Int, _ end: Int) -> Int {
        let next = i + 1 < end ? bytes[i + 1] : 0x20
        switch bytes[i] {
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ">"), UInt8(ascii: "#"),
            UInt8(ascii: "|"), UInt8(ascii: "/"), UInt8(ascii: "o"):
            return next == 0x20 ? 1 : 0
        case 0xC2 where i + 1 < end && (bytes[i + 1] == 0xB7 || bytes[i + 1] == 0xBB):  // · »
            return spaceOrEnd(bytes, i + 2, end) ? 2 : 0
        case 0xE2 where i + 2 < end && isBullet(bytes[i + 1], bytes[i + 2]):
            return spaceOrEnd(bytes, i + 3, end) ? 3 : 0
        default:
            return 0
        }
    }

    private static func spaceOrEnd(_ bytes: Span<UInt8>, _ i: Int, _ end: Int) -> Bool { i >= end || bytes[i] == 0x20 }

    /// The second and third bytes of • ‣ ․ › → ► ▶ ▸ ● ○ ■ □ ◆ ✓ ✔ ➤.
    private static func isBullet(_ second: UInt8, _ third: UInt8) -> Bool {
        switch (second, third) {
        case (0x80, 0xA2), (0x80, 0xA3), (0x80, 0xA4), (0x80, 0xBA), (0x86, 0x92), (0x96, 0xA0), (0x96, 0xA1),
            (0x96, 0xAA), (0x96, 0xB6), (0x96, 0xB8), (0x96, 0xBA), (0x97, 0x86), (0x97, 0x8B), (0x97, 0x8F),
            (0x9C, 0x93), (0x9C, 0x94), (0x9E, 0xA4):
            true
        default:
            false
        }
    }
}
