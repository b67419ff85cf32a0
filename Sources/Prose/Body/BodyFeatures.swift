/// What the body model sees of each piece: a handful of facts, each one of `Feature`'s numbers. None asks for a
/// language; case counts only in scripts that have it.
struct BodyFeatures {
    private let traits: [Traits]
    private let fates: [Fate]
    private let repeated: [Bool]
    /// Distance in pieces to the nearest prose before and after; `far` when there is none.
    private let proseBefore: [Int]
    private let proseAfter: [Int]
    /// Sums up to each place: pieces of prose, with list marks, cut by rules; words.
    private let proseSums: [Int]
    private let bulletSums: [Int]
    private let cutSums: [Int]
    private let wordSums: [Int]
    private let landmarks: Landmarks
    private let glued: [Bool]
    /// Words of prose around each piece, in fifths of the most that are around any.
    private let mass: [Int]

    static let far = 1 << 20
    /// How far the window looks to either side, in pieces.
    static let window = 4
    /// How far prose is counted to either side, in pieces.
    private static let massWindow = 6
    /// Words of a piece that count at most.
    static let mostWords = 60

    init(_ draft: Draft, _ landmarks: Landmarks, glued: [Bool]) {
        traits = draft.traits
        fates = draft.fates
        self.landmarks = landmarks
        self.glued = glued
        mass = BodyFeatures.mass(draft)
        repeated = draft.twins
        var before: [Int] = []
        var sums = (prose: [0], bullets: [0], cuts: [0], words: [0])
        var distance = BodyFeatures.far
        for piece in 0..<draft.count {
            before.append(distance)
            let kept = draft.fates[piece].isKept
            let prose = kept && draft.traits[piece].isProse
            distance = prose ? 1 : min(distance + 1, BodyFeatures.far)
            sums.prose.append(sums.prose[piece] + (prose ? 1 : 0))
            sums.bullets.append(sums.bullets[piece] + (draft.traits[piece].bullet > 0 ? 1 : 0))
            sums.cuts.append(sums.cuts[piece] + (draft.fates[piece].isCut ? 1 : 0))
            sums.words.append(sums.words[piece] + min(BodyFeatures.mostWords, draft.traits[piece].words))
        }
        var after = [Int](repeating: BodyFeatures.far, count: draft.count)
        distance = BodyFeatures.far
        for piece in (0..<draft.count).reversed() {
            after[piece] = distance
            let prose = draft.fates[piece].isKept && draft.traits[piece].isProse
            distance = prose ? 1 : min(distance + 1, BodyFeatures.far)
        }
        proseBefore = before
        proseAfter = after
        proseSums = sums.prose
        bulletSums = sums.bullets
        cutSums = sums.cuts
        wordSums = sums.words
    }

    private static func mass(_ draft: Draft) -> [Int] {
        var sums = [0]
        sums.reserveCapacity(draft.count + 1)
        for piece in 0..<draft.count {
            let isProse = draft.fates[piece].isKept && draft.traits[piece].isProse
            sums.append(sums[piece] + (isProse ? min(mostWords, draft.traits[piece].words) : 0))
        }
        let around = (0..<draft.count).map {
            sums[min(draft.count, $0 + massWindow + 1)] - sums[max(0, $0 - massWindow)]
        }
        let most = max(1, around.max() ?? 1)
        return around.map { min(Feature.masses - 1, Feature.masses * $0 / most) }
    }

    /// Calls `each` with the number of every feature that a piece has.
    func of(_ piece: Int, _ each: (Int) -> Void) {
        let trait = traits[piece]
        let size = BodyFeatures.size(trait.words)
        each(Feature.length + 2 * size + (trait.endsSentence ? 1 : 0))
        if trait.endsColon { each(Feature.colon) }
        if trait.endsEllipsis { each(Feature.ellipsis) }
        if trait.asks { each(Feature.asks) }
        if trait.bullet > 0 { each(Feature.bullet + min(2, size / 3)) }
        if trait.startsDigit { each(Feature.startsDigit) }
        if trait.startsQuote { each(Feature.startsQuote) }
        if trait.startsSmall { each(Feature.startsSmall) }
        if trait.commas > 0 { each(Feature.comma) }
        if trait.stops > 0 { each(Feature.stop) }
        if trait.digits * 3 > trait.letters { each(Feature.digits) } else if trait.digits * 10 > trait.letters { each(Feature.someDigits) }
        if trait.hasAddress { each(Feature.address) }
        if trait.hasCopyright { each(Feature.copyright) }
        if trait.separators > 0 { each(Feature.separator) }
        if repeated[piece] { each(Feature.repeated) }
        if trait.upperLetters > 3 && trait.upperLetters == trait.letters { each(Feature.capitalsOnly) }
        let cased = trait.capitals + trait.smalls
        if cased > 1 {
            let share = trait.capitals * 4 / cased
            each(Feature.capitalShare + (trait.words < 9 ? 0 : 5) + share)
        }
        each(Feature.landmarkBefore + landmarks.before[piece])
        each(Feature.landmarkBehind + landmarks.behind[piece])
        each(Feature.mass + mass[piece])
        if glued[piece] { each(Feature.glued) }
        neighbours(piece, each)
    }

    private func neighbours(_ piece: Int, _ each: (Int) -> Void) {
        each(Feature.between + 6 * BodyFeatures.step(proseBefore[piece]) + BodyFeatures.step(proseAfter[piece]))
        each(Feature.before + side(piece - 1))
        each(Feature.after + side(piece + 1))
        let low = max(0, piece - BodyFeatures.window)
        let high = min(traits.count, piece + BodyFeatures.window + 1)
        each(Feature.proseAround + min(5, proseSums[high] - proseSums[low]))
        each(Feature.bulletsAround + min(4, (bulletSums[high] - bulletSums[low] + 1) / 2))
        each(Feature.cutsBefore + min(3, cutSums[piece] - cutSums[low]))
        each(Feature.cutsAfter + min(3, cutSums[high] - cutSums[piece + 1]))
        let mean = (wordSums[high] - wordSums[low]) / (high - low)
        each(Feature.wordsAround + min(6, mean / 5))
    }

    /// Kind of a neighbour: none, list mark, short, middling, long (each without or with a sentence's end), cut, field.
    private func side(_ piece: Int) -> Int {
        guard traits.indices.contains(piece) else { return 0 }
        switch fates[piece] {
        case .cut: return 8
        case .field: return 9
        case .kept: break
        }
        let trait = traits[piece]
        if trait.bullet > 0 { return 1 }
        let kind = trait.words < 5 ? 2 : trait.words < 14 ? 4 : 6
        return kind + (trait.endsSentence ? 1 : 0)
    }

    /// Buckets of length, in words.
    static func size(_ words: Int) -> Int {
        switch words {
        case ..<2: 0
        case 2: 1
        case 3: 2
        case 4...5: 3
        case 6...8: 4
        case 9...13: 5
        case 14...20: 6
        case 21...35: 7
        case 36...60: 8
        default: 9
        }
    }

    /// Buckets of distance, in pieces.
    private static func step(_ distance: Int) -> Int {
        switch distance {
        case 1: 0
        case 2: 1
        case 3...4: 2
        case 5...8: 3
        case ..<far: 4
        default: 5
        }
    }
}

/// Numbers of the features; those that come in buckets take as many numbers as they have buckets.
enum Feature {
    static let length = 0  // 10 sizes, without and with a sentence's end
    static let colon = 20
    static let ellipsis = 21
    static let asks = 22
    static let startsDigit = 23
    static let startsQuote = 24
    static let startsSmall = 25
    static let comma = 26
    static let stop = 27
    static let digits = 28
    static let someDigits = 29
    static let address = 30
    static let copyright = 31
    static let separator = 32
    static let repeated = 33
    static let capitalsOnly = 34
    static let bullet = 35  // 3 sizes
    static let capitalShare = 38  // 5 quarters, of short lines and of others
    static let between = 48  // 6 distances to prose before, times 6 after
    static let before = 84  // 10 kinds of neighbour
    static let after = 94
    static let proseAround = 104  // 6
    static let bulletsAround = 110  // 5
    static let cutsBefore = 115  // 4
    static let cutsAfter = 119
    static let wordsAround = 123  // 7
    static let landmarkBefore = 130  // 5 kinds of landmark, times 4 distances
    static let landmarkBehind = landmarkBefore + Landmarks.kinds * Landmarks.steps
    static let mass = landmarkBehind + Landmarks.kinds * Landmarks.steps  // 5 fifths
    static let masses = 5
    static let glued = mass + masses
    static let count = glued + 1
}
