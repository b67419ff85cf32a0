/// In how many articles each line stands, counted in bounded memory.
///
/// While all lines fit, counts are exact. When there is no room, every count is lowered by one and what comes to nothing
/// is let go, as often as needed (Misra and Gries, Finding repeated elements, 1982): so a count is never too high, and
/// never short by more than `shortage`.
public struct LineCensus: Sendable {
    /// Lines counted at a time, by default: 12 bytes each in a table at most half empty, so below 64 MiB.
    public static let room = 2 << 20

    private let room: Int
    private var counts: [UInt64: UInt32] = [:]
    /// What a count may be short by; a line that stands in no more articles may be unknown.
    public private(set) var shortage = 0

    /// - Parameter room: lines counted at a time, at least 2.
    public init(room: Int = LineCensus.room) {
        precondition(room >= 2, "room for more than one line")
        self.room = room
    }

    /// Counts a line of one more article.
    public mutating func add(_ print: UInt64) {
        if counts[print] == nil, counts.count >= room { thin() }
        counts[print, default: 0] += 1
    }

    /// Half of the room is made at least, so that this costs little for each line.
    private mutating func thin() {
        while counts.count > room / 2 {
            shortage += 1
            counts = counts.compactMapValues { $0 > 1 ? $0 - 1 : nil }
        }
    }

    /// What was counted of a line: as much as it has, but for `shortage`.
    public func count(of print: UInt64) -> Int { Int(counts[print] ?? 0) }

    /// The lines that may stand in `least` articles or more; the most frequent ones where there are more than `most`.
    public func frequent(atLeast least: Int, most: Int) -> Set<UInt64> {
        let found = counts.filter { Int($0.value) + shortage >= least }
        if found.count <= most { return Set(found.keys) }
        return Set(found.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(most).map(\.key))
    }
}
