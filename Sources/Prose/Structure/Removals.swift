/// What was cut, while it is counted: one removal for each cause, parts of lines apart from whole ones.
struct Removals {
    private(set) var removals: [Removal]
    /// What each of the removals is made of. Looked through from its end: most lines are cut for the reason of the one
    /// before, and few reasons are met in one document.
    private var cuts: [Cut]

    /// More causes than most documents meet.
    private static let usual = 12

    private struct Cut: Equatable {
        let cause: Cause
        let part: Bool
    }

    init(keptWhole: Bool) {
        removals = keptWhole ? [Removal(rule: Structure.keptWhole.rawValue, lines: [])] : []
        cuts = keptWhole ? [Cut(cause: .structure(.keptWhole), part: false)] : []
        removals.reserveCapacity(Removals.usual)
        cuts.reserveCapacity(Removals.usual)
    }

    /// Adds lines, which do not come before those that were added; neighbours are merged, and each print is noted once.
    mutating func add(_ lines: ClosedRange<Int>, _ cause: Cause, part: Bool, print: UInt64?, _ rules: RuleSet) {
        let cut = Cut(cause: cause, part: part)
        let place = cuts.lastIndex(of: cut) ?? cuts.count
        if place == cuts.count {
            cuts.append(cut)
            removals.append(Removal(rule: Verdict.id(cause, rules), lines: [], part: part))
        }
        let last = removals[place].lines.count - 1
        if last >= 0, lines.lowerBound <= removals[place].lines[last].upperBound + 1 {
            let range = removals[place].lines[last]
            removals[place].lines[last] = range.lowerBound...max(range.upperBound, lines.upperBound)
        } else {
            removals[place].lines.append(lines)
        }
        if let print, !removals[place].prints.contains(print) { removals[place].prints.append(print) }
    }
}
