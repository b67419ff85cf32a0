import Glibc
import Host
import SystemPackage
import Testing

@testable import LinuxHost

@Suite struct VolumeNamesTests {
    let root: TemporaryFolder
    init() throws { root = try TemporaryFolder() }

    @Test(arguments: TemporaryFolder.places)
    func renameTakesNobodysName(_ place: String) throws {
        let root = try TemporaryFolder(in: place)
        try root.write("a", "one")
        try root.write("b", "two")
        let folder = try root.open()
        try root.volume.makeFolder("in", in: folder)
        let inner = try root.volume.openFolder("in", in: folder)
        #expect(throws: Fault(.rename, .fileExists, "\(root.path)/a to \(root.path)/b")) {
            try root.volume.rename("a", in: folder, to: "b", in: folder)
        }
        try root.volume.rename("a", in: folder, to: "c", in: inner)
        #expect(try root.volume.text("in/c", in: folder) == "one")
        #expect(try root.volume.text("b", in: folder) == "two")
        #expect(errno { () throws(Fault) in _ = try root.volume.status("a", in: folder) } == .noSuchFileOrDirectory)
    }

    @Test func twoNamesOfOneFileStayTwo() throws {
        // A plain rename between them would do nothing and say so to nobody.
        try root.write("a")
        let folder = try root.open()
        #expect(unsafe link("\(root.path)/a", "\(root.path)/b") == 0)
        #expect(try root.volume.status("a", in: folder).links == 2)
        #expect(errno { () throws(Fault) in try root.volume.rename("a", in: folder, to: "b", in: folder) } == .fileExists)
    }

    @Test func renameToAnotherFilesystemIsRefused() throws {
        let other = try TemporaryFolder(in: "/dev/shm")
        try root.write("a")
        let folder = try root.open()
        let away = try other.open()
        let (here, there) = (try root.volume.traits(folder), try root.volume.traits(away))
        if here == there { return }
        #expect(errno { () throws(Fault) in try root.volume.rename("a", in: folder, to: "a", in: away) } == .improperLink)
    }

    @Test func replaceIsOneStep() throws {
        try root.write("status.json", "old")
        try root.write("status.json.new", "new")
        let folder = try root.open()
        try root.volume.replace("status.json", with: "status.json.new", in: folder)
        #expect(try root.volume.text("status.json", in: folder) == "new")
        #expect(errno { () throws(Fault) in _ = try root.volume.status("status.json.new", in: folder) } == .noSuchFileOrDirectory)
    }

    @Test func removesFilesAndEmptyFoldersEachByItsOwnCall() throws {
        try root.write("file")
        let folder = try root.open()
        try root.volume.makeFolder("in", in: folder)
        try root.write("in/x")
        #expect(errno { () throws(Fault) in try root.volume.removeFolder("in", in: folder) } == .directoryNotEmpty)
        #expect(errno { () throws(Fault) in try root.volume.remove("in", in: folder) } == .isDirectory)
        #expect(errno { () throws(Fault) in try root.volume.removeFolder("file", in: folder) } == .notDirectory)
        try root.volume.remove("in/x", in: folder)
        try root.volume.removeFolder("in", in: folder)
        try root.volume.remove("file", in: folder)
        #expect(throws: Fault(.remove, .noSuchFileOrDirectory, "\(root.path)/file")) {
            try root.volume.remove("file", in: folder)
        }
    }

    @Test func aFolderIsMadeOnce() throws {
        let folder = try root.open()
        try root.write("file")
        try root.volume.makeFolder("in", in: folder)
        for name: RelativePath in ["in", "file"] {
            #expect(throws: Fault(.makeFolder, .fileExists, "\(root.path)/\(name)")) {
                try root.volume.makeFolder(name, in: folder)
            }
        }
        #expect(errno { () throws(Fault) in try root.volume.makeFolder("no/in", in: folder) } == .noSuchFileOrDirectory)
    }

    /// (mode of the parent, mode expected), under the umask of a service.
    @Test(.serialized, arguments: [(0o755, 0o750), (0o777, 0o750), (0o2770, 0o2770), (0o2750, 0o2750), (0o2700, 0o2700)] as [(mode_t, mode_t)])
    func aSharedParentSharesItsRights(_ parent: mode_t, _ expected: mode_t) throws {
        let folder = try root.open()
        _ = unsafe chmod(root.path, parent)
        let old = umask(0o027)
        defer { umask(old) }
        try root.volume.makeFolder("in", in: folder)
        try root.volume.makeFolder("in/deeper", in: folder)
        for name in ["in", "in/deeper"] {
            var status = stat()
            unsafe stat("\(root.path)/\(name)", &status)
            #expect(status.st_mode & 0o7777 == expected, "\(name)")
        }
    }
}

@Suite struct VolumeListTests {
    let root: TemporaryFolder
    init() throws { root = try TemporaryFolder() }

    private func names(_ folder: borrowing OpenFile, most: Int = .max) throws(Fault) -> [FolderEntry] {
        var found: [FolderEntry] = []
        try root.volume.list(folder) {
            found.append($0)
            return found.count < most
        }
        return found
    }

    @Test func everyKindUnderItsName() throws {
        try root.write("file")
        unsafe mkfifo("\(root.path)/fifo", 0o644)
        unsafe mknod("\(root.path)/socket", S_IFSOCK | 0o644, 0)
        unsafe symlink("none", "\(root.path)/link")
        let folder = try root.open()
        try root.volume.makeFolder("folder", in: folder)
        let found = try names(folder).sorted { $0.name < $1.name }
        #expect(found == [
            FolderEntry(name: "fifo", kind: .fifo), FolderEntry(name: "file", kind: .regular),
            FolderEntry(name: "folder", kind: .folder), FolderEntry(name: "link", kind: .symbolicLink),
            FolderEntry(name: "socket", kind: .socket),
        ])
        let devices = try root.volume.openFolder(at: "/dev")
        #expect(try names(devices).contains(FolderEntry(name: "null", kind: .device)))
    }

    @Test func anEmptyFolderAndARemovedOne() throws {
        let folder = try root.open()
        #expect(try names(folder).isEmpty)
        try root.volume.makeFolder("in", in: folder)
        let inner = try root.volume.openFolder("in", in: folder)
        try root.volume.removeFolder("in", in: folder)
        #expect(errno { () throws(Fault) in _ = try names(inner) } == .noSuchFileOrDirectory)
    }

    @Test func aFileCannotBeListed() throws {
        try root.write("file")
        let folder = try root.open()
        let file = try root.volume.open("file", in: folder, .read)
        #expect(throws: Fault(.list, .notDirectory, "\(root.path)/file")) { _ = try names(file) }
    }

    @Test func eachListingStartsAtTheFirstNameAndStopsWhenTold() throws {
        for i in 0..<10 { try root.write(try #require(RelativePath("f\(i)"))) }
        let folder = try root.open()
        #expect(try names(folder, most: 3).count == 3)
        #expect(Set(try names(folder).map(\.name)).count == 10)
    }

    @Test(arguments: TemporaryFolder.places)
    func aHundredThousandNames(_ place: String) throws {
        let root = try TemporaryFolder(in: place)
        let folder = try root.open()
        let one = try root.holdOpen("f")
        one.close()
        for i in 0..<100_000 {
            // Links of few files, which are made faster than files.
            if i % 30_000 == 0 { try root.write(try #require(RelativePath("base\(i)"))) }
            unsafe linkat(folder.descriptor, "base\(i - i % 30_000)", folder.descriptor, "n\(i)", 0)
        }
        var seen = Set<RelativePath>()
        try root.volume.list(folder) { seen.insert($0.name).inserted }
        #expect(seen.count == 100_000 + 4 + 1)
        #expect(seen.contains("n99999") && seen.contains("n0"))
    }
}
