internal import Host

/// Changes of the index on their way to it, in as many commits as keep memory small. A commit may take place wherever
/// `commitIfLarge` is called: what belongs together must come between two calls.
struct IndexWriter {
    /// Bytes of changes from which on they are committed (2 MiB): LMDB holds their pages until then as well.
    private static let large = 2 << 20

    private let store: any IndexStore
    private var changes: [IndexChange] = []
    private var bytes = 0

    init(_ store: any IndexStore) {
        self.store = store
    }

    mutating func append(_ change: IndexChange) {
        changes.append(change)
        bytes += change.key.count + (change.value?.count ?? 0)
    }

    mutating func commitIfLarge() throws(Fault) {
        if bytes >= IndexWriter.large { try commit() }
    }

    mutating func commit() throws(Fault) {
        try store.commit(changes)
        changes = []
        bytes = 0
    }
}
