import Host
import Prose
import SimHost
import Testing

@testable import Intake

@Suite struct LearningTests {
    private let store = SimIndexStore(World(seed: 1))

    private func learning(_ nextSeq: Int = 1, isOn: Bool = true) throws -> Learning {
        try Learning(store: store, isOn: isOn, nextSeq: nextSeq)
    }

    /// Tells the index, all of which is over before this returns.
    private func tell(_ learning: inout Learning) throws {
        var update = learning.beginUpdate()
        try write(&update)
        learning.finish(update)
    }

    private func write(_ update: inout Learning.Update) throws {
        var writer = IndexWriter(store)
        try update.merge(RunDirectory.fan, &writer)
        update.add(&writer)
        try writer.commit()
    }

    @Test(arguments: [(1, 512), (2, 511), (512, 1), (513, 512), (1_024, 1), (1_025, 512), (2_048, 1), (2_049, 512)])
    func noBatchCrossesABlock(nextSeq: Int, room: Int) { #expect(Learning.room(from: nextSeq) == room) }

    @Test func threeArticlesMakeALineFurnitureFromTheNextBlockOn() throws {
        var learning = try learning()
        for seq in 1...3 { try learning.add([7, 8], seq: seq) }
        try learning.add([8], seq: 4)
        try learning.add([9], seq: 1_024)
        learning.enter(1_024)
        #expect(learning.inForce.isEmpty)
        learning.enter(1_025)
        #expect(learning.inForce == LearnedLines([7, 8]))
        learning.enter(1_026)
        #expect(learning.inForce == LearnedLines([7, 8]))
    }

    /// The last half of a block counts only for the block after the next: by then it is decided.
    @Test(arguments: [(512, 1_025), (513, 2_049), (1_024, 2_049), (1_536, 2_049), (1_537, 3_073)])
    func whatCountsForABlock(third: Int, first: Int) throws {
        var learning = try learning()
        for seq in [1, 2, third] { try learning.add([7], seq: seq) }
        learning.enter(first - 1)
        #expect(learning.inForce.isEmpty)
        learning.enter(first)
        #expect(learning.inForce == LearnedLines([7]))
        #expect(third <= Learning.lastCounted(for: first) && third > Learning.lastCounted(for: first - 1_024))
    }

    /// A batch may be prepared, and its block entered, while the one before it is still to be decided.
    @Test func aBlockIsEnteredBeforeTheLastOfTheOneBeforeIsAdded() throws {
        var learning = try learning()
        for seq in [1, 2, 3] { try learning.add([7], seq: seq) }
        learning.enter(1_025)
        for seq in [1_022, 1_023, 1_024] { try learning.add([8], seq: seq) }
        #expect(learning.inForce == LearnedLines([7]))
        learning.enter(2_049)
        #expect(learning.inForce == LearnedLines([7, 8]))
    }

    @Test func twoAreOneStoryToldTwice() throws {
        var learning = try learning()
        try learning.add([7], seq: 1)
        try learning.add([7], seq: 2)
        learning.enter(1_025)
        #expect(learning.inForce.isEmpty)
        try learning.add([7], seq: 1_025)
        learning.enter(2_049)
        #expect(learning.inForce == LearnedLines([7]))
    }

    @Test func aLineCountsOnceAnArticle() throws {
        var learning = try learning()
        try learning.add([7, 7, 7, 7], seq: 1)
        learning.enter(1_025)
        #expect(learning.inForce.isEmpty)
    }

    @Test func offMeansOff() throws {
        var learning = try learning(isOn: false)
        for seq in 1...9 { try learning.add([7], seq: seq) }
        learning.enter(1_025)
        try tell(&learning)
        #expect(learning.inForce.isEmpty)
        // The directories alone.
        #expect(store.entries(of: .lines).count == 1 && store.entries(of: .learned).count == 1)
    }

    /// However often the index was told in between and the program began anew, what is in force is the same.
    @Test(arguments: [31, 100, 1_023])
    func aRestartMakesNoDifference(every: Int) throws {
        var through = try Learning(store: SimIndexStore(World(seed: 2)), isOn: true, nextSeq: 1)
        var broken = try learning()
        for seq in 1...2_100 {
            let prints = [UInt64(seq % 900), .max - UInt64(seq % 700), 5]
            through.enter(seq)
            broken.enter(seq)
            if seq % 64 == 1 { #expect(through.inForce == broken.inForce) }
            try through.add(prints, seq: seq)
            try broken.add(prints, seq: seq)
            guard seq % every == 0 else { continue }
            try tell(&broken)
            broken = try learning(seq + 1)
        }
        #expect(!broken.inForce.isEmpty)
    }

    /// What a commit under way takes over still counts, as does what was looked up.
    @Test(arguments: [31, 100, 1_023], [true, false])
    func aCommitMakesNoDifference(every: Int, looksUp: Bool) throws {
        var through = try Learning(store: SimIndexStore(World(seed: 2)), isOn: true, nextSeq: 1)
        var busy = try learning()
        var update: Learning.Update?
        for seq in 1...2_100 {
            let prints = [UInt64(seq % 900), .max - UInt64(seq % 700), 5]
            through.enter(seq)
            busy.enter(seq)
            if seq % 64 == 1 { #expect(through.inForce == busy.inForce) }
            try through.add(prints, seq: seq)
            if looksUp { try busy.lookUp(prints) }
            try busy.add(prints, seq: seq)
            guard seq % every == 0 else { continue }
            if let update { busy.finish(update) }
            update = busy.beginUpdate()
            if update != nil { try write(&update!) }
        }
        #expect(!busy.inForce.isEmpty)
    }

    /// The index has a line as often as it was counted, and never more than enough.
    @Test func countsAreExact() throws {
        var learning = try learning()
        for seq in 1...40 {
            try learning.add([1, UInt64(100 + seq / 2), UInt64(1_000 + seq)], seq: seq)
            try tell(&learning)
        }
        var counts: [UInt64: Int] = [:]
        try learning.forEachLine { counts[$0, default: 0] += 1 }
        #expect(counts[1] == 3 && counts[105] == 2 && counts[1_020] == 1 && counts.count == 1 + 21 + 40)
    }
}
