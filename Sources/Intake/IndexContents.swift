public import Host

/// What the tables of an index say, however its runs are arranged. Two indexes of one store have the same, whenever they were
/// told. For proofs: all of it is in memory.
public struct IndexContents: Equatable {
    /// Who has which text, file or path.
    private var names: Set<[UInt64]> = []
    /// Bytes of the entries of tables without runs.
    private var places: [[UInt8]] = []
    private var learned: [[UInt8]] = []
    /// Of each line, how many articles have it.
    private var lines: [UInt64: Int] = [:]

    public init(of store: any IndexStore) throws(Fault) {
        let articles = try ArticleIndex(store: store)
        try articles.forEachName { name, seq in names.insert([name.high, name.low, UInt64(seq ?? 0)]) }
        let learning = try Learning(store: store, isOn: true, nextSeq: 1)
        try learning.forEachLine { lines[$0, default: 0] += 1 }
        places = try IndexContents.entries(of: .places, in: store)
        learned = try IndexContents.entries(of: .learned, in: store)
    }

    private static func entries(of table: IndexTable, in store: any IndexStore) throws(Fault) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        try store.scan(table) { key, value in
            entries.append(Array(copying: key) + Array(copying: value))
            return true
        }
        return entries
    }
}
