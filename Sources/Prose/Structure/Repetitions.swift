/// Lines that stand in a document more than once.
enum Repetitions {
    /// A heading stands this close before its twin, with the blurb between them.
    static let teaserSpan = 3
    /// A heading or blurb of a teaser has at most this many words.
    static let teaserWords = 30
    /// A short line counts as furniture from this many times on.
    static let furnitureTimes = 3
    static let furnitureWords = 10
    /// A repeated paragraph has at least this many words.
    static let paragraphWords = 12
    /// Where repetitions make up more than one word in this many, they are the document's way: a table, a plan, a song.
    static let wordsPerRepeated = 5

    static func find(in draft: inout Draft, title: Int?) {
        guard (0..<draft.count).contains(where: { draft.twins[$0] && draft.fates[$0].isKept }) else { return }
        var places: [UInt64: [Int]] = [:]
        var any = false
        for piece in 0..<draft.count where draft.fates[piece].isKept {
            places[draft.traits[piece].hash, default: []].append(piece)
            if let list = places[draft.traits[piece].hash], list.count > 1 { any = true }
        }
        guard any else { return }
        var trial = draft.fates
        var repeated = 0
        var words = 0
        for piece in 0..<draft.count where draft.fates[piece].isKept {
            words += draft.traits[piece].words
            guard let list = places[draft.traits[piece].hash], list.count > 1 else { continue }
            if list[0] == piece { judge(list, title, draft, &trial) }
            if trial[piece].isCut && !isHeadline(trial[piece]) { repeated += draft.traits[piece].words }
        }
        if repeated * wordsPerRepeated <= words || repeated <= fewWords { draft.fates = trial }
    }

    /// So few repeated words are furniture however short the document is.
    static let fewWords = 40

    private static func isHeadline(_ fate: Fate) -> Bool { fate == .cut(.structure(.repeatedHeadline)) }

    private static func judge(_ list: [Int], _ title: Int?, _ draft: Draft, _ fates: inout [Fate]) {
        let traits = draft.traits[list[0]]
        if let title, list.contains(title) {
            for piece in list where piece != title { fates[piece] = .cut(.structure(.repeatedHeadline)) }
        } else if traits.words >= paragraphWords && traits.isProse {
            for piece in list.dropFirst() { fates[piece] = .cut(.structure(.repeatedParagraph)) }
        } else if !traits.endsSentence, traits.words <= teaserWords, let span = teaser(list, draft) {
            for piece in span { fates[piece] = .cut(.structure(.teaserBlock)) }
        } else if !traits.endsSentence, list.count >= furnitureTimes, traits.words <= furnitureWords {
            for piece in list { fates[piece] = .cut(.structure(.repeatedLine)) }
        }
    }

    /// The pieces from a heading to its twin, when nothing but short lines stands between them.
    private static func teaser(_ list: [Int], _ draft: Draft) -> ClosedRange<Int>? {
        guard list.count == 2, list[1] - list[0] >= 1, list[1] - list[0] <= teaserSpan else { return nil }
        for piece in list[0]...list[1] where draft.traits[piece].isProse { return nil }
        return list[0]...list[1]
    }
}
