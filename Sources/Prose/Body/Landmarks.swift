/// The lines by which a reader finds the way on a page: a date or byline, the heading of a list of other stories,
/// a line that the rules cut, the end of an article. For each piece the nearest of them before and behind.
struct Landmarks {
    enum Kind: Int {
        case none, date, section, cut, end

        /// What a piece is by itself.
        init(_ fate: Fate, _ rules: RuleSet) {
            switch fate {
            case .cut(.rule(let index)):
                let rule = rules.scopes[index]
                self = rule.ends ? .end : rule.noise ? .none : rule.kind == .section ? .section : .cut
            case .field(.published, _), .field(.byline, _): self = .date
            case .kept, .cut, .field: self = .none
            }
        }
    }

    /// Kinds times steps of distance.
    static let kinds = 5
    static let steps = 4

    let kinds: [Kind]
    /// Kind and step, as one number below `kinds * steps`; from an edge of the document where there is none.
    let before: [Int]
    let behind: [Int]

    init(_ draft: Draft, _ rules: RuleSet) {
        let kinds = draft.fates.map { Kind($0, rules) }
        self.kinds = kinds
        before = Landmarks.nearest(kinds, kinds.indices)
        behind = Landmarks.nearest(kinds, kinds.indices.reversed())
    }

    private static func nearest(_ kinds: [Kind], _ order: some Sequence<Int>) -> [Int] {
        var nearest = [Int](filled: 0, count: kinds.count)
        var last = Kind.none
        var distance = 0
        for piece in order {
            nearest[piece] = last.rawValue * steps + step(distance)
            distance += 1
            if kinds[piece] != .none {
                last = kinds[piece]
                distance = 0
            }
        }
        return nearest
    }

    /// Pieces between: up to 1, 4, 11, more.
    private static func step(_ distance: Int) -> Int {
        switch distance {
        case ..<2: 0
        case ..<5: 1
        case ..<12: 2
        default: 3
        }
    }
}
