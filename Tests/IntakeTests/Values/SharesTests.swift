import Host
import SimHost
import SystemPackage
import Testing

@testable import Intake

@Suite struct SharesTests {
    /// Fills up to what is allowed; returns how many that were.
    private func fill(_ shares: inout Shares, _ source: RelativePath) -> Int {
        var count = 0
        while shares.hasRoom(for: source) {
            shares.take(source)
            count += 1
        }
        return count
    }

    @Test func oneAloneGetsHalfAndWhoeverComesLateFindsSome() {
        var shares = Shares(capacity: 120)
        #expect(fill(&shares, "a") == 60)
        #expect(fill(&shares, "b") == 30)
        #expect(fill(&shares, "c") == 15)
        #expect(shares.total == 105 && shares.hasRoom(for: "d") && !shares.hasRoom(for: "a"))
    }

    @Test func whatIsGivenBackIsThereForOthers() {
        var shares = Shares(capacity: 12)
        #expect(fill(&shares, "a") == 6)
        for _ in 0..<6 { shares.give("a") }
        #expect(shares.total == 0)
        #expect(fill(&shares, "b") == 6)
    }

    /// Forced ones are counted, and do not break the sums.
    @Test func whatIsForcedCounts() {
        var shares = Shares(capacity: 4)
        for _ in 0..<9 { shares.take("a") }
        #expect(shares.total == 9 && !shares.hasRoom(for: "b"))
        for _ in 0..<9 { shares.give("a") }
        #expect(shares.hasRoom(for: "b"))
    }
}

@Suite struct HeapTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func inAnyOrderOutInOrder(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var heap = Heap<Int>()
        var model: [Int] = []
        for _ in 0..<500 {
            if random.chance(600) {
                let number = random.below(50)
                heap.insert(number)
                model.append(number)
            } else {
                let least = model.min()
                #expect(heap.first == least)
                #expect(heap.popFirst() == least)
                if let least, let place = model.firstIndex(of: least) { model.remove(at: place) }
            }
            #expect(heap.count == model.count && heap.isEmpty == model.isEmpty)
        }
        #expect((0..<model.count).map { _ in heap.popFirst() } == model.sorted())
        #expect(heap.popFirst() == nil)
    }
}

@Suite struct InboxTroublesTests {
    private let limit = Fault(.watch, .noSpace, "x")
    private let closed = Fault(.list, .permissionDenied, "x")

    /// Each kind of trouble is told once, and its end once.
    @Test func toldOnce() {
        var troubles = InboxTroubles()
        #expect(troubles.replace(below: .root, with: []) == [])
        #expect(troubles.replace(below: .root, with: [("b", limit), ("a", limit)]) == [.unwatched(count: 2, "a", limit)])
        #expect(troubles.unwatchedCount == 2)
        #expect(troubles.replace(below: .root, with: [("a", limit), ("b", limit), ("c", limit)]) == [])
        #expect(troubles.replace(below: "a", with: []) == [])
        #expect(troubles.unwatchedCount == 2)
        #expect(troubles.replace(below: .root, with: []) == [.watchedAgain])
        #expect(troubles.replace(below: .root, with: []) == [])
    }

    @Test func anotherReasonIsNews() {
        var troubles = InboxTroubles()
        let absent = Fault(.watch, .noFunction, "x")
        _ = troubles.replace(below: .root, with: [("a", limit)])
        #expect(troubles.replace(below: .root, with: [("a", absent)]) == [.unwatched(count: 1, "a", absent)])
    }

    @Test func aFolderThatCannotBeListed() {
        var troubles = InboxTroubles()
        #expect(troubles.replace(below: .root, with: [("a", closed)]) == [.unlisted("a", closed)])
        #expect(troubles.replace(below: .root, with: [("a", closed)]) == [])
        #expect(troubles.replace(below: .root, with: []) == [])
        #expect(troubles.replace(below: .root, with: [("a", closed)]) == [.unlisted("a", closed)])
    }

    @Test func whatIsGoneIsNoTrouble() {
        var troubles = InboxTroubles()
        _ = troubles.replace(below: .root, with: [("a", limit), ("a/b", limit), ("ab", limit)])
        troubles.forget("a")
        #expect(troubles.unwatchedCount == 1)
    }
}
