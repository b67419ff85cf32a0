/// What the body model sees of each piece: a handful of facts, each one of `Feature`'s numbers. None asks for a
/// language; case counts only in scripts that have it.
struct BodyFeatures {
    private let traits: [Traits]
    private let fates: [Fate]
    private let repeated: [Bool]
    private let landmarks: Landmarks
    private let glued: [Bool]
    /// One for each piece and one for the end.
    private let places: [Place]
    /// The most words of prose that are around any piece.
    private let mostMass: Int

    /// What lies before a piece, and how far from it the nearest prose is.
    private struct Place {
        /// Pieces of prose, with list marks, cut by rules.
        var prose = 0
        var bullets = 0
        var cuts = 0
        /// Words, and words of prose.
        var words = 0
        var mass = 0
        /// Distance in pieces to the nearest prose before and after; `far` when there is none.
        var proseBefore = far
        var proseAfter = far
    }

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
        repeated = draft.twins
        let places = BodyFeatures.places(draft)
        var most = 1
        for piece in 0..<draft.count { most = max(most, BodyFeatures.mass(places, piece)) }
        self.places = places
        mostMass = most
    }

    private static func places(_ draft: Draft) -> [Place] {
        var places: [Place] = []
        places.reserveCapacity(draft.count + 1)
        var next = Place()
        for piece in 0..<draft.count {
            places.append(next)
            let words = min(mostWords, draft.traits[piece].words)
            let isProse = draft.fates[piece].isKept && draft.traits[piece].isProse
            next.proseBefore = isProse ? 1 : min(next.proseBefore + 1, far)
            next.prose += isProse ? 1 : 0
            next.mass += isProse ? words : 0
            next.bullets += draft.traits[piece].bullet > 0 ? 1 : 0
            next.cuts += draft.fates[piece].isCut ? 1 : 0
            next.words += words
        }
        places.append(next)
        var distance = far
        for piece in (0..<draft.count).reversed() {
            places[piece].proseAfter = distance
            let isProse = places[piece + 1].prose > places[piece].prose
            distance = isProse ? 1 : min(distance + 1, far)
        }
        return places
    }

    /// Words of prose around a piece.
    private static func mass(_ places: [Place], _ piece: Int) -> Int {
        places[min(places.count - 1, piece + massWindow + 1)].mass - places[max(0, piece - massWindow)].mass
    }

    /// The sum of what `weights` say of every feature that a piece has.
    func sum(_ piece: Int, _ weights: Span<Int>) -> Int {
        let trait = traits[piece]
        let size = BodyFeatures.size(trait.words)
        var sum = weights[Feature.length + 2 * size + (trait.endsSentence ? 1 : 0)]
        if trait.endsColon { sum += weights[Feature.colon] }
        if trait.endsEllipsis { sum += weights[Feature.ellipsis] }
        if trait.asks { sum += weights[Feature.asks] }
        if trait.bullet > 0 { sum += weights[Feature.bullet + min(2, size / 3)] }
        if trait.startsDigit { sum += weights[Feature.startsDigit] }
        if trait.startsQuote { sum += weights[Feature.startsQuote] }
        if trait.startsSmall { sum += weights[Feature.startsSmall] }
        if trait.commas > 0 { sum += weights[Feature.comma] }
        if trait.stops > 0 { sum += weights[Feature.stop] }
        if trait.digits * 3 > trait.letters {
            sum += weights[Feature.digits]
        } else if trait.digits * 10 > trait.letters {
            sum += weights[Feature.someDigits]
        }
        if trait.hasAddress { sum += weights[Feature.address] }
        if trait.hasCopyright { sum += weights[Feature.copyright] }
        if trait.separators > 0 { sum += weights[Feature.separator] }
        if repeated[piece] { sum += weights[Feature.repeated] }
        if trait.upperLetters > 3 && trait.upperLetters == trait.letters { sum += weights[Feature.capitalsOnly] }
        let cased = trait.capitals + trait.smalls
        if cased > 1 { sum += weights[Feature.capitalShare + (trait.words < 9 ? 0 : 5) + trait.capitals * 4 / cased] }
        if glued[piece] { sum += weights[Feature.glued] }
        return sum + around(piece, weights)
    }

    /// The part of the sum that the lines around a piece have.
    private func around(_ piece: Int, _ weights: Span<Int>) -> Int {
        let here = places[piece]
        let low = max(0, piece - BodyFeatures.window)
        let high = min(traits.count, piece + BodyFeatures.window + 1)
        let (first, last) = (places[low], places[high])
        let mass = min(Feature.masses - 1, Feature.masses * BodyFeatures.mass(places, piece) / mostMass)
        let mean = (last.words - first.words) / (high - low)
        var sum = weights[Feature.landmarkBefore + landmarks.before[piece]]
        sum += weights[Feature.landmarkBehind + landmarks.behind[piece]]
        sum += weights[Feature.mass + mass]
        sum += weights[Feature.between + 6 * BodyFeatures.step(here.proseBefore) + BodyFeatures.step(here.proseAfter)]
        sum += weights[Feature.before + side(piece - 1)]
        sum += weights[Feature.after + side(piece + 1)]
        sum += weights[Feature.proseAround + min(5, last.prose - first.prose)]
        sum += weights[Feature.bulletsAround + min(4, (last.bullets - first.bullets + 1) / 2)]
        sum += weights[Feature.cutsBefore + min(3, here.cuts - first.cuts)]
        sum += weights[Feature.cutsAfter + min(3, last.cuts - places[piece + 1].cuts)]
        sum += weights[Feature.wordsAround + min(6, mean / 5)]
        return sum
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
