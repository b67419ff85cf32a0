import Host
import SimHost
import SystemPackage
import Testing

@Suite struct ContentCrashTests {
    @Test(arguments: CrashModel.allCases)
    func syncedBytesSurviveAndOthersMayGo(_ model: CrashModel) throws {
        var lengths: Set<Int> = []
        var foreign = 0
        for seed in 0..<300 as Range<UInt64> {
            let bench = Bench(seed: seed, model: model)
            try bench.create("store/a", "durable.", synced: true)
            try bench.sync("store")
            try bench.append("pending!", to: "store/a")
            bench.powerCut()
            let text = try #require(bench.world.sight("store/a")).bytes
            #expect(text.starts(with: bytes("durable.")))
            #expect(text.count <= 16)
            lengths.insert(text.count)
            if !bytes("durable.pending!").starts(with: text) { foreign += 1 }
        }
        #expect(lengths.count == 9)
        #expect(foreign > 0)
    }

    @Test func aKilledProcessLosesNothing() throws {
        let bench = Bench()
        try bench.create("store/a", "text")
        bench.world.crash(.kill)
        bench.world.reboot()
        #expect(bench.text("store/a") == "text")
        bench.powerCut()
        #expect(bench.text("store/a") != "text" || bench.world.durableBytes("store/a") == bytes("text"))
    }

    @Test func aCutFileHasItsOldOrItsNewEnd() throws {
        var seen: Set<String> = []
        for seed in 0..<200 as Range<UInt64> {
            let bench = Bench(seed: seed, model: .ordered)
            try bench.create("store/a", "0123456789", synced: true)
            try bench.sync("store")
            try bench.volume.truncate(try bench.open("store/a", .edit), to: 4)
            bench.powerCut()
            seen.insert(bench.text("store/a") ?? "-")
        }
        #expect(seen == ["0123456789", "0123"])
    }

    @Test func whatIsWrittenAgainAfterAFailedSyncIsOnTheMedium() throws {
        for seed in 0..<50 as Range<UInt64> {
            let bench = Bench(seed: seed)
            try bench.create("store/a", "first.", synced: true)
            try bench.sync("store")
            let file = try bench.open("store/a", .edit)
            try bench.volume.append(bytes("second").span, to: file)
            bench.world.set(FaultPlan([.init([.sync], nth: 1, errno: .ioError)]))
            #expect(bench.errno { () throws(Fault) in try bench.volume.syncData(file) } == .ioError)
            try bench.volume.overwrite(bytes("second").span, at: 6, in: file)
            try bench.volume.syncData(file)
            bench.powerCut()
            #expect(bench.text("store/a") == "first.second")
        }
    }

    @Test func aSecondSyncAfterAFailedOneProvesNothing() throws {
        var lost = 0
        for seed in 0..<50 as Range<UInt64> {
            let bench = Bench(seed: seed)
            try bench.create("store/a", "first.", synced: true)
            try bench.sync("store")
            let file = try bench.open("store/a", .append)
            try bench.volume.append(bytes("second").span, to: file)
            bench.world.set(FaultPlan([.init([.sync], nth: 1, errno: .ioError)]))
            #expect(bench.errno { () throws(Fault) in try bench.volume.syncData(file) } == .ioError)
            #expect(bench.errno { () throws(Fault) in try bench.volume.syncData(file) } == nil)
            #expect(bench.text("store/a") == "first.second")
            bench.powerCut()
            let text = try #require(bench.world.sight("store/a")).bytes
            #expect(text.starts(with: bytes("first.")))
            #expect(text.count == 12)
            if text != bytes("first.second") { lost += 1 }
        }
        #expect(lost > 25)
    }

    @Test func overwritingInPlaceIsLostOrKept() throws {
        var seen: Set<String> = []
        for seed in 0..<200 as Range<UInt64> {
            let bench = Bench(seed: seed)
            bench.world.act(.copyIn("inbox/a", bytes("aaaa")))
            bench.world.writeBack()
            bench.world.act(.open(writer: 1, "inbox/a", truncating: false))
            bench.world.act(.overwrite(writer: 1, at: 1, bytes("bb")))
            bench.world.act(.close(writer: 1))
            bench.powerCut()
            seen.insert(bench.text("inbox/a") ?? "-")
        }
        #expect(seen == ["aaaa", "abaa", "abba"])
    }

    @Test func syncingTheVolumeMakesAllDurable() throws {
        for seed in 0..<20 as Range<UInt64> {
            let bench = Bench(seed: seed)
            try bench.create("store/a", "one")
            bench.world.act(.copyIn("inbox/b", bytes("two")))
            try bench.volume.syncVolume(try bench.folder("store"))
            bench.powerCut()
            #expect(bench.text("store/a") == "one")
            #expect(bench.text("inbox/b") == "two")
        }
    }

    @Test func handlesDieWithTheMachine() throws {
        let bench = Bench()
        try bench.create("store/a", "one", synced: true)
        try bench.sync("store")
        let file = try bench.open("store/a", .append)
        bench.world.crash(.powerCut)
        #expect(bench.errno { () throws(Fault) in try bench.volume.syncData(file) } == .ioError)
        bench.world.reboot()
        #expect(bench.errno { () throws(Fault) in try bench.volume.syncData(file) } == .badFileDescriptor)
        #expect(bench.world.openHandles == 0)
    }
}
