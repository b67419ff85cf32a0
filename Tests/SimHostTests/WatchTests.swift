import Host
import SimHost
import SystemPackage
import Testing

@Suite struct WatchTests {
    private func events(_ watcher: SimWatcher, limit: Int = 1000) throws -> [WatchEvent] {
        var queue: [WatchEvent] = []
        _ = try watcher.events(into: &queue, limit: limit)
        return queue
    }

    @Test func everyWayToArrive() throws {
        let bench = Bench()
        let watcher = SimWatcher(bench.world)
        let id = try watcher.watch(try bench.folder("inbox"))
        #expect(try watcher.watch(try bench.folder("inbox")) == id)
        let cases: [(UserAction, [WatchEvent])] = [
            (.copyIn("inbox/a", bytes("1")), [.name(id, "a", .created), .name(id, "a", .closed)]),
            (.moveIn("inbox/b", bytes("1")), [.name(id, "b", .moved)]),
            (.hardLink(from: "inbox/b", to: "inbox/c"), [.name(id, "c", .created)]),
            (.chmod("inbox/a", .none), [.name(id, "a", .attributes)]),
            (.touch("inbox/a"), [.name(id, "a", .attributes)]),
            (.makeFolder("inbox/d"), [.folder(id, "d")]),
            (.copyIn("inbox/d/e", bytes("1")), []),
            (.moveFolderIn("inbox/f", [.init("x/y", bytes("1"))]), [.folder(id, "f")]),
            (.rename(from: "inbox/a", to: "inbox/g"), [.name(id, "g", .moved)]),
            (.remove("inbox/g"), []),
            (.open(writer: 1, "inbox/b", truncating: true), []),
            (.write(writer: 1, bytes("2")), []),
            (.close(writer: 1), [.name(id, "b", .closed)]),
            (.special("inbox/p", .fifo, target: []), [.name(id, "p", .created)]),
        ]
        for (action, expected) in cases {
            #expect(bench.world.act(action), "\(action)")
            #expect(try events(watcher) == expected, "\(action)")
        }
        bench.world.act(.linkIn("inbox/q", bytes("1")))
        let ghost = try events(watcher)
        #expect(ghost.count == 1 && ghost != [.name(id, "q", .closed)])
        bench.world.act(.rename(from: "inbox", to: "outbox"))
        #expect(try events(watcher) == [.ended(id)])
    }

    @Test func aRenamedOpenFileReportsItsCloseWhereItIs() throws {
        let bench = Bench()
        let watcher = SimWatcher(bench.world)
        let id = try watcher.watch(try bench.folder("inbox"))
        bench.world.act(.open(writer: 1, "store/t", truncating: true))
        bench.world.act(.rename(from: "store/t", to: "inbox/t"))
        bench.world.act(.close(writer: 1))
        #expect(try events(watcher) == [.name(id, "t", .moved), .name(id, "t", .closed)])
    }

    @Test func theQueueOverflowsOnceAndGoesOn() throws {
        let bench = Bench()
        let watcher = SimWatcher(bench.world)
        let id = try watcher.watch(try bench.folder("inbox"))
        bench.world.setWatches(queue: 3)
        for number in 0..<9 { bench.world.act(.moveIn(RelativePath("inbox/\(number)") ?? .root, [1])) }
        var queue: [WatchEvent] = []
        #expect(try watcher.events(into: &queue, limit: 2))
        #expect(try !watcher.events(into: &queue, limit: 9))
        #expect(queue == [.name(id, "0", .moved), .name(id, "1", .moved), .name(id, "2", .moved), .overflow])
        bench.world.act(.moveIn("inbox/z", [1]))
        #expect(try events(watcher) == [.name(id, "z", .moved)])
    }

    @Test func limitsTroublesAndCrashes() throws {
        let bench = Bench()
        let watcher = SimWatcher(bench.world)
        bench.world.setWatches(limit: 1)
        let id = try watcher.watch(try bench.folder("inbox"))
        #expect(bench.errno { () throws(Fault) in _ = try watcher.watch(try bench.folder("store")) } == .noSpace)
        bench.world.setWatches(trouble: WatchTrouble(lost: 1000))
        bench.world.act(.moveIn("inbox/a", [1]))
        #expect(try events(watcher) == [])
        bench.world.setWatches(trouble: WatchTrouble(doubled: 1000))
        bench.world.act(.moveIn("inbox/b", [1]))
        #expect(try events(watcher) == [.name(id, "b", .moved), .name(id, "b", .moved)])
        bench.world.setWatches(trouble: WatchTrouble(late: 1000))
        bench.world.act(.moveIn("inbox/c", [1]))
        #expect(try events(watcher) == [])
        #expect(try events(watcher) == [.name(id, "c", .moved)])
        bench.world.crash(.kill)
        bench.world.reboot()
        #expect(bench.world.watched == 0)
    }
}
