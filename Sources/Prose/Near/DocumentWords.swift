/// The words of a manuscript, looked for once: pull-quotes are found by them, and the shingles of the text are made of
/// them.
struct DocumentWords {
    let hashes: [UInt64]
    /// Where each begins in the manuscript's bytes.
    let places: [UInt32]
    /// The first word of each piece; at the end how many there are.
    let starts: [Int]
    private let numbers: [UInt64]
    private let numberStarts: [Int]

    init(_ script: borrowing Manuscript) {
        let numbers: Numbers
        (hashes, places, numbers) = NearKernel.words(script.bytes.span)
        self.numbers = numbers.hashes
        starts = DocumentWords.starts(places, script.pieces)
        numberStarts = DocumentWords.starts(numbers.places, script.pieces)
    }

    /// For each piece the first of the places in it; at the end how many there are.
    private static func starts(_ places: [UInt32], _ pieces: [Piece]) -> [Int] {
        var starts: [Int] = []
        starts.reserveCapacity(pieces.count + 1)
        let places = places.span
        var next = 0
        for piece in pieces {
            let start = UInt32(truncatingIfNeeded: piece.start)
            // Four at once: a piece has some dozens of words.
            while next &+ 4 <= places.count && places[next &+ 3] < start { next &+= 4 }
            while next < places.count && places[next] < start { next &+= 1 }
            starts.append(next)
        }
        starts.append(places.count)
        return starts
    }

    /// The shingles of a text of whole pieces, those that are kept: words never go on from one to the next.
    func shingles(ofPiecesThatAre isKept: (Int) -> Bool) -> ShingleSequence {
        var words: [UInt64] = []
        var numbers: [UInt64] = []
        words.reserveCapacity(hashes.count)
        let pieces = starts.count - 1
        var first = 0
        while first < pieces {
            var end = first
            while end < pieces && isKept(end) { end += 1 }
            if end > first {
                words += hashes[starts[first]..<starts[end]]
                numbers += self.numbers[numberStarts[first]..<numberStarts[end]]
            }
            first = end + 1
        }
        return ShingleSequence(words: words, numbers: numbers)
    }
}
