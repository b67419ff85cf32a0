import Host
import Testing

@testable import Intake

@Suite struct ReadyListTests {
    @Test func emptyListHasNothing() {
        var list = ReadyList(capacity: 100)
        list.finish()
        #expect(list.isEmpty && list.first == nil && list.all.isEmpty && !list.isPartial)
        #expect(list.popFirst() == nil)
    }

    @Test func oldestFirstThenFolderThenName() {
        var list = ReadyList.of([("z/b", 1), ("z/a", 1), ("y/c", 1), ("x", 0), ("y/c", 0)])
        #expect(list.count == 5)
        #expect(list.first == Candidate("x", 0))
        #expect(list.all.map(\.path.text) == ["x", "y/c", "y/c", "z/a", "z/b"])
        var popped: [String] = []
        while let next = list.popFirst() { popped.append(next.path.text) }
        #expect(popped == ["x", "y/c", "y/c", "z/a", "z/b"])
        #expect(list.isEmpty)
    }

    /// Only the oldest are kept, whatever order the folder is listed in, and it is told that there were more.
    @Test(arguments: [1, 2, 3, 7, 100], [0, 1, 2])
    func theOldestAreKept(capacity: Int, order: Int) {
        let moments: [Int64] = order == 0 ? Array(0..<50) : order == 1 ? Array((0..<50).reversed()) : (0..<50).map { $0 * 37 % 50 }
        let list = ReadyList.of(moments.map { ("f\($0)", $0) }, capacity: capacity)
        #expect(list.all.map(\.changed) == Array((0..<50).prefix(capacity)))
        #expect(list.all.map(\.path.text) == (0..<50).prefix(capacity).map { "f\($0)" })
        #expect(list.isPartial == (capacity < 50))
        #expect(list.beyond == max(0, 50 - capacity))
        #expect(list.youngest?.changed == (capacity < 50 ? Int64(capacity) - 1 : nil))
    }

    /// Of a moment shared by many, as by the links of one file, the first paths are kept, over all folders.
    @Test(arguments: [1, 2, 3, 7, 30])
    func equalMomentsAreKeptByPath(capacity: Int) {
        let folders = ["a/b", "a", "c", "a/b/c"]
        let paths: [String] = (0..<60).map { number in "\(folders[number % 4])/\(100 + number * 37 % 60)" }
        let list = ReadyList.of(paths.map { (path: $0, changed: 7) }, capacity: capacity)
        let sorted = paths.sorted()
        #expect(list.all.map(\.path.text) == Array(sorted.prefix(capacity)))
        #expect(list.beyond == 60 - capacity && list.youngest?.path.text == sorted[capacity - 1])
    }

    @Test func aListThatIsCutLaterKeepsItsTurn() {
        var list = ReadyList.of((0..<20).map { ("d/\($0)", Int64($0)) }, capacity: 12)
        #expect(list.popFirst()?.changed == 0 && list.popFirst()?.changed == 1)
        list.limit(to: 4)
        #expect(list.all.map(\.changed) == [2, 3, 4, 5] && list.beyond == 14 && list.youngest?.changed == 5)
        list.limit(to: 100)
        #expect(list.count == 4)
        list.removeAll { $0.changed == 3 }
        #expect(list.all.map(\.changed) == [2, 4, 5])
    }

    @Test func exactlyAsManyAsFitIsNotPartial() {
        #expect(!ReadyList.of([("a", 1), ("b", 2)], capacity: 2).isPartial)
        #expect(ReadyList.of([("a", 1), ("b", 2), ("c", 3)], capacity: 2).isPartial)
    }

    @Test(arguments: [1, 127, 128, 254, 255])
    func namesOfEveryLength(length: Int) throws {
        let name = try #require(RelativePath(bytes: [UInt8](repeating: 0xFE, count: length)))
        var list = ReadyList(capacity: 2)
        list.enter("deep/folder")
        for changed in [3, 2, 1, 4, 5] as [Int64] { list.add(name, changed: changed) }
        list.finish()
        #expect(list.all.map(\.changed) == [1, 2])
        #expect(list.first?.path == RelativePath.of("deep/folder").appending(name))
    }

    /// Byte order, not that of text: names need not be text.
    @Test func namesAreBytes() throws {
        let names: [[UInt8]] = [[0xFF], [0x61], [0xC3, 0xA9], [0x0A]]
        var list = ReadyList(capacity: 100)
        list.enter(.root)
        for name in names { list.add(try #require(RelativePath(bytes: name)), changed: 0) }
        list.finish()
        #expect(list.all.map(\.path.bytes) == [[0x0A], [0x61], [0xC3, 0xA9], [0xFF]])
    }

    @Test func aFolderMayBeEnteredAgain() {
        let list = ReadyList.of([("a/1", 1), ("b/1", 2), ("a/2", 3), ("a/3", 4)])
        #expect(list.all.map(\.path.text) == ["a/1", "b/1", "a/2", "a/3"])
    }

    @Test func popsGoOnWithWhatIsLeft() {
        var list = ReadyList.of([("a", 1), ("b", 2), ("c", 3)])
        #expect(list.popFirst()?.path == "a")
        #expect(list.count == 2 && list.first?.path == "b")
        #expect(list.all.map(\.path.text) == ["b", "c"])
    }
}
