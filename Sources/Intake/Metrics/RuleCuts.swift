/// Lines cut, by the rule that cut them.
public struct RuleCuts: Sendable, Equatable {
    /// Ids kept apart at most: a few times the rules that are shipped. Each is a time series for ever where the numbers
    /// are gathered, and reloads may bring new ids without end.
    static let capacity = 1_024
    /// What stands for all further ids. No rule can be called so: ids have no capitals.
    static let rest = "OTHER"

    public private(set) var lines: [String: Int] = [:]

    mutating func note(_ rule: String, lines count: Int) {
        let name = lines[rule] != nil || lines.count < RuleCuts.capacity ? rule : RuleCuts.rest
        lines[name, default: 0] += count
    }
}
