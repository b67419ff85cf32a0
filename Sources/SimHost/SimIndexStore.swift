public import Host
internal import Synchronization
internal import SystemPackage

/// An index in memory that survives crashes as of its last commit. Its calls count and fail like those of the volume.
public final class SimIndexStore: IndexStore {
    private struct Tables {
        var entries = [[[UInt8]: [UInt8]]](repeating: [:], count: IndexTable.allCases.count)
        /// Whoever reads it or writes to it crashes.
        var isTreacherous = false
    }

    private let world: World
    private let tables = Mutex(Tables())

    public init(_ world: World) {
        self.world = world
    }

    public func get(
        _ table: IndexTable, _ key: Span<UInt8>, _ body: (Span<UInt8>) -> Void
    ) throws(Fault) -> Bool {
        let key = Array(copying: key)
        try call("get")
        guard let value = tables.withLock({ $0.entries[Int(table.rawValue)][key] }) else { return false }
        body(value.span)
        return true
    }

    public func scan(
        _ table: IndexTable, _ each: (_ key: Span<UInt8>, _ value: Span<UInt8>) -> Bool
    ) throws(Fault) {
        try call("scan")
        for (key, value) in entries(of: table) {
            guard each(key.span, value.span) else { return }
        }
    }

    private func call(_ name: String) throws(Fault) {
        if tables.withLock({ $0.isTreacherous }) { world.crash(.signal) }
        try world.call(.index, name) { _, _ throws(Errno) in }
    }

    public func commit(_ changes: [IndexChange]) throws(Fault) {
        if tables.withLock({ $0.isTreacherous }) { world.crash(.signal) }
        try world.call(.index, "commit") { _, extent throws(Errno) in
            guard extent == .whole else { return }
            tables.withLock { tables in
                for change in changes { tables.entries[Int(change.table.rawValue)][change.key] = change.value }
            }
        }
    }

    public func erase() throws(Fault) {
        try world.call(.index, "erase") { _, _ throws(Errno) in
            tables.withLock { $0 = Tables() }
        }
    }

    public func check(_ isAtWork: () -> Void) throws(Fault) {
        try world.call(.index, "check") { _, _ throws(Errno) in }
        if tables.withLock({ $0.isTreacherous }) { throw Fault(.index, .badMessage, "the index") }
    }

    public var size: Int {
        get throws(Fault) {
            try world.call(.index, "size") { _, _ throws(Errno) in
                tables.withLock { tables in
                    tables.entries.reduce(0) { $0 + $1.reduce(0) { $0 + $1.key.count + $1.value.count } }
                }
            }
        }
    }

    // MARK: the test driver's side

    /// Every entry of a table in the order of the keys.
    public func entries(of table: IndexTable) -> [(key: [UInt8], value: [UInt8])] {
        let entries = tables.withLock { $0.entries[Int(table.rawValue)] }
        return entries.map { ($0.key, $0.value) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
    }

    /// What it holds now, to be read without being counted or failed.
    public func frozen() -> any IndexStore { FrozenIndex(IndexTable.allCases.map { entries(of: $0) }) }

    /// Somebody deletes the index.
    public func vanish() { tables.withLock { $0 = Tables() } }

    /// A medium rots where the store trusts it: whoever uses the index crashes, until it is erased.
    public func makeTreacherous() { tables.withLock { $0.isTreacherous = true } }

    /// A medium rots. In each of `count` entries of a table, chosen by `random`, a bit flips, a part becomes 0, the end is
    /// missing, another entry's value lies there, or the entry is gone.
    public func damage(_ count: Int, in table: IndexTable, _ random: inout SeededRandom) {
        for _ in 0..<count {
            let entries = entries(of: table)
            guard let entry = random.pick(entries) else { return }
            var value: [UInt8]? = entry.value
            while value == entry.value {
                value = SimIndexStore.damaged(entry.value, other: random.pick(entries)?.value, &random)
            }
            let damaged = value
            tables.withLock { $0.entries[Int(table.rawValue)][entry.key] = damaged }
        }
    }

    private static func damaged(_ value: [UInt8], other: [UInt8]?, _ random: inout SeededRandom) -> [UInt8]? {
        var value = value
        switch random.below(6) {
        case 0, 1:
            guard !value.isEmpty else { return nil }
            value[random.below(value.count)] ^= 1 << UInt8(random.below(8))
            return value
        case 2:
            guard !value.isEmpty else { return nil }
            let start = random.below(value.count)
            for index in start..<min(value.count, start + 1 << random.below(13)) { value[index] = 0 }
            return value
        case 3: return Array(value.dropLast(1 + random.below(value.count + 1)))
        case 4: return other
        default: return nil
        }
    }
}

/// An index that nobody writes to any more.
private final class FrozenIndex: IndexStore {
    private let tables: [[(key: [UInt8], value: [UInt8])]]
    private let values: [[[UInt8]: [UInt8]]]

    init(_ tables: [[(key: [UInt8], value: [UInt8])]]) {
        self.tables = tables
        values = tables.map { Dictionary(uniqueKeysWithValues: $0.map { ($0.key, $0.value) }) }
    }

    func get(_ table: IndexTable, _ key: Span<UInt8>, _ body: (Span<UInt8>) -> Void) throws(Fault) -> Bool {
        guard let value = values[Int(table.rawValue)][Array(copying: key)] else { return false }
        body(value.span)
        return true
    }

    func scan(_ table: IndexTable, _ each: (_ key: Span<UInt8>, _ value: Span<UInt8>) -> Bool) throws(Fault) {
        for (key, value) in tables[Int(table.rawValue)] {
            guard each(key.span, value.span) else { return }
        }
    }

    func commit(_ changes: [IndexChange]) throws(Fault) { throw Fault(.index, .readOnlyFileSystem, "a frozen index") }
    func erase() throws(Fault) { throw Fault(.index, .readOnlyFileSystem, "a frozen index") }
    func check(_ isAtWork: () -> Void) throws(Fault) {}
    var size: Int { 0 }
}
