import Host
import Testing

@testable import Intake

@Suite struct WaitingRoomTests {
    private func entry(
        due: Instant?, changed: Int64 = 0, reason: WaitReason = .settling, place: Candidate.Place = .inbox
    ) -> WaitingRoom.Entry {
        WaitingRoom.Entry(
            reason: reason, changed: changed, firstSeen: .at(0), due: due, attempts: 0, sighting: nil, place: place)
    }

    /// An empty file that waits for its patience to end was filled, and nobody said so: a listing sees it.
    @Test func whatChangedUnseenIsDue() {
        var room = WaitingRoom()
        #expect(room.put("filled", entry(due: .at(600), changed: 5, reason: .empty)) == true)
        #expect(room.put("empty", entry(due: .at(600), changed: 5, reason: .empty)) == true)
        room.beginListing()
        #expect(room.seen("filled", changed: 6, at: .at(20)) == .waiting && room.seen("empty", changed: 5, at: .at(20)) == .waiting)
        #expect(room.due(at: .at(20)).map(\.path.text) == ["filled"])
        #expect(room["filled"]?.changed == 6 && room["empty"]?.due == .at(600))
    }

    @Test func whatIsDueComesOldestFirstAndStaysAsQueued() {
        var room = WaitingRoom()
        #expect(room.put("young", entry(due: .at(10), changed: 9)) == true)
        #expect(room.put("old", entry(due: .at(20), changed: 1)) == true)
        #expect(room.put("later", entry(due: .at(30))) == true)
        #expect(room.put("never", entry(due: nil)) == true)
        #expect(room.nextDue == .at(10))
        #expect(room.due(at: .at(9)).isEmpty)
        #expect(room.due(at: .at(20)).map(\.path.text) == ["old", "young"])
        #expect(room.count == 4)
        #expect(room["old"]?.isQueued == true && room["old"]?.due == nil)
        #expect(room["later"]?.isQueued == false)
        #expect(room.nextDue == .at(30))
        #expect(room.due(at: .at(29)).isEmpty)
        #expect(room.due(at: .at(100)).map(\.path.text) == ["later"])
        #expect(room.nextDue == nil)
        #expect(room.due(at: .distantFuture).isEmpty)
    }

    @Test func aCandidateKnowsWhatTheEntryKnew() {
        var room = WaitingRoom()
        let sighting = Candidate.Sighting(status: .file(modified: 1, changed: 2), at: .at(3))
        var known = entry(due: .at(5), changed: 7)
        known.sighting = sighting
        #expect(room.put("a", known) == true)
        #expect(room.due(at: .at(5)) == [Candidate(path: "a", changed: 7, sighting: sighting)])
    }

    @Test func putAnewReplacesAndMayComeSooner() {
        var room = WaitingRoom()
        #expect(room.put("a", entry(due: .at(50))) == true)
        #expect(room.put("a", entry(due: .at(5), reason: .empty)) == true)
        #expect(room.count == 1 && room["a"]?.reason == .empty)
        #expect(room.nextDue == .at(5))
    }

    /// The bound may be early, never late.
    @Test func nextDueIsNeverLate() {
        var room = WaitingRoom()
        #expect(room.put("a", entry(due: .at(5))) == true)
        #expect(room.put("b", entry(due: .at(9))) == true)
        room.remove("a")
        #expect(room.nextDue ?? .distantFuture <= .at(9))
        #expect(room.due(at: .at(9)).map(\.path.text) == ["b"])
        room.remove("b")
        #expect(room.nextDue == nil && room.count == 0)
    }

    /// One source gets half of the room, and then only whom it knows; another still finds some.
    @Test func aSourceThatHasItsShareTakesOnlyWhomItKnows() {
        var room = WaitingRoom()
        for i in 0..<WaitingRoom.capacity { _ = room.put(.of("f\(i)"), entry(due: nil)) }
        #expect(room.count == WaitingRoom.capacity / 2 && !room.hasRoom(for: .root))
        #expect(room.put("one more", entry(due: .at(1))) == false)
        #expect(room["one more"] == nil && room.nextDue == nil)
        #expect(room.put("f7", entry(due: .at(2))) == true)
        #expect(room.nextDue == .at(2))
        #expect(room.hasRoom(for: "wire"))
        #expect(room.put("wire/x", entry(due: nil)) == true)
        room.remove("wire/x")
        room.remove("f7")
        #expect(room.put("one more", entry(due: .at(1))) == true)
        #expect(room.count == WaitingRoom.capacity / 2)
    }

    @Test(arguments: [
        ("", ["a", "ab/x", "b/c/d"]), ("b", ["b/c/d"]), ("b/c", ["b/c/d"]), ("a", ["a"]), ("c", []),
    ])
    func whatAListingDoesNotSeeIsGone(folder: String, taken: [String]) {
        var room = WaitingRoom()
        for path in ["a", "ab/x", "b/x", "b/c/d"] { #expect(room.put(.of(path), entry(due: .at(1))) == true) }
        #expect(room.put("kept", entry(due: nil, place: .archive)) == true)
        room.beginListing()
        #expect(room.seen("b/x", changed: 0, at: .at(2)) == .waiting && room.seen("new", changed: 0, at: .at(2)) == nil)
        let before = Set(room.entries.keys)
        room.endListing(of: .of(folder))
        #expect(before.subtracting(room.entries.keys).map(\.text).sorted() == taken)
        #expect(room.count == 5 - taken.count)
        #expect(room["kept"] != nil)
    }

    @Test func oldestIsByChange() {
        var room = WaitingRoom()
        #expect(room.oldest == nil)
        #expect(room.put("a", entry(due: nil, changed: 5)) == true)
        #expect(room.put("b", entry(due: nil, changed: 3)) == true)
        #expect(room.oldest?.path == "b")
    }
}
