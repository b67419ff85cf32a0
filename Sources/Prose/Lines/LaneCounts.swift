/// What is counted of the bytes of a line, sixteen at once: a counter for each byte of a step.
struct LaneCounts {
    private typealias Lanes = SixteenBytes.Lanes
    private var letters = Lanes()
    private var uppers = Lanes()
    private var digits = Lanes()
    private var commas = Lanes()
    private var stops = Lanes()
    private var tokens = Lanes()
    private var capitals = Lanes()
    private var smalls = Lanes()
    private var steps = 0
    /// Whether a word may still open at the next step, as behind a quote that the last one ended with.
    private var isPending = false

    /// What a counter of eight bits holds.
    private static let mostSteps = 255
    /// In place of bytes behind the end of a line: counted nowhere, and opens no word.
    static let filler = UInt8(ascii: "'")

    var isFull: Bool { steps == LaneCounts.mostSteps }

    /// Counts sixteen bytes, which those `before` stand one place before; returns where words open.
    @inline(__always)
    mutating func take(_ bytes: SixteenBytes, before: SixteenBytes) -> SixteenBytes.Lanes {
        let isLetter = bytes.letters
        let isUpper = bytes.within(0x41, 0x5A)
        let spaced = before.equal(to: 0x20)
        var opening = spaced & isLetter
        if isPending || !SixteenBytes.isEmpty(spaced & ~isLetter) { opening = openings(bytes, spaced) }
        // A mask is -1 in every byte of its kind.
        letters &-= isLetter
        uppers &-= isUpper
        digits &-= bytes.within(0x30, 0x39)
        commas &-= bytes.equal(to: 0x2C) | bytes.equal(to: 0x3B)
        stops &-= bytes.equal(to: 0x20) & LaneCounts.isStop(before)
        tokens &-= opening
        capitals &-= opening & isUpper
        smalls &-= opening & isLetter & ~isUpper
        steps &+= 1
        return opening
    }

    /// Where words open: at the first byte behind a space, quotes and brackets set aside. Spaces and what keeps a word
    /// from opening yet are found as masks; adding one at the start of a row of the latter carries to the byte behind it.
    private mutating func openings(_ bytes: SixteenBytes, _ spaced: SixteenBytes.Lanes) -> SixteenBytes.Lanes {
        let space = bytes.equal(to: 0x20)
        let keeping = ~(space | bytes.letters | LaneCounts.opens(bytes))
        let (low, high) = Packed.halves(keeping)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let (spacedLow, spacedHigh) = Packed.halves(spaced)
        let (sumLow, carry) = low.addingReportingOverflow(spacedLow & ones | (isPending ? 1 : 0))
        let (sumHigh, rest) = high.addingReportingOverflow(spacedHigh & ones | (carry ? 1 : 0))
        isPending = rest
        return Packed.lanes((sumLow & ~low & ones) &* 0xFF, (sumHigh & ~high & ones) &* 0xFF) & ~space
    }

    /// Bytes beside letters that a word opens with: digits, stops, commas, signs that stand for words, all beyond ASCII.
    private static func opens(_ bytes: SixteenBytes) -> SixteenBytes.Lanes {
        bytes.within(0x30, 0x39) | bytes.equal(to: 0x2C) | bytes.equal(to: 0x3B) | isStop(bytes) | bytes.equal(to: 0x7C)
            | bytes.equal(to: 0x40) | bytes.equal(to: 0x2F) | bytes.equal(to: 0x26) | bytes.wide
    }

    @inline(__always)
    private static func isStop(_ bytes: SixteenBytes) -> SixteenBytes.Lanes {
        bytes.equal(to: 0x2E) | bytes.equal(to: 0x21) | bytes.equal(to: 0x3F)
    }

    /// Adds what was counted to `traits`, and begins anew; returns the words that opened.
    mutating func move(to traits: inout Traits) -> Int {
        traits.letters += SixteenBytes.sum(letters)
        traits.upperLetters += SixteenBytes.sum(uppers)
        traits.digits += SixteenBytes.sum(digits)
        traits.commas += SixteenBytes.sum(commas)
        traits.stops += SixteenBytes.sum(stops)
        traits.capitals += SixteenBytes.sum(capitals)
        traits.smalls += SixteenBytes.sum(smalls)
        let words = SixteenBytes.sum(tokens)
        let pending = isPending
        self = LaneCounts()
        isPending = pending
        return words
    }
}
