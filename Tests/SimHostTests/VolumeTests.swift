import Host
import SimHost
import SystemPackage
import Testing

@Suite struct VolumeTests {
    @Test func aFullDiskTakesWhatFitsAndReservedSpaceStays() throws {
        let bench = Bench(device: Device(capacity: 100))
        try bench.create("store/a", "12345")
        let file = try bench.open("store/a", .append)
        try bench.volume.allocate(file, upTo: 20)
        #expect(bench.world.device().free == 80)
        #expect(bench.world.sight("store/a")?.status.size == 5)
        #expect(bench.world.act(.copyIn("inbox/b", [UInt8](repeating: 66, count: 200))) == false)
        #expect(bench.world.sight("inbox/b")?.status.size == 80)
        #expect(bench.world.device().free == 0)
        #expect(bench.errno { () throws(Fault) in try bench.volume.allocate(file, upTo: 21) } == .noSpace)
        try bench.volume.append([UInt8](repeating: 65, count: 15).span, to: file)
        #expect(bench.errno { () throws(Fault) in try bench.volume.append([1].span, to: file) } == .noSpace)
        #expect(bench.world.sight("store/a")?.status.size == 20)
        bench.world.act(.remove("inbox/b"))
        #expect(bench.world.device().free == 80)
        try bench.volume.append([1].span, to: file)
    }

    @Test func cuttingGivesReservedSpaceBack() throws {
        let bench = Bench(device: Device(capacity: 100))
        try bench.create("store/a", "12345")
        let file = try bench.open("store/a", .edit)
        try bench.volume.allocate(file, upTo: 50)
        try bench.volume.truncate(file, to: 2)
        #expect(bench.world.device().used == 2)
        bench.powerCut()
        #expect(bench.world.device().used == (bench.world.sight("store/a")?.status.size ?? 0))
    }

    @Test func aFileTakesItsSpaceUntilTheLastCloseOfIt() throws {
        let bench = Bench(device: Device(capacity: 100))
        try bench.create("store/a", "12345")
        do {
            let file = try bench.open("store/a", .read)
            try bench.volume.remove("a", in: try bench.folder("store"))
            #expect(bench.world.device().used == 5)
            var buffer: [UInt8] = []
            #expect(try bench.volume.read(file, at: 1, count: 3, into: &buffer) == 3)
            #expect(buffer == bytes("234"))
        }
        #expect(bench.world.device().used == 0)
    }

    @Test func readOnlyAndUnplugged() throws {
        let bench = Bench()
        try bench.create("store/a", "1")
        let store = try bench.folder("store")
        bench.world.change { $0.isReadOnly = true }
        #expect(bench.errno { () throws(Fault) in _ = try bench.open("store/a", .append) } == .readOnlyFileSystem)
        #expect(bench.errno { () throws(Fault) in _ = try bench.open("store/b", .create) } == .readOnlyFileSystem)
        #expect(bench.errno { () throws(Fault) in try bench.rename("store/a", to: "store/b") } == .readOnlyFileSystem)
        #expect(bench.errno { () throws(Fault) in try bench.volume.makeFolder("c", in: store) } == .readOnlyFileSystem)
        _ = try bench.open("store/a", .read)
        bench.world.change { $0.isUnplugged = true }
        #expect(bench.errno { () throws(Fault) in _ = try bench.volume.status(store) } == .noSuchAddressOrDevice)
    }

    @Test func whatIsNoFileIsToldApart() throws {
        let bench = Bench()
        for (name, kind) in [
            ("fifo", FileStatus.Kind.fifo), ("socket", .socket), ("device", .device), ("link", .symbolicLink),
        ] {
            let path = try #require(RelativePath("inbox/\(name)"))
            bench.world.act(.special(path, kind, target: bytes("a")))
            #expect(try bench.volume.status(path, in: try bench.folder("")).kind == kind)
        }
        bench.world.act(.copyIn("inbox/a", bytes("1")))
        #expect(bench.errno { () throws(Fault) in _ = try bench.open("inbox/link", .read) } == .tooManySymbolicLinkLevels)
        #expect(bench.errno { () throws(Fault) in _ = try bench.open("inbox/socket", .read) } == .noSuchAddressOrDevice)
        #expect(bench.errno { () throws(Fault) in _ = try bench.open("inbox/none", .read) } == .noSuchFileOrDirectory)
        #expect(bench.errno { () throws(Fault) in _ = try bench.open("inbox/a/b", .read) } == .notDirectory)
        #expect(bench.errno { () throws(Fault) in _ = try bench.open("inbox/a", .create) } == .fileExists)
        _ = try bench.open("inbox/fifo", .read)
        let inbox = try bench.open("inbox", .read)
        var buffer: [UInt8] = []
        #expect(bench.errno { () throws(Fault) in _ = try bench.volume.read(inbox, at: 0, count: 1, into: &buffer) } == .isDirectory)
    }

    @Test func linksInTheSettingsPathAreFollowedAndBelowItNot() throws {
        let bench = Bench()
        bench.world.act(.special("here", .symbolicLink, target: bytes("/store")))
        bench.world.act(.special("loop", .symbolicLink, target: bytes("loop")))
        _ = try bench.folder("here")
        #expect(bench.errno { () throws(Fault) in _ = try bench.folder("loop") } == .tooManySymbolicLinkLevels)
        let root = try bench.folder("")
        #expect(bench.errno { () throws(Fault) in _ = try bench.volume.openFolder("here", in: root) } == .tooManySymbolicLinkLevels)
    }

    @Test func rights() throws {
        let bench = Bench()
        bench.world.act(.copyIn("inbox/a", bytes("1")))
        bench.world.act(.chmod("inbox/a", .none))
        #expect(bench.errno { () throws(Fault) in _ = try bench.open("inbox/a", .read) } == .permissionDenied)
        bench.world.act(.chmod("inbox/a", .all))
        bench.world.act(.chmod("inbox", Rights(write: false)))
        #expect(bench.errno { () throws(Fault) in try bench.rename("inbox/a", to: "store/a") } == .permissionDenied)
        bench.world.act(.chmod("inbox", Rights(search: false)))
        #expect(bench.errno { () throws(Fault) in _ = try bench.open("inbox/a", .read) } == .permissionDenied)
    }

    @Test func mountsAreFilesystemsOfTheirOwn() throws {
        let bench = Bench()
        let number = try #require(bench.world.mount(Device(capacity: 10), at: "inbox"))
        bench.world.act(.copyIn("inbox/a", bytes("1")))
        #expect(bench.errno { () throws(Fault) in try bench.rename("inbox/a", to: "store/a") } == .improperLink)
        let inbox = try bench.folder("inbox")
        #expect(try bench.volume.space(inbox).total == 10)
        bench.world.unmount(number)
        #expect(bench.world.sight("inbox/a") == nil)
        #expect(try bench.volume.status("a", in: inbox).size == 1)
    }

    @Test func namesAreBytesAndListingsComeInNoOrder() throws {
        let bench = Bench()
        let odd = try #require(RelativePath(bytes: bytes("inbox/") + [0xFF, 10, 0x80]))
        let long = try #require(RelativePath("inbox/" + String(repeating: "x", count: 256)))
        #expect(bench.world.act(.copyIn(odd, bytes("1"))))
        #expect(!bench.world.act(.copyIn(long, bytes("1"))))
        for number in 0..<50 { bench.world.act(.copyIn(RelativePath("inbox/n\(number)") ?? .root, [1])) }
        var names: [RelativePath] = []
        try bench.volume.list(try bench.folder("inbox")) { entry in
            names.append(entry.name)
            return true
        }
        #expect(names.count == 51)
        #expect(names.contains(odd.last))
        #expect(names != names.sorted())
    }

    @Test func timesTickCoarselyAndTheWallJumps() throws {
        let bench = Bench()
        let time = SimTime(bench.world)
        bench.world.act(.copyIn("inbox/a", bytes("1")))
        bench.world.act(.copyIn("inbox/b", bytes("1")))
        let first = try #require(bench.world.sight("inbox/a")).status.modified
        #expect(bench.world.sight("inbox/b")?.status.modified == first)
        let (monotonic, wall) = (time.monotonic, time.wall)
        bench.world.turn(by: .seconds(1))
        bench.world.jump(by: .seconds(-3600))
        #expect(time.monotonic - monotonic == .seconds(1))
        #expect(time.wall - wall == -3599 * 1_000_000_000)
        bench.world.act(.copyIn("inbox/c", bytes("1")))
        #expect((bench.world.sight("inbox/c")?.status.modified ?? .max) < first)
    }

    @Test func movesAndRemovalsOfTheDaemonAreKept() throws {
        let bench = Bench()
        bench.world.act(.copyIn("inbox/a", bytes("1")))
        try bench.rename("inbox/a", to: "store/a")
        try bench.volume.remove("a", in: try bench.folder("store"))
        #expect(bench.world.moves.map(\.from) == ["inbox/a"])
        #expect(bench.world.moves.map(\.to) == ["store/a"])
        #expect(bench.world.removals == ["store/a"])
    }
}
