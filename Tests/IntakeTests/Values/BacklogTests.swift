import Host
import Testing

@testable import Intake

@Suite struct BacklogTests {
    @Test(arguments: [
        ("a.txt", ""), ("wire/a.txt", "wire"), ("wire/deep/er/a.txt", "wire"), ("wire2/a.txt", "wire2"),
    ])
    func sourceOfAPath(path: String, source: String) {
        #expect(Backlog.source(of: .of(path)).text == source)
    }

    @Test func oldestFirstWithinASourceWhereverItCameFrom() {
        var backlog = Backlog()
        backlog.replace(below: .root, with: ["wire": .of([("wire/c", 30), ("wire/a", 10)])])
        backlog.offer([Candidate("wire/d", 40), Candidate("wire/b", 20)])
        #expect(backlog.count == 4)
        #expect(backlog.oldest?.path == "wire/a")
        #expect(backlog.draw(10).map(\.path.text) == ["wire/a", "wire/b", "wire/c", "wire/d"])
        #expect(backlog.isEmpty && backlog.oldest == nil)
    }

    @Test func equalMomentsGoByPath() {
        var backlog = Backlog()
        backlog.offer([Candidate("b", 5), Candidate("c", 5), Candidate("a", 5)])
        #expect(backlog.draw(10).map(\.path.text) == ["a", "b", "c"])
    }

    /// A backlog of a thousand in one source, older than all else, must not starve two others for longer than a batch.
    @Test func aHugeSourceDoesNotStarveTheOthers() {
        var backlog = Backlog()
        backlog.offer((0..<1_000).map { Candidate("huge/\($0)", Int64($0)) })
        backlog.offer([Candidate("small/x", 5_000), Candidate("top", 6_000)])
        let batch = backlog.draw(8)
        #expect(batch.count == 8)
        #expect(batch.contains { $0.path == "small/x" })
        #expect(batch.contains { $0.path == "top" })
        #expect(backlog.count == 994)
    }

    @Test(arguments: [(3, [1, 1, 1]), (6, [2, 2, 2]), (8, [3, 3, 2]), (30, [10, 10, 10]), (100, [20, 20, 20])])
    func aBatchIsSharedEvenly(limit: Int, shares: [Int]) {
        var backlog = Backlog()
        for source in ["a", "b", "c"] { backlog.offer((0..<20).map { Candidate("\(source)/\($0)", Int64($0)) }) }
        let batch = backlog.draw(limit)
        #expect(["a", "b", "c"].map { source in batch.count { $0.path.first == .of(source) } } == shares)
    }

    /// What one source cannot fill goes to those that have more.
    @Test func whatOneLacksTheOthersGet() {
        var backlog = Backlog()
        backlog.offer([Candidate("a/1", 1)] + (0..<9).map { Candidate("b/\($0)", Int64($0)) })
        #expect(backlog.draw(8).count { $0.path.first == "b" } == 7)
    }

    @Test func whatTheBatchHoldsAlreadyCounts() {
        var backlog = Backlog()
        for source in ["a", "b"] { backlog.offer((0..<9).map { Candidate("\(source)/\($0)", Int64($0)) }) }
        let batch = backlog.draw(4, already: ["a/x", "a/y", "a/z"])
        #expect(batch.count { $0.path.first == "b" } == 3)
    }

    /// More sources than places in a batch, each with plenty: all of them are served within one round.
    @Test func sourcesTakeTurns() {
        var backlog = Backlog()
        for source in 0..<10 { backlog.offer((0..<9).map { Candidate("s\(source)/\($0)", Int64($0)) }) }
        var served: [RelativePath: Int] = [:]
        for _ in 0..<5 { for file in backlog.draw(4) { served[file.path.first, default: 0] += 1 } }
        #expect(served.count == 10 && served.values.allSatisfy { $0 == 2 })
    }

    /// Hundreds of sources: a batch has several files from each of some, for every folder costs a sync, and all have their turn.
    @Test func hundredsOfSourcesTakeTurns() {
        var backlog = Backlog()
        for source in 0..<100 { backlog.offer((0..<40).map { Candidate("s\(source)/\($0)", Int64($0)) }) }
        var served: [RelativePath: Int] = [:]
        for _ in 0..<4 {
            let batch = Dictionary(grouping: backlog.draw(512)) { $0.path.first }
            #expect(batch.count <= Backlog.sourcesAtOnce + 1)
            for (source, files) in batch { served[source, default: 0] += files.count }
        }
        #expect(served.count == 100 && served.values.allSatisfy { (16...32).contains($0) })
        while !backlog.isEmpty { for file in backlog.draw(512) { served[file.path.first, default: 0] += 1 } }
        #expect(served.values.allSatisfy { $0 == 40 })
    }

    /// Hints have a bound: past it only a listing knows, and other sources still have room.
    @Test func hintsHaveABound() {
        var backlog = Backlog()
        var kept = 0
        for number in 0..<2 * Backlog.hintCapacity where backlog.hint(Candidate("huge/\(number)", Int64(number))) { kept += 1 }
        #expect(kept == Backlog.hintCapacity / 2 && backlog.count == kept)
        #expect(backlog.hint(Candidate("small/x", 1)) == true)
        backlog.offer([Candidate("huge/due", -1)])
        #expect(backlog.draw(2).map(\.path.text) == ["huge/due", "small/x"])
        _ = backlog.draw(kept)
        #expect(backlog.isEmpty)
        #expect(backlog.hint(Candidate("huge/again", 1)) == true)
    }

    /// What a listing did not keep is older than what came since: that has to wait for the next listing.
    @Test func whatCameLaterWaitsForWhatWasNotKept() {
        var backlog = Backlog()
        backlog.replace(below: .root, with: ["huge": .of((0..<5).map { ("huge/\($0)", $0) }, capacity: 2), "small": .of([("small/x", 9)])])
        #expect(backlog.count == 6 && backlog.usedUp == [])
        backlog.offer([Candidate("huge/late", 100), Candidate("huge/old", 0)])
        #expect(backlog.draw(10).map(\.path.text) == ["huge/0", "huge/old", "huge/1", "small/x"])
        #expect(backlog.usedUp == ["huge"] && !backlog.has("huge") && !backlog.hasReady)
        #expect(backlog.count == 4 && !backlog.isEmpty)
        backlog.replace(below: "huge", with: ["huge": .of((2..<5).map { ("huge/\($0)", $0) })])
        #expect(backlog.usedUp == [])
        #expect(backlog.draw(10).map(\.path.text) == ["huge/2", "huge/3", "huge/4", "huge/late"])
        #expect(backlog.isEmpty)
    }

    /// However many sources there are, and however much lies in each, what is kept of all of them is bounded.
    @Test(arguments: [1, 2, 3, 10, 64, 200])
    func theSourcesShareTheRoom(sources: Int) {
        var backlog = Backlog()
        for source in 0..<sources {
            let files = (0..<Backlog.capacity / sources + 1_500).map { ("s\(source)/\($0)", Int64($0)) }
            backlog.replace(below: .of("s\(source)"), with: [.of("s\(source)"): .of(files, capacity: Backlog.capacity)])
        }
        let total = sources * (Backlog.capacity / sources + 1_500)
        #expect(backlog.count == total)
        #expect(backlog.kept == min(total, sources * max(Backlog.leastShare, Backlog.capacity / sources)))
        let drawn = backlog.draw(sources * 3)
        let bySource = Dictionary(grouping: drawn) { $0.path.first }
        #expect(drawn.count == sources * 3 && bySource.count >= min(sources, Backlog.sourcesAtOnce))
        #expect(bySource.values.allSatisfy { $0.map(\.changed) == (0..<Int64($0.count)).map(\.self) })
    }

    @Test func aListingLeavesOutWhatWasDrawnMeanwhile() {
        var backlog = Backlog()
        let drawn: Set<Int> = [RelativePath.of("a/1").hashValue, RelativePath.of("a/3").hashValue]
        backlog.replace(below: .root, with: ["a": .of((0..<5).map { ("a/\($0)", $0) })], without: drawn)
        #expect(backlog.draw(10).map(\.path.text) == ["a/0", "a/2", "a/4"])
    }

    @Test func aBatchIsInOrderOfChangeOverAllSources() {
        var backlog = Backlog()
        backlog.offer([Candidate("b/1", 1), Candidate("a/2", 2), Candidate("3", 3), Candidate("a/4", 4)])
        #expect(backlog.draw(4).map(\.changed) == [1, 2, 3, 4])
    }

    @Test func aListingReplacesWhatEarlierOnesFoundAndNoHint() {
        var backlog = Backlog()
        backlog.replace(below: .root, with: ["a": .of([("a/old", 1)]), "b": .of([("b/old", 2)])])
        backlog.offer([Candidate("a/hint", 3)])
        backlog.replace(below: "a", with: ["a": .of([("a/new", 4)])])
        #expect(backlog.draw(10).map(\.path.text) == ["b/old", "a/hint", "a/new"])
        backlog.replace(below: .root, with: ["a": .of([("a/1", 1)])])
        backlog.replace(below: .root, with: [:])
        #expect(backlog.isEmpty && !backlog.has("a"))
    }

    @Test(arguments: [0, 1, 5])
    func neverMoreThanTheLimit(limit: Int) {
        var backlog = Backlog()
        backlog.offer((0..<5).map { Candidate("\($0)", Int64($0)) })
        #expect(backlog.draw(limit).count == limit)
        #expect(backlog.count == 5 - limit)
    }

    @Test func whatIsGivenBackKeepsItsTurn() {
        var backlog = Backlog()
        backlog.offer((0..<4).map { Candidate("\($0)", Int64($0)) })
        let drawn = backlog.draw(3)
        backlog.offer(Array(drawn[1...]))
        #expect(backlog.draw(9).map(\.path.text) == ["1", "2", "3"])
    }
}

@Suite struct CandidateTests {
    @Test(arguments: [
        ("b", 1, "a", 2), ("a", 1, "b", 1), ("a", -5, "a", 0), ("a", 7, "a/b", 7), ("a", Int64.min, "a", Int64.max),
    ] as [(String, Int64, String, Int64)])
    func oldestChangeThenPath(first: String, at: Int64, second: String, later: Int64) {
        #expect(Candidate(first, at) < Candidate(second, later))
        #expect(!(Candidate(second, later) < Candidate(first, at)))
    }
}
