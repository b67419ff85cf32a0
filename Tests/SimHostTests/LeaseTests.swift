import Host
import SimHost
import SystemPackage
import Testing

@Suite struct LeaseTests {
    @Test func grantedOnlyWhenNobodyWrites() throws {
        let bench = Bench()
        bench.world.act(.open(writer: 1, "inbox/a", truncating: true))
        bench.world.act(.write(writer: 1, bytes("one")))
        let file = try bench.open("inbox/a", .read)
        #expect(try bench.volume.takeLease(file) == .busy)
        bench.world.act(.close(writer: 1))
        #expect(try bench.volume.takeLease(file) == .granted)
        #expect(try bench.volume.leaseHolds(file))
    }

    @Test func aWriterWaitsAndThenWritesToTheFileWhereverItIs() throws {
        let bench = Bench()
        bench.world.act(.copyIn("inbox/a", bytes("one")))
        let file = try bench.open("inbox/a", .read)
        #expect(try bench.volume.takeLease(file) == .granted)
        try bench.rename("inbox/a", to: "store/a")
        #expect(bench.world.act(.open(writer: 1, "store/a", truncating: true)))
        #expect(bench.world.act(.write(writer: 1, bytes("two"))))
        #expect(bench.world.act(.close(writer: 1)))
        #expect(bench.world.waitingWriters == 1)
        #expect(try !bench.volume.leaseHolds(file))
        #expect(bench.text("store/a") == "one")
        try bench.rename("store/a", to: "inbox/a")
        try bench.volume.releaseLease(file)
        #expect(bench.text("inbox/a") == "two")
        #expect(bench.world.waitingWriters == 0)
        #expect(try bench.volume.takeLease(file) == .granted)
    }

    @Test func closingOrDyingEndsTheLease() throws {
        let bench = Bench()
        bench.world.act(.copyIn("inbox/a", bytes("one")))
        do {
            let file = try bench.open("inbox/a", .read)
            #expect(try bench.volume.takeLease(file) == .granted)
            bench.world.act(.open(writer: 1, "inbox/a", truncating: false))
            bench.world.act(.write(writer: 1, bytes(" more")))
        }
        #expect(bench.text("inbox/a") == "one more")
        bench.world.act(.close(writer: 1))

        let file = try bench.open("inbox/a", .read)
        #expect(try bench.volume.takeLease(file) == .granted)
        bench.world.act(.open(writer: 2, "inbox/a", truncating: true))
        bench.world.crash(.kill)
        #expect(bench.text("inbox/a") == "")
    }

    @Test func ofOthersOnlyWithTheCapabilityAndOnlyWhereKnown() throws {
        let bench = Bench()
        bench.world.setUser(1000)
        bench.world.act(.copyIn("inbox/a", bytes("one")))
        let file = try bench.open("inbox/a", .read)
        #expect(try bench.volume.takeLease(file) == .notOwner)
        bench.world.setLeaseCapability(true)
        #expect(try bench.volume.takeLease(file) == .granted)
        try bench.volume.releaseLease(file)
        bench.world.change { $0.knowsLeases = false }
        #expect(try bench.volume.takeLease(file) == .unsupported)
    }

    @Test func locksExcludeAndNameTheHolder() throws {
        let bench = Bench()
        let first = try bench.folder("store")
        let second = try bench.folder("store")
        #expect(try bench.volume.lock(first))
        #expect(try bench.volume.lock(first))
        #expect(try !bench.volume.lock(second))
        #expect(bench.volume.lockHolder(second) != nil)
        #expect(!bench.world.lock("store", by: 77))
        bench.world.crash(.kill)
        bench.world.reboot()
        #expect(bench.world.lock("store", by: 77))
        let third = try bench.folder("store")
        #expect(try !bench.volume.lock(third))
        #expect(bench.volume.lockHolder(third) == 77)
    }
}
