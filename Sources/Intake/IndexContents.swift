public import Host

/// What the tables of an index say, however its runs are arranged. Two indexes of one store have the same, whenever they were
/// told. For proofs: all of it is in memory.
public struct IndexContents: Equatable {
    /// Who has which text, file or path.
    private var names: Set<[UInt64]> = []
    /// Bytes of the entries: it has no runs.
    private var places: [[UInt8]] = []
    /// From which block on a line counts as furniture.
    private var learned: [UInt64: Int] = [:]
    /// Of each line, how many articles have it.
    private var lines: [UInt64: Int] = [:]

    public init(of store: any IndexStore) throws(Fault) {
        let articles = try ArticleIndex(store: store)
        try articles.forEachName { name, seq in names.insert([name.high, name.low, UInt64(seq)]) }
        let learning = try Learning(store: store, isOn: true, nextSeq: 1)
        try learning.forEachLine { lines[$0, default: 0] += 1 }
        try learning.forEachLearnedLine { learned[$0] = $1 }
        var places: [[UInt8]] = []
        try store.scan(.places) { key, value in
            places.append(Array(copying: key) + Array(copying: value))
            return true
        }
        self.places = places
    }
}
