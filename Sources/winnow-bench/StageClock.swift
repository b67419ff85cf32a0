import Host
import Synchronization

/// Time by the clock that calls of the machine took, by stage.
final class StageClock: Sendable {
    enum Stage: Int, CaseIterable {
        /// Listing the inbox, and looking at what it holds.
        case watch
        /// Opening, leasing, reading and looking again.
        case read
        /// Renaming into the archive, and looking whether the right file went.
        case move
        /// Looking up and committing keys.
        case index
        /// Reserving space and appending lines.
        case write
        /// Making lines, names and originals durable.
        case sync
        /// Free space, locks, folders.
        case other
    }

    private struct State {
        var spent = [UInt64](repeating: 0, count: Stage.allCases.count)
        var calls = [Int](repeating: 0, count: Stage.allCases.count)
        /// A call is being measured: what it calls in turn is part of it.
        var isInside = false
    }

    private let state = Mutex(State())
    let time: any TimeSource

    init(_ time: any TimeSource) { self.time = time }

    /// Runs `body`, and adds its time to a stage. All calls come from one thread.
    func measure<Result: ~Copyable>(_ stage: Stage, _ body: () throws(Fault) -> Result) throws(Fault) -> Result {
        let isPart = state.withLock { state in
            defer { state.isInside = true }
            return state.isInside
        }
        if isPart { return try body() }
        let start = time.monotonic.nanoseconds
        defer {
            let end = time.monotonic.nanoseconds
            state.withLock { state in
                state.spent[stage.rawValue] += end - start
                state.calls[stage.rawValue] += 1
                state.isInside = false
            }
        }
        return try body()
    }

    /// Microseconds.
    func microseconds(_ stage: Stage) -> Double { Double(state.withLock { $0.spent[stage.rawValue] }) / 1_000 }

    func count(_ stage: Stage) -> Int { state.withLock { $0.calls[stage.rawValue] } }
}
