import Host
import Ledger

/// The index as it is while a daemon may be changing it: its tables are read one after another, so that what they say
/// belongs together only when nothing changed meanwhile.
struct SteadyIndex: Sendable {
    /// Times that it is asked when it changes meanwhile: a daemon commits it every few thousand lines.
    private static let attempts = 4

    private let store: any IndexStore

    init(_ store: any IndexStore) {
        self.store = store
    }

    /// What `body` finds in an index that holds at least `needed`. Nil when there is none that can be used.
    func ask<Answer>(
        _ needed: IndexCoverage, _ body: (Checkpoint) throws(ReadError) -> Answer?
    ) throws(ReadError) -> Answer? {
        for _ in 0..<SteadyIndex.attempts {
            guard let before = checkpoint(needed) else { return nil }
            do throws(ReadError) {
                let answer = try body(before)
                if checkpoint(needed) == before { return answer }
            } catch {
                // A table that moved away under the reader looks damaged as well.
                guard case .fault(let fault) = error, fault.call == .index else { throw error }
                if checkpoint(needed) == before { return nil }
            }
        }
        return nil
    }

    private func checkpoint(_ needed: IndexCoverage) -> Checkpoint? {
        do throws(Fault) {
            guard try IndexMeta.coverage(in: store).isSuperset(of: needed) else { return nil }
            return try IndexMeta.checkpoint(in: store)
        } catch {
            return nil
        }
    }
}
