import Host

/// What may be taken next: for each source (first-level folder, or the inbox itself) the files that a listing found and
/// those that an event or a due time brought, oldest first. A pure value; names may be stale, which taking finds out.
struct Backlog: Sendable {
    private struct Queue: Sendable {
        var listed = ReadyList()
        /// Sorted descending, so that the oldest is last and cheap to remove.
        var hinted: [Candidate] = []

        var isEmpty: Bool { listed.isEmpty && hinted.isEmpty }
        var count: Int { listed.count + hinted.count }

        var first: Candidate? {
            switch (listed.first, hinted.last) {
            case (let a?, let b?): min(a, b)
            case (let a, let b): a ?? b
            }
        }

        mutating func popFirst() -> Candidate? {
            guard let first else { return nil }
            if first == hinted.last { return hinted.popLast() }
            return listed.popFirst()
        }

        mutating func insert(_ candidates: [Candidate]) {
            hinted.append(contentsOf: candidates)
            hinted.sort(by: >)
        }
    }

    private var queues: [RelativePath: Queue] = [:]

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

    /// Adds files that need no listing, in any order. A path that is also listed may come twice: the second time it is gone.
    mutating func offer(_ candidates: [Candidate]) {
        for (source, group) in Dictionary(grouping: candidates, by: { Backlog.source(of: $0.path) }) {
            queues[source, default: Queue()].insert(group)
        }
    }

    /// The next files to take: at most `limit`, the same number from each source as far as they have any, and counting
    /// those of `already`, which the batch holds; then in order of change and path.
    mutating func draw(_ limit: Int, already: [RelativePath] = []) -> [Candidate] {
        var drawn: [RelativePath: Int] = [:]
        for path in already { drawn[Backlog.source(of: path), default: 0] += 1 }
        var sources = queues.keys.sorted()
        var result: [Candidate] = []
        var level = 0
        while result.count < limit, !sources.isEmpty {
            sources.removeAll { source in
                guard result.count < limit, drawn[source, default: 0] <= level else { return false }
                guard let candidate = queues[source]?.popFirst() else { return true }
                drawn[source, default: 0] += 1
                result.append(candidate)
                return false
            }
            level += 1
        }
        queues = queues.filter { !$0.value.isEmpty }
        return result.sorted()
    }

    /// The file that changed longest ago.
    var oldest: Candidate? {
        queues.values.compactMap(\.first).min()
    }
}
