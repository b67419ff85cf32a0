/// The tables of the index. Raw values are part of its format.
public enum IndexTable: UInt8, Sendable, CaseIterable {
    /// What the index knows about itself: format, store, high-water mark.
    case meta = 0
    /// Texts, files and paths to the article that has them.
    case names = 1
    /// Article number to the place of its line.
    case places = 2
    /// Candidate key to the articles that have it.
    case keys = 3
    /// Fingerprint of a line, once for each article that carries it, up to a few.
    case lines = 4
    /// Fingerprint of a line that counts as furniture to the block of deliveries from which on it does.
    case learned = 5

    /// New keys of the table follow all that are there: they are numbers that are given in turn. A store may keep such a
    /// table without gaps.
    public var grows: Bool { self == .places }
}

public struct IndexChange: Sendable, Equatable {
    public var table: IndexTable
    public var key: [UInt8]
    /// Nil removes the key.
    public var value: [UInt8]?

    public init(_ table: IndexTable, _ key: [UInt8], _ value: [UInt8]?) {
        precondition(!key.isEmpty && key.count <= 64)
        self.table = table
        self.key = key
        self.value = value
    }
}

/// Ordered tables of small keys that survive a crash as of the last commit. Derived: whoever finds it damaged erases it and rebuilds.
///
/// Every call fails with a `Fault` of call `.index`. `Fault.isDamagedIndex` (errno `.badMessage`) means that the files
/// cannot be used: erase and rebuild. Any other errno is the system's and says nothing against what is stored.
public protocol IndexStore: AnyObject, Sendable {
    /// Calls `body` with the value of `key`, which is valid only during the call; false when there is none.
    /// Reads see the last commit, and may come from several threads.
    func get(_ table: IndexTable, _ key: Span<UInt8>, _ body: (Span<UInt8>) -> Void) throws(Fault) -> Bool
    /// Calls `body` with the values of many keys of `size` bytes each, in their order and all of one commit, round after round
    /// as long as it returned true for one of them. Values that wait for memory can so be asked for in one round and used in
    /// the next. A store may copy them: ask for as many keys at a time as memory holds values of.
    func visit(
        _ table: IndexTable, _ keys: [UInt8], each size: Int,
        _ body: (_ round: Int, _ key: Int, _ value: Span<UInt8>) -> Bool
    ) throws(Fault)
    /// Visits the entries of a table in the order of their keys until `each` returns false.
    func scan(_ table: IndexTable, _ each: (_ key: Span<UInt8>, _ value: Span<UInt8>) -> Bool) throws(Fault)
    /// All changes at once, durably; fastest when the keys of each table ascend. On an error none of them happened.
    func commit(_ changes: [IndexChange]) throws(Fault)
    /// Empties every table, durably; also when no other call works.
    func erase() throws(Fault)
    /// Checks all that the other calls take on trust, which is not the values, and which may end the process when it is damaged:
    /// to be called after a crash, before any of them. Calls `isAtWork` now and then. Takes up to a second for a million articles
    /// that lie in memory, and as long as the disk needs for those that do not.
    func check(_ isAtWork: () -> Void) throws(Fault)
    /// Bytes in use on disk.
    var size: Int { get throws(Fault) }
}

extension IndexStore {
    /// From copies, for a store that knows no other way: then each value is of the last commit.
    public func visitCopies(
        _ table: IndexTable, _ keys: [UInt8], each size: Int, _ body: (Int, Int, Span<UInt8>) -> Bool
    ) throws(Fault) {
        var values: [[UInt8]?] = []
        for start in stride(from: 0, to: keys.count, by: size) {
            var copy: [UInt8] = []
            let isThere = try get(table, keys.span.extracting(start..<start + size)) { copy = Array(copying: $0) }
            values.append(isThere ? copy : nil)
        }
        var (round, goesOn) = (0, true)
        while goesOn {
            goesOn = false
            for (key, value) in values.enumerated() {
                if let value, body(round, key, value.span) { goesOn = true }
            }
            round += 1
        }
    }

    public func visit(
        _ table: IndexTable, _ keys: [UInt8], each size: Int, _ body: (Int, Int, Span<UInt8>) -> Bool
    ) throws(Fault) {
        try visitCopies(table, keys, each: size, body)
    }
}
