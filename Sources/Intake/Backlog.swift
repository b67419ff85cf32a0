import Host

/// What may be taken next: for each source (first-level folder, or the inbox itself) the files that a listing found and
/// those that an event or a due time brought, oldest first. A pure value; names may be stale, which taking finds out.
struct Backlog: Sendable {
    /// Files kept that events brought, some 250 bytes each: as many as the kernel's queue holds by default. Of the rest a
    /// listing knows more cheaply.
    static let hintCapacity = 1 << 14

    /// Names that listings found and that are kept, of all sources together, some 60 bytes each. The bound is what keeps
    /// memory the same whether ten thousand files wait or a million; what is not kept is listed again later. A million files
    /// in one source are listed 16 times while they are taken, and looked at 8 times each, which costs about a tenth of
    /// taking them; half as many names would cost twice that.
    static let capacity = 1 << 16
    /// Names kept of each source however many sources there are: two batches, so that a listing serves for more than one.
    static let leastShare = 1 << 10

    /// Sources of a batch: its moves are made durable folder by folder, and with one file from each of hundreds that would
    /// cost more than all else.
    static let sourcesAtOnce = 32

    private struct Queue: Sendable {
        var listed: ReadyList?
        var hinted = Heap<Candidate>()

        /// What is known here, and how many more the last listing found.
        var count: Int { kept + (listed?.beyond ?? 0) }
        var kept: Int { (listed?.count ?? 0) + hinted.count }
        /// What a listing found is taken, and it had found more.
        var isUsedUp: Bool { listed.map { $0.isEmpty && $0.isPartial } ?? false }

        /// The oldest. What is younger than all that a listing kept has to wait until those are listed that it did not keep.
        var first: Candidate? {
            let hint = hinted.first.flatMap { hint in
                listed?.youngest.map { hint <= $0 } ?? true ? hint : nil
            }
            switch (listed?.first, hint) {
            case (let a?, let b?): return min(a, b)
            case (let a, let b): return a ?? b
            }
        }

        /// Takes out the oldest, and says whether it was a hint.
        mutating func popFirst() -> (candidate: Candidate, isHint: Bool)? {
            if !hinted.isEmpty, let first, first == hinted.first {
                _ = hinted.popFirst()
                return (first, true)
            }
            return listed?.popFirst().map { ($0, false) }
        }
    }

    private var queues: [RelativePath: Queue] = [:]
    private var hints = Shares(capacity: Backlog.hintCapacity)
    /// The source that got the last place in a batch: the next batch begins with the one after it.
    private var lastServed = RelativePath.root

    /// Nothing is known that waits to be taken.
    var isEmpty: Bool { queues.isEmpty }
    /// Something can be drawn.
    var hasReady: Bool { queues.values.contains { $0.first != nil } }
    /// Files that wait to be taken, as far as listings and hints tell.
    var count: Int { queues.values.reduce(0) { $0 + $1.count } }

    /// Of these, the ones that are kept in memory.
    var kept: Int { queues.values.reduce(0) { $0 + $1.kept } }

    /// The source of a path in the inbox: its first folder, or the root for a file that lies in the inbox itself.
    static func source(of path: RelativePath) -> RelativePath {
        path.depth > 1 ? path.first : .root
    }

    /// True when there is anything of this source to draw.
    func has(_ source: RelativePath) -> Bool { queues[source]?.first != nil }

    /// Sources that must be listed again before more of them can be drawn.
    var usedUp: [RelativePath] { queues.filter { $0.value.isUsedUp }.map(\.key) }

    /// How many other sources have anything.
    func sourceCount(without source: RelativePath) -> Int { queues.count - (queues[source] == nil ? 0 : 1) }

    /// Names kept of each of so many sources.
    static func share(of sources: Int) -> Int { max(leastShare, capacity / max(1, sources)) }

    /// Replaces what earlier listings found: of every source when `start` is the root, else of the source `start`.
    /// Leaves out the files whose paths have one of the hashes `drawn`.
    mutating func replace(below start: RelativePath, with lists: [RelativePath: ReadyList], without drawn: Set<Int> = []) {
        precondition(start.depth <= 1)
        for source in start.isRoot ? Array(queues.keys) : [start] { queues[source]?.listed = nil }
        for (source, list) in lists {
            var list = list
            if !drawn.isEmpty { list.removeAll { drawn.contains($0.path.hashValue) } }
            queues[source, default: Queue()].listed = list
        }
        forgetEmpty()
        let share = Backlog.share(of: queues.count)
        for source in Array(queues.keys) { queues[source]?.listed?.limit(to: share) }
    }

    private mutating func forgetEmpty() {
        queues = queues.filter { $0.value.count > 0 }
    }

    /// Adds a file that an event told of. False when its source has its share: then a listing must find it. A path that
    /// is also listed may come twice: the second time it is gone.
    mutating func hint(_ candidate: Candidate) -> Bool {
        guard hints.hasRoom(for: Backlog.source(of: candidate.path)) else { return false }
        insert(candidate)
        return true
    }

    /// Adds files that nothing else knows of, in any order: those whose moment has come, and those given back.
    mutating func offer(_ candidates: [Candidate]) {
        for candidate in candidates { insert(candidate) }
    }

    private mutating func insert(_ candidate: Candidate) {
        let source = Backlog.source(of: candidate.path)
        queues[source, default: Queue()].hinted.insert(candidate)
        hints.take(source)
    }

    /// The next files to take: at most `limit`, the same number from each source as far as they have any, and counting
    /// those of `already`, which the batch holds; then in order of change and path. Where there are more sources than
    /// `sourcesAtOnce`, those whose turn it is have several each, and the others come in the next batches.
    mutating func draw(_ limit: Int, already: [RelativePath] = []) -> [Candidate] {
        var drawn: [RelativePath: Int] = [:]
        for path in already { drawn[Backlog.source(of: path), default: 0] += 1 }
        var sources = sourcesInTurn()
        let turn = sources.count > Backlog.sourcesAtOnce ? max(1, limit / Backlog.sourcesAtOnce) : 1
        var result: [Candidate] = []
        var level = 0
        while result.count < limit, !sources.isEmpty {
            level += turn
            sources.removeAll { source in
                while result.count < limit, drawn[source, default: 0] < level {
                    guard let candidate = pop(source) else { return true }
                    drawn[source, default: 0] += 1
                    lastServed = source
                    result.append(candidate)
                }
                return false
            }
        }
        forgetEmpty()
        return result.sorted()
    }

    /// All sources, in a circle from the one whose turn it is: where there are more of them than places in a batch, none
    /// waits for longer than one round.
    private func sourcesInTurn() -> [RelativePath] {
        let sources = queues.keys.sorted()
        let start = sources.firstIndex { lastServed < $0 } ?? 0
        return Array(sources[start...] + sources[..<start])
    }

    private mutating func pop(_ source: RelativePath) -> Candidate? {
        guard let (candidate, isHint) = queues[source]?.popFirst() else { return nil }
        if isHint { hints.give(source) }
        return candidate
    }

    /// The file that changed longest ago.
    var oldest: Candidate? {
        queues.values.compactMap(\.first).min()
    }
}
