import Host

@testable import Intake

/// Short ways to make the values that the pure tests are about.
extension RelativePath {
    /// For paths that are put together; a mistake in one is the test's own.
    static func of(_ text: String) -> RelativePath { RelativePath(text) ?? .root }
}

extension Instant {
    /// A moment this many milliseconds after one far from the clock's ends.
    static func at(_ milliseconds: Int64) -> Instant {
        Instant(nanoseconds: 1_000_000_000_000) + .milliseconds(milliseconds)
    }
}

extension Candidate {
    init(_ path: String, _ changed: Int64) { self.init(path: .of(path), changed: changed) }
}

extension FileStatus {
    /// A regular file; `changed` and `modified` in nanoseconds since 1970.
    static func file(inode: UInt64 = 1, size: Int = 10, modified: Int64, changed: Int64) -> FileStatus {
        FileStatus(
            kind: .regular, device: 1, inode: inode, size: size, links: 1, owner: 1, modified: modified, changed: changed)
    }
}

extension ReadyList {
    /// A finished list of files with their moments of change.
    static func of(_ files: [(path: String, changed: Int64)], capacity: Int = Backlog.capacity) -> ReadyList {
        var list = ReadyList(capacity: capacity)
        for file in files {
            let path = RelativePath.of(file.path)
            list.enter(path.parent)
            list.add(path.last, changed: file.changed)
        }
        list.finish()
        return list
    }
}
