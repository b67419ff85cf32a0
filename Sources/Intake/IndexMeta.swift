import Host
import Ledger
import SystemPackage

/// What the index says about itself: its format, and how far it has read the streams.
enum IndexMeta {
    /// Changes with every change of a table's keys or values, so that an older index is rebuilt rather than misread.
    private static let format: UInt8 = 1
    private static let checkpointKey: [UInt8] = Array("checkpoint".utf8)

    private static let totalsKey: [UInt8] = Array("totals".utf8)

    static func change(_ checkpoint: Checkpoint) -> IndexChange {
        IndexChange(.meta, checkpointKey, [format] + checkpoint.packed)
    }

    /// Says that the index is not whole: whoever finds it so rebuilds it.
    static var unfinished: IndexChange { IndexChange(.meta, checkpointKey, nil) }

    /// Nil when the index is empty, unfinished, or of another format.
    static func checkpoint(in store: any IndexStore) throws(Fault) -> Checkpoint? {
        var checkpoint: Checkpoint?
        _ = try store.get(.meta, checkpointKey.span) { value in
            guard value.count > 1, value[0] == format else { return }
            checkpoint = Checkpoint(packed: value.extracting(droppingFirst: 1))
        }
        return checkpoint
    }

    static func change(_ totals: Tally) -> IndexChange {
        let numbers = [totals.articles, totals.duplicates, totals.rejected].flatMap(Integers.key)
        return IndexChange(.meta, totalsKey, numbers + check(numbers))
    }

    /// Lines of the three streams as of the checkpoint.
    static func totals(in store: any IndexStore) throws(Fault) -> Tally {
        var bytes: [UInt8] = []
        _ = try store.get(.meta, totalsKey.span) { value in
            for i in value.indices { bytes.append(value[i]) }
        }
        let numbers = Array(bytes.prefix(24))
        guard numbers.count == 24, Array(bytes.dropFirst(24)) == check(numbers),
            let articles = Integers.value(Array(numbers[0..<8])), let duplicates = Integers.value(Array(numbers[8..<16])),
            let rejected = Integers.value(Array(numbers[16..<24]))
        else { throw Fault(.index, .badMessage, "the totals") }
        return Tally(articles: articles, duplicates: duplicates, rejected: rejected)
    }

    /// Tells numbers that were written from any others: the first bytes of their SHA-256.
    private static func check(_ numbers: [UInt8]) -> [UInt8] { Array(Hashing.digest(of: numbers).bytes.prefix(8)) }

    /// By table and key, which is how a store takes them fastest.
    static func order(_ a: IndexChange, _ b: IndexChange) -> Bool {
        a.table != b.table ? a.table.rawValue < b.table.rawValue : a.key.lexicographicallyPrecedes(b.key)
    }
}
