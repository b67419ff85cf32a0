/// A manuscript in folded form: a line feed, then each piece followed by a line feed, so that the beginning and the
/// end of a line can be looked for like any other byte.
struct FoldedScript {
    let bytes: [UInt8]
    /// Where each piece begins.
    let starts: [Int]

    init(_ script: borrowing Manuscript) {
        let text = script.bytes.span
        var buffer = [UInt8](repeating: 0, count: text.count + script.pieces.count + 1)
        var starts: [Int] = []
        starts.reserveCapacity(script.pieces.count)
        var out = buffer.mutableSpan
        out[0] = Needle.lineFeed
        var end = 1
        for piece in script.pieces {
            starts.append(end)
            end = Fold.write(text, piece.start, piece.end, Fold.Trim(head: true, tail: true), into: &out, at: end)
            out[end] = Needle.lineFeed
            end += 1
        }
        buffer.removeLast(buffer.count - end)
        bytes = buffer
        self.starts = starts
    }

    /// Where the piece ends, without its line feed.
    func end(_ piece: Int) -> Int {
        (piece + 1 < starts.count ? starts[piece + 1] : bytes.count) - 1
    }

    /// Whether a needle whose bytes stand at `at` fits the piece as its kind asks.
    func fits(_ needle: Needle, _ kind: Rule.Kind, _ piece: Int, _ at: Int) -> Bool {
        let text = bytes.span
        switch kind {
        case .line, .section, .repeated: return true
        case .prefix: return isEdge(text, at + needle.bytes.count)
        case .suffix: return isEdge(text, at)
        case .contains: return isEdge(text, at) && isEdge(text, at + needle.bytes.count)
        case .pattern:
            let range = (starts[piece], end(piece))
            return range.1 - range.0 <= Findings.longestPatternLine && needle.fits(text, range.0, range.1)
        }
    }

    /// False when a word goes on across `i`: ASCII or Latin letters and digits on both sides.
    private func isEdge(_ text: Span<UInt8>, _ i: Int) -> Bool {
        guard i > 0, i < text.count else { return true }
        return !(FoldedScript.isLetter(text[i - 1], after: true) && FoldedScript.isLetter(text[i], after: false))
    }

    private static func isLetter(_ byte: UInt8, after: Bool) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A: true
        // The second half of a two-byte letter before the edge, or its first half after it.
        case 0x80...0xBF: after
        case 0xC3...0xDF: !after
        default: false
        }
    }

    /// The bytes of the manuscript that folded to `range`. Folds the piece up to there once more, character by
    /// character, since only cuts inside of lines need it.
    func unfold(_ script: borrowing Manuscript, _ piece: Int, _ range: Range<Int>) -> Range<Int> {
        let text = script.bytes.span
        let place = script.pieces[piece]
        var i = place.start + Bullet.length(text, place.start, place.end)
        var folded = starts[piece]
        var start = place.end
        while i < place.end && folded < range.upperBound {
            if folded <= range.lowerBound { start = i }
            var next = i + 1
            while next < place.end && text[next] & 0xC0 == 0x80 { next += 1 }
            folded += Fold.fold(text, i, next, Fold.Trim(head: false, tail: false)).count
            i = next
        }
        return start..<max(start, min(i, place.end))
    }
}
