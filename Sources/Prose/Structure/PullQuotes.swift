/// Lines set large between paragraphs that repeat words of one of them.
enum PullQuotes {
    /// Words of a line that repeats a passage whole: fewer may be chance. With a name after a dash, `attributedWords` do.
    static let leastWords = 7
    static let attributedWords = 4
    /// A pull-quote is no longer.
    static let mostWords = 60
    /// Most places where the first words of a candidate are looked for.
    static let mostPlaces = 32

    /// More candidates than most documents have.
    private static let usual = 16

    static func find(in draft: inout Draft, _ words: DocumentWords) {
        let start = draft.bodyStart
        guard start < draft.count else { return }
        let bytes = draft.script.bytes
        let text = bytes.span
        var candidates: [Candidate] = []
        candidates.reserveCapacity(usual)
        for piece in start..<draft.count where draft.fates[piece].isKept {
            if let candidate = candidate(draft, piece, text) { candidates.append(candidate) }
        }
        guard !candidates.isEmpty else { return }
        for piece in Passages(draft, words).holding(candidates) { draft.fates[piece] = .cut(.structure(.pullQuote)) }
    }

    /// A line that may repeat a passage.
    struct Candidate {
        var piece: Int
        /// Where its words end and a name follows, in the manuscript's bytes.
        var end: Int
        /// Whether one does.
        var attributed: Bool
    }

    /// Cheap signs: no whole sentence, or quoted, or with a name after a dash.
    private static func candidate(_ draft: Draft, _ piece: Int, _ text: Span<UInt8>) -> Candidate? {
        let traits = draft.traits[piece]
        guard traits.words >= attributedWords, traits.words <= mostWords, traits.bullet == 0 else { return nil }
        let place = draft.script.pieces[piece]
        let dash = attribution(text, place.start, place.end)
        if traits.endsSentence && !traits.startsQuote && dash == nil { return nil }
        return Candidate(piece: piece, end: dash ?? place.end, attributed: dash != nil)
    }

    /// Where the dash before a name stands: `There is hope.- Ada Byron, Example Institute`.
    static func attribution(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        // A name is short: the dash stands in the second half.
        var i = start + max(1, (end - start) / 2 - 40)
        while i + 2 < end {
            if i &+ SixteenBytes.count <= text.count {
                let bytes = SixteenBytes(text, at: i)
                let dashes = bytes.equal(to: 0x2D) | bytes.equal(to: 0xE2)
                if SixteenBytes.isEmpty(dashes) {
                    i &+= SixteenBytes.count
                    continue
                }
                i &+= SixteenBytes.before(dashes)
                if i + 2 >= end { break }
            }
            if let after = dash(text, i), closes(text[i - 1]) {
                var name = after
                while name < end && text[name] == 0x20 { name += 1 }
                if name < end, (0x41...0x5A).contains(text[name]) || text[name] >= 0xC3 { return i }
            }
            i &+= 1
        }
        return nil
    }

    /// The place behind a hyphen, en dash, em dash or horizontal bar at `i`, where at least three bytes are; nil without one.
    private static func dash(_ text: Span<UInt8>, _ i: Int) -> Int? {
        if text[i] == 0x2D { return i + 1 }
        return text[i] == 0xE2 && text[i + 1] == 0x80 && (0x93...0x95).contains(text[i + 2]) ? i + 3 : nil
    }

    /// What words end with before a dash: a stop, a space, a quote.
    private static func closes(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2E, 0x20, 0x22, 0x9D, 0x21, 0x3F: true
        default: false
        }
    }
}

/// The words of the pieces that are kept, in which lines may be repeated.
private struct Passages {
    private let words: [UInt64]
    private let starts: [Int]
    private let places: [UInt32]
    private let kept: [Bool]

    init(_ draft: Draft, _ words: DocumentWords) {
        self.words = words.hashes
        starts = words.starts
        places = words.places
        kept = draft.fates.map(\.isKept)
    }

    /// A candidate's words, and the search for them.
    private struct Sought {
        let words: Range<Int>
        /// The next one whose first words may be the same; -1 for none.
        var link: Int32 = -1
        /// Places that were looked at.
        var looked = 0
    }

    /// The pieces of the candidates whose words another, longer piece holds in their order: one pass over all words,
    /// in which the first two of each candidate are looked for.
    func holding(_ candidates: [PullQuotes.Candidate]) -> [Int] {
        var size = 64
        while size < 2 * candidates.count { size *= 2 }
        var heads = [Int32](filled: -1, count: size)
        var sought = candidates.map { Sought(words: words($0)) }
        // Two bits for each first word, since nearly all words are none.
        var firsts: (UInt64, UInt64) = (0, 0)
        for index in sought.indices.reversed() where sought[index].words.count > 1 {
            let first = sought[index].words.lowerBound
            let slot = slot(first, size)
            sought[index].link = heads[slot]
            heads[slot] = Int32(truncatingIfNeeded: index)
            firsts.0 |= 1 &<< words[first]
            firsts.1 |= 1 &<< (words[first] &>> 6)
        }
        guard firsts.0 != 0 else { return [] }
        var found: [Int] = []
        var next = 0
        while let at = Passages.first(of: firsts, in: words.span, from: next) {
            next = at + 1
            var link = heads[slot(at, size)]
            while link >= 0 {
                let index = Int(link)
                link = sought[index].link
                let wanted = sought[index].words
                guard sought[index].looked < PullQuotes.mostPlaces, !wanted.contains(at) else { continue }
                guard words[at] == words[wanted.lowerBound] else { continue }
                sought[index].looked += 1
                if holds(wanted, at) {
                    found.append(candidates[index].piece)
                    sought[index].looked = PullQuotes.mostPlaces
                }
            }
        }
        return found
    }

    /// The next place, not the last one, whose word may be among those that set two bits each; nil when there is none.
    /// A loop of its own, so that it has all registers.
    @inline(never)
    private static func first(of bits: (UInt64, UInt64), in words: Span<UInt64>, from start: Int) -> Int? {
        var at = start
        while at &+ 1 < words.count {
            let word = words[at]
            if (bits.0 &>> word) & (bits.1 &>> (word &>> 6)) & 1 == 1 { return at }
            at &+= 1
        }
        return nil
    }

    /// The candidate's words; none when they are too few.
    private func words(_ candidate: PullQuotes.Candidate) -> Range<Int> {
        let first = starts[candidate.piece]
        var end = starts[candidate.piece + 1]
        while end > first && Int(places[end - 1]) >= candidate.end { end -= 1 }
        let least = candidate.attributed ? PullQuotes.attributedWords : PullQuotes.leastWords
        return end - first >= least ? first..<end : first..<first
    }

    private func slot(_ at: Int, _ size: Int) -> Int {
        Int(truncatingIfNeeded: words[at] &+ words[at + 1] &* 3) & (size - 1)
    }

    private func holds(_ wanted: Range<Int>, _ at: Int) -> Bool {
        guard at + wanted.count <= words.count else { return false }
        for k in 0..<wanted.count where words[at + k] != words[wanted.lowerBound + k] { return false }
        // Within one kept piece, and not all of it: a twin is a repetition of another kind.
        var low = 0
        var high = starts.count - 1
        while low + 1 < high {
            let middle = (low + high) / 2
            if starts[middle] <= at { low = middle } else { high = middle }
        }
        return kept[low] && at + wanted.count <= starts[low + 1] && wanted.count < starts[low + 1] - starts[low]
    }
}
