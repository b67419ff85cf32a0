import Host
import Ledger
import Prose

/// The tables of the index at work: who decides, who learns, and the commit that takes over what both have in memory.
///
/// A commit is written beside other work. Until it is finished its part stays in memory too, and is seen by lookups; the
/// streams have all of it, so that whatever becomes of the commit, recovery makes up for it.
struct LiveIndex: ~Copyable {
    /// What one commit takes over, and what the tables are afterwards.
    private struct Update: Sendable {
        var articles: ArticleIndex.Update
        var similarity: Similarity.Update
        var lines: Learning.Update
        let meta: [IndexChange]
        let fan: Int

        /// Merges come first, and may take commits of their own, since they change nothing that anybody finds; what is new
        /// comes with the mark of how far the index goes.
        mutating func write(to store: any IndexStore) throws(Fault) {
            var writer = IndexWriter(store)
            try articles.merge(fan, &writer)
            try similarity.merge(fan, &writer)
            try lines.merge(fan, &writer)
            articles.add(&writer)
            similarity.add(&writer)
            lines.add(&writer)
            for change in meta { writer.append(change) }
            try writer.commit()
        }
    }

    var decider: Decider
    var learning: Learning
    private let store: any IndexStore
    private let workers: any Workers
    /// The commit under way.
    private var update: PendingWork<Update>?

    init(_ seams: Seams, decider: consuming Decider, learning: Learning) {
        self.decider = decider
        self.learning = learning
        store = seams.index
        workers = seams.workers
    }

    /// Nobody else may write the index before a commit is over, also where this one is let go of.
    deinit { update?.wait() }

    /// Begins to hand over what is in memory, together with `meta`. Waits for the commit before it. Of an index that is
    /// `rebuilt` few things are searched.
    mutating func beginCommit(_ meta: [IndexChange], rebuilt: Bool = false) throws(Fault) {
        try finishCommit()
        let update = Update(
            articles: decider.index.beginUpdate(), similarity: decider.similarity.beginUpdate(), lines: learning.beginUpdate(),
            meta: meta, fan: rebuilt ? RunDirectory.wideFan : RunDirectory.fan)
        self.update = PendingWork(on: workers) { [store] () throws(Fault) in
            var update = update
            try update.write(to: store)
            return update
        }
    }

    /// Waits for the commit that is under way, if there is one; throws what it met.
    mutating func finishCommit() throws(Fault) {
        guard let update = try self.update.take()?.finish() else { return }
        decider.index.finish(update.articles)
        decider.similarity.finish(update.similarity)
        learning.finish(update.lines)
    }
}
