import Glibc
import Host
import SystemPackage
import Testing

@testable import LinuxHost

/// What the daemon relies on of inotify, on this kernel. Events are queued before the call that causes them returns, so nothing waits.
/// Serialized, because the limits of the kernel that some tests lower hold for all.
@Suite(.serialized) struct WatcherTests {
    let root: TemporaryFolder
    let watcher: InotifyWatcher
    let folder: OpenFileBox
    let id: WatchID

    init() throws {
        root = try TemporaryFolder()
        watcher = InotifyWatcher()
        folder = OpenFileBox(try root.open())
        id = try watcher.watch(folder.file)
    }

    private func events(limit: Int = 1000) throws -> [WatchEvent] {
        var queue: [WatchEvent] = []
        _ = try watcher.events(into: &queue, limit: limit)
        return queue
    }

    @Test func aCopyIsCreatedThenClosedWhateverWasWritten() throws {
        let writer = try root.holdOpen("a", "text")
        #expect(try events() == [.name(id, "a", .created)])
        for _ in 0..<100 { unsafe write(writer.number, "more", 4) }
        #expect(try events() == [])
        writer.close()
        #expect(try events() == [.name(id, "a", .closed)])
    }

    @Test func aReaderIsNoNews() throws {
        try root.write("a")
        _ = try events()
        _ = try root.volume.text("a", in: folder.file)
        #expect(try events() == [])
    }

    @Test func renamedInGivesOneEventEvenWhileItIsWritten() throws {
        let away = try TemporaryFolder()
        let other = try away.open()
        let writer = try away.holdOpen("a", "text")
        try root.volume.rename("a", in: other, to: "b", in: folder.file)
        #expect(try events() == [.name(id, "b", .moved)])
        writer.close()
        #expect(try events() == [.name(id, "b", .closed)])
    }

    @Test func takenOutIsNoNews() throws {
        let away = try TemporaryFolder()
        try root.write("a")
        try root.write("b")
        _ = try events()
        try root.volume.rename("a", in: folder.file, to: "a", in: try away.open())
        try root.volume.remove("b", in: folder.file)
        #expect(try events() == [])
    }

    @Test func aHardLinkIsCreatedOnly() throws {
        let away = try TemporaryFolder()
        try away.write("a")
        unsafe link("\(away.path)/a", "\(root.path)/b")
        #expect(try events() == [.name(id, "b", .created)])
    }

    @Test func aNamelessFileLinkedInIsCreated() throws {
        let temporary = Int32(0o20000000 | 0o200000)  // O_TMPFILE
        let file = unsafe Glibc.open(root.path, temporary | O_WRONLY, 0o600)
        guard file >= 0 else { return }
        unsafe write(file, "text", 4)
        let away = try root.volume.openFolder(at: "/proc/self/fd")
        #expect(unsafe linkat(away.descriptor, "\(file)", folder.file.descriptor, "b", AT_SYMLINK_FOLLOW) == 0)
        #expect(try events() == [.name(id, "b", .created)])
        _ = close(file)
        // The close is told under a name that never was in the folder, or not at all.
        #expect(try events().allSatisfy { $0 != .name(id, "b", .closed) })
    }

    @Test func rightsThatChangeAreNews() throws {
        try root.write("a", mode: 0)
        _ = try events()
        _ = unsafe chmod("\(root.path)/a", 0o644)
        #expect(try events() == [.name(id, "a", .attributes)])
    }

    @Test func threeRenamesOverOneNameAreOneOrMoreEvents() throws {
        for name in ["x1", "x2", "x3"] { try root.write(try #require(RelativePath(name))) }
        _ = try events()
        for name in ["x1", "x2", "x3"] { unsafe rename("\(root.path)/\(name)", "\(root.path)/one") }
        #expect(Set(try events().map { "\($0)" }) == ["\(WatchEvent.name(id, "one", .moved))"])
    }

    @Test func aNewFolderIsToldAndNothingInsideIt() throws {
        try root.volume.makeFolder("in", in: folder.file)
        try root.volume.makeFolder("in/deeper", in: folder.file)
        try root.write("in/file")
        #expect(try events() == [.folder(id, "in")])
        _ = unsafe chmod("\(root.path)/in", 0o777)
        #expect(try events() == [.folder(id, "in")])
    }

    @Test func aFolderMovedInIsToldOnce() throws {
        let away = try TemporaryFolder()
        let other = try away.open()
        try root.volume.makeFolder("tree", in: other)
        try away.write("tree/file")
        try root.volume.rename("tree", in: other, to: "tree", in: folder.file)
        #expect(try events() == [.folder(id, "tree")])
    }

    @Test func watchedAgainItHasTheSameName() throws {
        #expect(try watcher.watch(folder.file) == id)
        let again = try root.open()
        #expect(try watcher.watch(again) == id)
    }

    @Test func aFileCannotBeWatched() throws {
        try root.write("a")
        let file = try root.volume.open("a", in: folder.file, .read)
        #expect(throws: Fault(.watch, .notDirectory, "\(root.path)/a")) { _ = try watcher.watch(file) }
    }

    @Test func unwatchedMeansSilent() throws {
        watcher.unwatch(id)
        try root.write("a")
        #expect(try events() == [.ended(id)])
        watcher.unwatch(id)
        watcher.unwatch(WatchID(number: 12345))
        #expect(try events() == [])
    }

    @Test func aRemovedFolderEndsItsWatchOnceNobodyHoldsIt() throws {
        try root.volume.makeFolder("in", in: folder.file)
        var inner: OpenFileBox? = OpenFileBox(try root.volume.openFolder("in", in: folder.file))
        let innerID = try watcher.watch(try #require(inner).file)
        _ = try events()
        try root.volume.removeFolder("in", in: folder.file)
        #expect(try events() == [])
        inner = nil
        #expect(try events() == [.ended(innerID)])
    }

    @Test func aFolderMovedAwayEndsItsWatchAndCanBeWatchedAnew() throws {
        try root.volume.makeFolder("in", in: folder.file)
        let inner = try root.volume.openFolder("in", in: folder.file)
        let innerID = try watcher.watch(inner)
        _ = try events()
        try root.volume.rename("in", in: folder.file, to: "on", in: folder.file)
        #expect(try events() == [.folder(id, "on"), .ended(innerID), .ended(innerID)])
        try root.write("on/a")
        #expect(try events() == [])
        let anew = try watcher.watch(inner)
        #expect(anew != innerID)
        try root.write("on/b")
        #expect(try events() == [.name(anew, "b", .created), .name(anew, "b", .closed)])
    }

    @Test(arguments: [[0xFF, 0xFE, 0x0A], [UInt8](repeating: 0x80, count: 255), [0x20], Array("a b".utf8)])
    func namesAreBytes(_ bytes: [UInt8]) throws {
        let name = try #require(RelativePath(bytes: bytes))
        try root.write(name)
        #expect(try events() == [.name(id, name, .created), .name(id, name, .closed)])
    }

    @Test func aLimitLeavesTheRestForLater() throws {
        for i in 0..<100 { try root.write(try #require(RelativePath("f\(i)"))) }
        var queue: [WatchEvent] = []
        var calls = 0
        while try watcher.events(into: &queue, limit: 7) {
            calls += 1
            #expect(queue.count == 7 * calls)
        }
        #expect(queue.count == 200)
        #expect(queue.last == .name(id, "f99", .closed))
        #expect(try watcher.events(into: &queue, limit: 0) == true)
    }

    @Test func aQueueThatOverflowsSaysSo() throws {
        let limit = "/proc/sys/fs/inotify/max_queued_events"
        guard let old = KernelFile.value(limit), setKernel(limit, "20") else { return }
        defer { _ = setKernel(limit, old) }
        // The limit is that of the instance, taken when it is made.
        let small = InotifyWatcher()
        let smallID = try small.watch(folder.file)
        for i in 0..<50 { try root.write(try #require(RelativePath("f\(i)"))) }
        var queue: [WatchEvent] = []
        #expect(try small.events(into: &queue, limit: 1000) == false)
        #expect(queue.last == .overflow)
        #expect(queue.count == 21)
        try root.write("after")
        queue = []
        _ = try small.events(into: &queue, limit: 1000)
        #expect(queue == [.name(smallID, "after", .created), .name(smallID, "after", .closed)])
    }

    @Test func theLimitOfWatchesIsNoSpace() throws {
        let limit = "/proc/sys/fs/inotify/max_user_watches"
        guard let old = KernelFile.value(limit), setKernel(limit, "0") else { return }
        defer { _ = setKernel(limit, old) }
        try root.volume.makeFolder("in", in: folder.file)
        let inner = try root.volume.openFolder("in", in: folder.file)
        #expect(throws: Fault(.watch, .noSpace, "\(root.path)/in")) { _ = try watcher.watch(inner) }
    }
}

/// A file that can be a member of a test.
final class OpenFileBox {
    let file: OpenFile
    init(_ file: consuming OpenFile) { self.file = file }
}

/// False when the process may not.
private func setKernel(_ path: String, _ value: String) -> Bool {
    let file = unsafe Glibc.open(path, O_WRONLY)
    guard file >= 0 else { return false }
    defer { _ = close(file) }
    return unsafe write(file, value, value.utf8.count) == value.utf8.count
}
