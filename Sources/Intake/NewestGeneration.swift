import Host
import Ledger

/// The newest generation that any line names, and where in the streams its lines begin: what recovery must know of the
/// past to find originals without a line.
struct NewestGeneration: Sendable {
    private(set) var number: Int
    /// Nothing before names this generation or a newer one.
    private var start: PerStream<Position>

    init(number: Int = 0, start: PerStream<Position> = PerStream(repeating: .start)) {
        self.number = number
        self.start = start
    }

    /// Where the lines begin that tell what this generation's originals became, when the streams end at `ends`: there as long
    /// as no line names any.
    func start(before ends: PerStream<Position>) -> PerStream<Position> { number == 0 ? ends : start }

    /// Notes an original that a line names; `ends` is where the streams ended before that line or its commit.
    /// True when its generation is newer than any before.
    @discardableResult
    mutating func note(_ original: RelativePath, before ends: PerStream<Position>) -> Bool {
        guard let named = Generation.number(of: original), named > number else { return false }
        number = named
        start = ends
        return true
    }
}
