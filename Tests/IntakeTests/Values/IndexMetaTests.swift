import Host
import SimHost
import SystemPackage
import Testing

@testable import Intake
@testable import Ledger

@Suite struct IndexMetaTests {
    static let checkpoint = Checkpoint(
        durable: Durable(ends: PerStream(repeating: Position(segment: 3, offset: 900)), nextSeq: 77),
        from: PerStream(repeating: Position(segment: 2, offset: 5)), marks: PerStream(repeating: StreamMarks.none))

    @Test(arguments: [0, 1, 255, 256, 1 << 32, Int.max, -1, Int.min])
    func integersComeBack(number: Int) {
        #expect(Integers.value(Integers.key(number)) == number)
        #expect(Integers.key(number).count == 8)
    }

    @Test(arguments: [(0, 1), (255, 256), (65_535, 65_536), (1 << 40, Int.max)])
    func theOrderOfKeysIsThatOfNumbers(less: Int, more: Int) {
        #expect(Integers.key(less).lexicographicallyPrecedes(Integers.key(more)))
    }

    @Test(arguments: [0, 1, 7, 9, 16])
    func otherLengthsAreNoNumber(count: Int) { #expect(Integers.value([UInt8](repeating: 1, count: count)) == nil) }

    @Test func anEmptyIndexSaysNothing() throws {
        let store = SimIndexStore(World(seed: 1))
        #expect(try IndexMeta.checkpoint(in: store) == nil)
        #expect(performing: { try IndexMeta.totals(in: store) }, throws: { ($0 as? Fault)?.isDamagedIndex == true })
    }

    @Test func checkpointAndTotalsComeBack() throws {
        let store = SimIndexStore(World(seed: 1))
        let tally = Tally(articles: 1_000_000, duplicates: 256, rejected: 3)
        try store.commit([IndexMeta.change(Self.checkpoint, covers: [.keys]), IndexMeta.change(tally)])
        #expect(try IndexMeta.checkpoint(in: store) == Self.checkpoint)
        #expect(try IndexMeta.coverage(in: store) == [.keys])
        #expect(try IndexMeta.totals(in: store) == tally)
        try store.commit([IndexMeta.unfinished])
        #expect(try IndexMeta.checkpoint(in: store) == nil)
    }

    /// Whatever rots of what the index says about itself, it is not believed and does not crash.
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func aDamagedMarkIsNotBelieved(seed: UInt64) throws {
        let store = SimIndexStore(World(seed: 1))
        try store.commit([IndexMeta.change(Self.checkpoint, covers: [.keys])])
        var random = SeededRandom(seed: seed)
        store.damage(1, in: .meta, &random)
        #expect(try IndexMeta.checkpoint(in: store) == nil)
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func damagedTotalsAreNotBelieved(seed: UInt64) throws {
        let store = SimIndexStore(World(seed: 1))
        try store.commit([IndexMeta.change(Tally(articles: 7, duplicates: 5, rejected: 3))])
        var random = SeededRandom(seed: seed)
        store.damage(1, in: .meta, &random)
        #expect(performing: { try IndexMeta.totals(in: store) }, throws: { ($0 as? Fault)?.isDamagedIndex == true })
    }
}
