import Host
import Ledger
import SystemPackage

/// What of the lines an index holds: some settings leave parts out, and what was left out is missing for ever.
struct IndexCoverage: OptionSet, Sendable {
    let rawValue: UInt8

    /// The candidate keys of all articles (`near.policy` is not off).
    static let keys = IndexCoverage(rawValue: 1)
    /// The counts of all recurring lines (`learn`).
    static let lines = IndexCoverage(rawValue: 2)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// What an index kept under these settings holds.
    init(_ settings: Settings) {
        self = []
        if settings.nearPolicy != .off { insert(.keys) }
        if settings.learn { insert(.lines) }
    }
}

/// What the index says about itself: its format, what it holds of the lines, and how far it has read the streams.
enum IndexMeta {
    /// Changes with every change of a table's keys or values, so that an older index is rebuilt rather than misread.
    private static let format: UInt8 = 8
    private static let checkpointKey: [UInt8] = Array("checkpoint".utf8)

    private static let totalsKey: [UInt8] = Array("totals".utf8)

    /// The coverage twice, once inverted: the checkpoint has a hash of its own.
    static func change(_ checkpoint: Checkpoint, covers: IndexCoverage) -> IndexChange {
        IndexChange(.meta, checkpointKey, [format, covers.rawValue, ~covers.rawValue] + checkpoint.packed)
    }

    /// Says that the index is not whole: whoever finds it so rebuilds it.
    static var unfinished: IndexChange { IndexChange(.meta, checkpointKey, nil) }

    /// Nil when the index is empty, unfinished, or of another format.
    static func checkpoint(in store: any IndexStore) throws(Fault) -> Checkpoint? { try state(in: store)?.checkpoint }

    /// What it holds; nothing when there is no checkpoint.
    static func coverage(in store: any IndexStore) throws(Fault) -> IndexCoverage { try state(in: store)?.covers ?? [] }

    private static func state(in store: any IndexStore) throws(Fault) -> (checkpoint: Checkpoint, covers: IndexCoverage)? {
        var state: (checkpoint: Checkpoint, covers: IndexCoverage)?
        _ = try store.get(.meta, checkpointKey.span) { value in
            guard value.count > 3, value[0] == format, value[1] == ~value[2],
                let checkpoint = Checkpoint(packed: value.extracting(droppingFirst: 3))
            else { return }
            state = (checkpoint, IndexCoverage(rawValue: value[1]))
        }
        return state
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
        else { throw Fault(.index, .badMessage, "(the totals)") }
        return Tally(articles: articles, duplicates: duplicates, rejected: rejected)
    }

    /// Tells numbers that were written from any others: the first bytes of their SHA-256.
    private static func check(_ numbers: [UInt8]) -> [UInt8] { Array(Hashing.digest(of: numbers).bytes.prefix(8)) }
}
