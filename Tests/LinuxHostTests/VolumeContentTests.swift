import Glibc
import Host
import SystemPackage
import Testing

@testable import LinuxHost

@Suite struct VolumeContentTests {
    let root: TemporaryFolder
    init() throws { root = try TemporaryFolder() }

    @Test func readsAnywhereAndAppendsToTheBuffer() throws {
        try root.write("file", "0123456789")
        let folder = try root.open()
        let file = try root.volume.open("file", in: folder, .read)
        var buffer = Array("> ".utf8)
        #expect(try root.volume.read(file, at: 4, count: 3, into: &buffer) == 3)
        #expect(buffer == Array("> 456".utf8))
        #expect(try root.volume.read(file, at: 8, count: 1 << 20, into: &buffer) == 2)
        #expect(try root.volume.read(file, at: 10, count: 5, into: &buffer) == 0)
        #expect(try root.volume.read(file, at: 99, count: 5, into: &buffer) == 0)
        #expect(try root.volume.read(file, at: 0, count: 0, into: &buffer) == 0)
        #expect(buffer == Array("> 45689".utf8))
    }

    @Test func aFolderCannotBeRead() throws {
        let folder = try root.open()
        var buffer: [UInt8] = [1]
        #expect(throws: Fault(.read, .isDirectory, root.path)) {
            _ = try root.volume.read(folder, at: 0, count: 10, into: &buffer)
        }
        #expect(buffer == [1])
    }

    @Test func appendsAtTheEndWhateverItIs() throws {
        let folder = try root.open()
        let file = try root.volume.open("file", in: folder, .create)
        let other = try root.volume.open("file", in: folder, .append)
        for (which, text) in [(0, "one "), (1, "two "), (0, ""), (0, "three")] {
            let bytes = Array(text.utf8)
            if which == 0 { try root.volume.append(bytes.span, to: file) } else { try root.volume.append(bytes.span, to: other) }
        }
        #expect(try root.volume.text("file", in: folder) == "one two three")
    }

    @Test func aShortWriteIsFinished() throws {
        // A pipe takes 64 KiB at a time; whoever reads it gets all of them.
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        let reader = ends[0]
        let pipe = OpenFile(Handle(number: ends[1]), on: root.volume, subject: "pipe")
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let thread = try TestThread {
            var all: [UInt8] = []
            var part = [UInt8](repeating: 0, count: 10_000)
            while all.count < 300_000 {
                let size = unsafe Glibc.read(reader, &part, part.count)
                if size <= 0 { break }
                all += part[..<size]
            }
            return all
        }
        try root.volume.append(bytes.span, to: pipe)
        #expect(thread.join() == bytes)
        _ = close(reader)
    }

    @Test func aFullDiskIsSaidSo() throws {
        let devices = try root.volume.openFolder(at: "/dev")
        let full = try root.volume.open("full", in: devices, .append)
        let bytes: [UInt8] = [1, 2, 3]
        #expect(throws: Fault(.append, .noSpace, "/dev/full")) { try root.volume.append(bytes.span, to: full) }
    }

    @Test(arguments: TemporaryFolder.places)
    func reservedSpaceLeavesTheSize(_ place: String) throws {
        let root = try TemporaryFolder(in: place)
        let folder = try root.open()
        let file = try root.volume.open("file", in: folder, .create)
        try root.volume.allocate(file, upTo: 1 << 20)
        try root.volume.allocate(file, upTo: 0)
        var status = stat()
        unsafe stat("\(root.path)/file", &status)
        #expect(status.st_size == 0)
        #expect(status.st_blocks * 512 >= 1 << 20)
    }

    @Test func reservingMoreThanThereIsIsNoSpace() throws {
        // In memory, where the kernel says no at once; ext4 would first fill the disk.
        let root = try TemporaryFolder(in: "/dev/shm")
        let folder = try root.open()
        guard try root.volume.traits(folder).name == "tmpfs" else { return }
        let file = try root.volume.open("file", in: folder, .create)
        let total = try root.volume.space(folder).total
        #expect(throws: Fault(.allocate, .noSpace, "\(root.path)/file")) {
            try root.volume.allocate(file, upTo: total * 4)
        }
    }

    @Test func reservingWhereItCannotBeIsNothing() throws {
        let devices = try root.volume.openFolder(at: "/dev")
        let null = try root.volume.open("null", in: devices, .append)
        // A device has no space at all (ENODEV): that is told, only "not supported" is passed over.
        #expect(errno { () throws(Fault) in try root.volume.allocate(null, upTo: 10) } == .operationNotSupportedByDevice)
    }

    @Test func cutsAndGrows() throws {
        try root.write("file", "0123456789")
        let folder = try root.open()
        let file = try root.volume.open("file", in: folder, .edit)
        try root.volume.truncate(file, to: 3)
        #expect(try root.volume.text("file", in: folder) == "012")
        #expect(try root.volume.status(file).size == 3)
        let reader = try root.volume.open("file", in: folder, .read)
        #expect(errno { () throws(Fault) in try root.volume.truncate(reader, to: 0) } != nil)
    }

    @Test func syncsFilesFoldersAndVolumes() throws {
        let folder = try root.open()
        let file = try root.volume.open("file", in: folder, .create)
        try root.volume.sync(file)
        try root.volume.syncData(file)
        try root.volume.sync(folder)
        try root.volume.syncVolume(folder)
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        let pipe = OpenFile(Handle(number: ends[0]), on: root.volume, subject: "pipe")
        #expect(throws: Fault(.sync, .invalidArgument, "pipe")) { try root.volume.sync(pipe) }
        _ = close(ends[1])
    }

    @Test func timesAreInNanosecondsAndNeverTrap() throws {
        try root.write("file", "x")
        let folder = try root.open()
        for seconds in [0, 1_700_000_000, Int.max, Int.min, 1 << 34, -1] {
            let times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 123_456_789)]
            guard unsafe utimensat(folder.descriptor, "file", times, 0) == 0 else { continue }
            let modified = try root.volume.status("file", in: folder).modified
            if seconds == 1_700_000_000 { #expect(modified == 1_700_000_000_123_456_789) }
        }
        let status = try root.volume.status("file", in: folder)
        #expect(status.kind == .regular && status.size == 1 && status.links == 1 && status.owner == getuid())
        #expect(status.changed > 1_600_000_000_000_000_000)
    }
}
