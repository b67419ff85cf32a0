import Host
import SimHost
import SystemPackage
import Testing

@Suite struct NameCrashTests {
    @Test(arguments: CrashModel.allCases)
    func aNewNameNeedsItsFolderSynced(_ model: CrashModel) throws {
        var kept = 0
        for seed in 0..<100 as Range<UInt64> {
            let bench = Bench(seed: seed, model: model)
            try bench.create("store/a", "one", synced: true)
            #expect(bench.world.durableBytes("store/a") == nil)
            bench.powerCut()
            if bench.text("store/a") == "one" { kept += 1 }
        }
        #expect(kept > 10 && kept < 90)

        let bench = Bench(model: model)
        try bench.create("store/a", "one", synced: true)
        try bench.sync("store")
        #expect(bench.world.durableBytes("store/a") == bytes("one"))
        bench.powerCut()
        #expect(bench.text("store/a") == "one")
    }

    @Test(arguments: CrashModel.allCases)
    func aRenameBetweenFoldersNeverLosesOrDoubles(_ model: CrashModel) throws {
        var places: Set<String> = []
        for seed in 0..<200 as Range<UInt64> {
            let bench = Bench(seed: seed, model: model)
            bench.world.act(.copyIn("inbox/a", bytes("one")))
            bench.world.writeBack()
            try bench.volume.makeFolder("g1", in: try bench.folder("store"))
            try bench.rename("inbox/a", to: "store/g1/a")
            if seed % 3 == 0 { try bench.sync("inbox") }
            if seed % 3 == 1 { try bench.sync("store/g1") }
            bench.powerCut()
            let found = bench.world.sights(below: .root).filter { $0.kind == .regular }
            #expect(found.map { $0.bytes } == [bytes("one")])
            let place = found.first?.path.text ?? "-"
            if seed % 3 < 2 { #expect(place == "store/g1/a") }
            places.insert(place)
        }
        #expect(places == ["inbox/a", "store/g1/a"])
    }

    @Test func orderedKeepsAPrefixAndAdversarialKeepsEachFoldersOrder() throws {
        var sets: [CrashModel: Set<String>] = [:]
        for model in CrashModel.allCases {
            for seed in 0..<400 as Range<UInt64> {
                let bench = Bench(seed: seed, model: model)
                try bench.create("inbox/1", "")
                try bench.create("store/2", "")
                try bench.create("inbox/3", "")
                bench.powerCut()
                let names = bench.world.sights(below: .root).filter { $0.kind == .regular }.map(\.path.last.text)
                sets[model, default: []].insert(names.sorted().joined())
            }
        }
        #expect(sets[.ordered] == ["", "1", "12", "123"])
        #expect(sets[.adversarial] == ["", "1", "2", "12", "13", "123"])
    }

    @Test func syncingANewFolderDoesNotMakeItsOwnNameDurable() throws {
        var lost = 0
        for seed in 0..<50 as Range<UInt64> {
            let bench = Bench(seed: seed, model: .adversarial)
            try bench.volume.makeFolder("new", in: try bench.folder("store"))
            try bench.create("store/new/a", "one", synced: true)
            try bench.sync("store/new")
            bench.powerCut()
            if bench.text("store/new/a") == nil { lost += 1 }
        }
        #expect(lost > 5)

        let bench = Bench(model: .adversarial)
        try bench.volume.makeFolder("new", in: try bench.folder("store"))
        try bench.create("store/new/a", "one", synced: true)
        try bench.sync("store/new")
        try bench.sync("store")
        bench.powerCut()
        #expect(bench.text("store/new/a") == "one")
    }

    @Test func aRemovalMayComeBackUntilItIsSynced() throws {
        var back = 0
        for seed in 0..<50 as Range<UInt64> {
            let bench = Bench(seed: seed)
            try bench.create("store/a", "one", synced: true)
            try bench.sync("store")
            try bench.volume.remove("a", in: try bench.folder("store"))
            if seed % 2 == 0 { try bench.sync("store") }
            bench.powerCut()
            if bench.text("store/a") == "one" {
                back += 1
                #expect(seed % 2 == 1)
            }
        }
        #expect(back > 5)
    }

    @Test func replacingIsAtomic() throws {
        var seen: Set<String> = []
        for seed in 0..<50 as Range<UInt64> {
            let bench = Bench(seed: seed)
            try bench.create("store/a", "old", synced: true)
            try bench.sync("store")
            try bench.create("store/b", "new", synced: true)
            try bench.volume.replace("a", with: "b", in: try bench.folder("store"))
            bench.powerCut()
            seen.insert(bench.text("store/a") ?? "-")
        }
        #expect(seen == ["old", "new"])
    }

    @Test func inodeNumbersComeBackOnlyWhenTheMediumForgotThem() throws {
        let bench = Bench()
        try bench.create("store/a", "one")
        let first = try #require(bench.world.sight("store/a")).status.inode
        try bench.volume.remove("a", in: try bench.folder("store"))
        try bench.create("store/b", "two")
        #expect(bench.world.sight("store/b")?.status.inode != first)
        bench.world.writeBack()
        try bench.create("store/c", "three")
        #expect(bench.world.sight("store/c")?.status.inode == first)
    }
}
