import Host

/// An index, each call of it measured.
final class MeasuredIndex: IndexStore {
    private let store: any IndexStore
    private let clock: StageClock

    init(_ store: any IndexStore, _ clock: StageClock) {
        self.store = store
        self.clock = clock
    }

    func get(_ table: IndexTable, _ key: Span<UInt8>, _ body: (Span<UInt8>) -> Void) throws(Fault) -> Bool {
        try clock.measure(.index) { () throws(Fault) in try store.get(table, key, body) }
    }

    func visit(
        _ table: IndexTable, _ keys: [UInt8], each size: Int, _ body: (Int, Int, Span<UInt8>) -> Bool
    ) throws(Fault) {
        try clock.measure(.index) { () throws(Fault) in try store.visit(table, keys, each: size, body) }
    }

    func scan(_ table: IndexTable, _ each: (_ key: Span<UInt8>, _ value: Span<UInt8>) -> Bool) throws(Fault) {
        try clock.measure(.index) { () throws(Fault) in try store.scan(table, each) }
    }

    func commit(_ changes: [IndexChange]) throws(Fault) {
        try clock.measure(.index) { () throws(Fault) in try store.commit(changes) }
    }

    func erase() throws(Fault) {
        try clock.measure(.index) { () throws(Fault) in try store.erase() }
    }

    func check(_ isAtWork: () -> Void) throws(Fault) { try store.check(isAtWork) }

    var size: Int {
        get throws(Fault) { try store.size }
    }
}
