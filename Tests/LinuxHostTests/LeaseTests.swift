import Glibc
import Host
import SystemPackage
import Testing

@testable import LinuxHost

/// What the daemon relies on to know that a file is complete, on this kernel and on each kind of filesystem at hand.
@Suite struct LeaseTests {
    @Test(arguments: TemporaryFolder.places)
    func busyWhileAWriterHasItGrantedAfterwards(_ place: String) throws {
        let root = try TemporaryFolder(in: place)
        let folder = try root.open()
        guard try root.volume.traits(folder).leasesTell else { return }
        let writer = try root.holdOpen("file", "text")
        let file = try root.volume.open("file", in: folder, .read)
        #expect(try root.volume.takeLease(file) == .busy)
        writer.close()
        #expect(try root.volume.takeLease(file) == .granted)
        #expect(try root.volume.leaseHolds(file))
        try root.volume.releaseLease(file)
        #expect(try root.volume.leaseHolds(file) == false)
    }

    @Test(arguments: TemporaryFolder.places)
    func busyWhileAWritableMappingExists(_ place: String) throws {
        let root = try TemporaryFolder(in: place)
        let folder = try root.open()
        guard try root.volume.traits(folder).leasesTell else { return }
        let writer = try root.holdOpen("file", "text")
        let memory = unsafe mmap(nil, 4, PROT_READ | PROT_WRITE, MAP_SHARED, writer.number, 0)
        writer.close()
        let file = try root.volume.open("file", in: folder, .read)
        #expect(try root.volume.takeLease(file) == .busy)
        unsafe munmap(memory, 4)
        #expect(try root.volume.takeLease(file) == .granted)
    }

    @Test func readersDoNotMatter() throws {
        let root = try TemporaryFolder()
        let folder = try root.open()
        try root.write("file")
        let reader = try root.volume.open("file", in: folder, .read)
        let file = try root.volume.open("file", in: folder, .read)
        #expect(try root.volume.takeLease(file) == .granted)
        let third = try root.volume.open("file", in: folder, .read)
        #expect(try root.volume.leaseHolds(file))
        #expect(reader.handle != third.handle)
    }

    @Test func itHoldsWhileTheFileIsMoved() throws {
        let root = try TemporaryFolder()
        let folder = try root.open()
        try root.write("file")
        let file = try root.volume.open("file", in: folder, .read)
        #expect(try root.volume.takeLease(file) == .granted)
        try root.volume.rename("file", in: folder, to: "moved", in: folder)
        #expect(try root.volume.leaseHolds(file))
    }

    @Test func aWriterThatDoesNotWaitIsTurnedAwayAndSeen() throws {
        let root = try TemporaryFolder()
        let folder = try root.open()
        try root.write("file")
        let file = try root.volume.open("file", in: folder, .read)
        #expect(try root.volume.takeLease(file) == .granted)
        #expect(errno { () throws(Fault) in _ = try root.volume.open("file", in: folder, .append) } == .wouldBlock)
        #expect(try root.volume.leaseHolds(file) == false)
        try root.volume.releaseLease(file)
        _ = try root.volume.open("file", in: folder, .append)
    }

    @Test func aWriterThatWaitsIsSeenAndLetIn() throws {
        let root = try TemporaryFolder()
        let folder = try root.open()
        try root.write("file", "old")
        let file = try root.volume.open("file", in: folder, .read)
        #expect(try root.volume.takeLease(file) == .granted)
        let path = "\(root.path)/file"
        let writer = try TestThread {
            let number = unsafe path.withCString { unsafe Glibc.open($0, O_WRONLY | O_TRUNC) }
            defer { _ = close(number) }
            return unsafe write(number, "new", 3) == 3
        }
        while try root.volume.leaseHolds(file) { sched_yield() }
        // It still waits: what is read is whole.
        #expect(try root.volume.text("file", in: folder) == "old")
        try root.volume.releaseLease(file)
        #expect(writer.join() == true)
        #expect(try root.volume.text("file", in: folder) == "new")
    }

    @Test func closingEndsIt() throws {
        let root = try TemporaryFolder()
        let folder = try root.open()
        try root.write("file")
        do {
            let file = try root.volume.open("file", in: folder, .read)
            #expect(try root.volume.takeLease(file) == .granted)
        }
        _ = try root.volume.open("file", in: folder, .append)
    }

    @Test func whatHasNoLeases() throws {
        let root = try TemporaryFolder()
        let folder = try root.open()
        unsafe mkfifo("\(root.path)/fifo", 0o644)
        let fifo = try root.volume.open("fifo", in: folder, .read)
        #expect(try root.volume.takeLease(fifo) == .unsupported)
        #expect(try root.volume.takeLease(folder) == .unsupported)
        #expect(try root.volume.leaseHolds(fifo) == false)
        try root.volume.releaseLease(fifo)
    }
}

@Suite struct LockTests {
    @Test(arguments: TemporaryFolder.places)
    func oneHolderAndItsName(_ place: String) throws {
        let root = try TemporaryFolder(in: place)
        let second = try root.open()
        #expect(root.volume.lockHolder(second) == nil)
        do {
            let first = try root.open()
            #expect(try root.volume.lock(first))
            #expect(try root.volume.lock(first))
            #expect(try root.volume.lock(second) == false)
            #expect(root.volume.lockHolder(second) == getpid())
        }
        #expect(try root.volume.lock(second))
    }

    /// (line, process, device, inode), as Linux 6 writes them; nil process for lines that name no holder.
    @Test(arguments: [
        ("1: FLOCK  ADVISORY  WRITE 734 fe:00:1837 0 EOF", 734, "254:0", 1837),
        ("12: FLOCK  ADVISORY  WRITE 1 103:1f:9 0 EOF", 1, "259:31", 9),
        ("2: -> FLOCK  ADVISORY  WRITE 735 fe:00:1837 0 EOF", nil, "", 0),
        ("3: POSIX  ADVISORY  WRITE 736 fe:00:1837 0 EOF", nil, "", 0),
        ("4: LEASE  ACTIVE    READ 736 fe:00:1837 0 EOF", nil, "", 0),
        ("5: FLOCK  ADVISORY  WRITE 0 fe:00:1837 0 EOF", nil, "", 0),
        ("6: FLOCK  ADVISORY  WRITE 736 <none>:0 0 EOF", nil, "", 0),
        ("", nil, "", 0), ("FLOCK", nil, "", 0), ("7: FLOCK ADVISORY WRITE 1 a:b", nil, "", 0),
        ("8: FLOCK ADVISORY WRITE 99999999999 fe:00:1 0 EOF", nil, "", 0),
    ] as [(String, Int32?, String, UInt64)])
    func linesOfTheTable(_ line: String, _ process: Int32?, _ device: String, _ inode: UInt64) {
        let lock = HeldLock(line: line[...])
        #expect(lock?.process == process)
        if let lock { #expect(lock.device == device && lock.inode == inode) }
    }
}

@Suite struct FilesystemTests {
    @Test func spaceIsSane() throws {
        let root = try TemporaryFolder()
        let space = try root.volume.space(try root.open())
        #expect(space.total > 0 && space.free >= 0 && space.free <= space.total)
    }

    @Test func memoryIsTmpfsAndTellsAll() throws {
        let root = try TemporaryFolder(in: "/dev/shm")
        #expect(try root.volume.traits(try root.open()) == FilesystemTraits(name: "tmpfs", leasesTell: true, watchesTell: true))
    }

    /// (magic, name, leases, watches)
    @Test(arguments: [
        (0xEF53, "ext4", true, true), (0x5846_5342, "xfs", true, true), (0x9123_683E, "btrfs", true, true),
        (0xF2F5_2010, "f2fs", true, true), (0x794C_7630, "overlay", false, true), (0x6573_5546, "fuse", false, false),
        (0x6969, "nfs", false, false), (0xFF53_4D42, "cifs", false, false), (0xFE53_4D42, "cifs", false, false),
        (0x0102_1997, "9p", false, false), (0x1234_ABCD, "unknown (0x1234abcd)", false, false),
    ] as [(UInt32, String, Bool, Bool)])
    func whatIsBelieved(_ magic: UInt32, _ name: String, _ leases: Bool, _ watches: Bool) {
        #expect(FilesystemTraits(magic: magic) == FilesystemTraits(name: name, leasesTell: leases, watchesTell: watches))
    }
}
