import Host
import Ledger
import SimHost
import Testing

@testable import Intake

@Suite struct GenerationTests {
    @Test(arguments: [(1, "000001"), (42, "000042"), (999_999, "999999"), (1_000_000, "1000000"), (12_345_678, "12345678")])
    func names(number: Int, name: String) {
        #expect(Generation.name(number).text == name)
        #expect(Generation.number(.of(name)) == number)
    }

    @Test(arguments: [
        "1", "00001", "0000001", "000000", "-00001", "+00001", "00000a", " 00001", "000001.txt", "１２３４５６", "articles",
        "99999999999999999999",
    ])
    func otherNamesAreNone(name: String) { #expect(Generation.number(.of(name)) == nil) }

    private func generation(_ world: World, used: Set<RelativePath> = []) throws -> (Generation, SimVolume) {
        world.act(.makeFolder("000003"))
        world.writeBack()
        let volume = SimVolume(world)
        let folder = OpenFolder(try volume.openFolder(at: "/000003"))
        return (Generation(number: 3, folder: folder, used: used, on: volume), volume)
    }

    /// A line names its original for ever: the path is used up, also when the original has gone on.
    @Test func aPathIsUsedOnce() throws {
        var (generation, _) = try generation(World(seed: 1), used: ["lined"])
        #expect(generation.hasUsed("lined") && !generation.hasUsed("new"))
        generation.added("new")
        generation.adopted("found")
        #expect(generation.hasUsed("new") && generation.hasUsed("found"))
        generation.removed("new")
        #expect(!generation.hasUsed("new"))
        #expect(generation.room == Generation.capacity - 2)
        #expect(generation.original("a/b") == "000003/a/b")
    }

    @Test func roomIsNeverNegative() throws {
        let used = Set((0..<Generation.capacity + 5).map { RelativePath.of("f\($0)") })
        #expect(try generation(World(seed: 1), used: used).0.room == 0)
    }

    /// Folders on the way are made, and after a sync a power cut takes neither them nor the name.
    @Test(arguments: ["a.txt", "wire/a.txt", "wire/x/y/a.txt"])
    func namesAreDurableAfterASync(path: String) throws {
        let world = World(seed: 5)
        var (generation, volume) = try generation(world)
        world.act(.makeFolder("from"))
        world.act(.copyIn("from/a.txt", [65]))
        world.writeBack()
        let from = OpenFolder(try volume.openFolder(at: "/from"))
        let parent = try generation.parent(of: .of(path), on: volume)
        try volume.rename("a.txt", in: from.file, to: "a.txt", in: parent.file)
        generation.added(.of(path))
        try generation.sync(on: volume)
        world.crash(.powerCut)
        world.reboot()
        #expect(world.sight(RelativePath("000003/" + path) ?? .root) != nil)
    }

    @Test func strandedOnesAreHandedOutOnce() throws {
        var (generation, _) = try generation(World(seed: 1))
        generation.strand("a", nil)
        #expect(generation.isStranded("a") && !generation.isStranded("b"))
        #expect(generation.takeStranded().map(\.path) == ["a"])
        #expect(!generation.isStranded("a"))
        #expect(generation.takeStranded() == [])
    }
}

@Suite struct NewestGenerationTests {
    @Test func onlyANewerOneMovesTheStart() {
        let later = PerStream(repeating: Position(segment: 2, offset: 7))
        let end = PerStream(repeating: Position(segment: 3, offset: 0))
        var newest = NewestGeneration()
        #expect(newest.start(before: end) == end)
        #expect(newest.note("000002/a", before: later) == true)
        #expect(newest.number == 2 && newest.start(before: end) == later)
        #expect(newest.note("000002/b", before: PerStream(repeating: .start)) == false)
        #expect(newest.note("000001/b", before: PerStream(repeating: .start)) == false)
        #expect(newest.note("elsewhere/b", before: PerStream(repeating: .start)) == false)
        #expect(newest.number == 2 && newest.start(before: end) == later)
    }
}
