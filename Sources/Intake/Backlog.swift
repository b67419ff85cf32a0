import Host

/// What may be taken next: for each source (first-level folder, or the inbox itself) the files that a listing found and
/// those that an event or a due time brought, oldest first. A pure value; names may be stale, which taking finds out.
struct Backlog: Sendable {
    /// Files kept that events brought, some 250 bytes each: as many as the kernel's queue holds by default. Of the rest a
    /// listing knows more cheaply.
    static let hintCapacity = 1 << 14

    private struct Queue: Sendable {
        var listed = ReadyList()
        var hinted = Heap<Candidate>()

        var isEmpty: Bool { listed.isEmpty && hinted.isEmpty }
        var count: Int { listed.count + hinted.count }

        var first: Candidate? {
            switch (listed.first, hinted.first) {
            case (let a?, let b?): min(a, b)
            case (let a, let b): a ?? b
            }
        }
    }

    private var queues: [RelativePath: Queue] = [:]
    private var hints = Shares(capacity: Backlog.hintCapacity)
    /// The source that got the last place in a batch: the next batch begins with the one after it.
    private var lastServed = RelativePath.root

    var isEmpty: Bool { queues.isEmpty }
    var count: Int { queues.values.reduce(0) { $0 + $1.count } }

    /// The source of a path in the inbox: its first folder, or the root for a file that lies in the inbox itself.
    static func source(of path: RelativePath) -> RelativePath {
        path.depth > 1 ? path.first : .root
    }

    /// True when there is anything of this source.
    func has(_ source: RelativePath) -> Bool { queues[source] != nil }

    /// Replaces what earlier listings found: of every source when `start` is the root, else of the source `start`.
    mutating func replace(below start: RelativePath, with lists: [RelativePath: ReadyList]) {
        precondition(start.depth <= 1)
        for source in start.isRoot ? Array(queues.keys) : [start] { queues[source]?.listed = ReadyList() }
        for (source, list) in lists { queues[source, default: Queue()].listed = list }
        queues = queues.filter { !$0.value.isEmpty }
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
    /// those of `already`, which the batch holds; then in order of change and path.
    mutating func draw(_ limit: Int, already: [RelativePath] = []) -> [Candidate] {
        var drawn: [RelativePath: Int] = [:]
        for path in already { drawn[Backlog.source(of: path), default: 0] += 1 }
        var sources = sourcesInTurn()
        var result: [Candidate] = []
        var level = 0
        while result.count < limit, !sources.isEmpty {
            sources.removeAll { source in
                guard result.count < limit, drawn[source, default: 0] <= level else { return false }
                guard let candidate = pop(source) else { return true }
                drawn[source, default: 0] += 1
                lastServed = source
                result.append(candidate)
                return false
            }
            level += 1
        }
        queues = queues.filter { !$0.value.isEmpty }
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
        guard let queue = queues[source], let first = queue.first else { return nil }
        guard first == queue.hinted.first else { return queues[source]?.listed.popFirst() }
        hints.give(source)
        return queues[source]?.hinted.popFirst()
    }

    /// The file that changed longest ago.
    var oldest: Candidate? {
        queues.values.compactMap(\.first).min()
    }
}
