/// Everything a person may set, as typed values in range. A plain value: where it was read from is not known here.
/// The keys, their ranges and their one-line help are in `SettingKey.all`; what the values mean is described there once.
public struct Settings: Sendable, Equatable {
    /// What becomes of an original after its line is durable.
    public enum ArchivePolicy: String, Sendable, CaseIterable {
        case keep, delete
    }

    /// How a file is known to be complete.
    public enum Completeness: String, Sendable, CaseIterable {
        /// By a read lease alone.
        case lease
        /// By `settle` alone.
        case quiet
        /// By a lease where the filesystem's leases tell, else by `settle`.
        case auto
    }

    /// Where the record of a near duplicate goes.
    public enum NearPolicy: String, Sendable, CaseIterable {
        /// To the duplicates.
        case separate
        /// To the articles, with `metadata.duplicate`.
        case mark
        /// Near duplicates are not looked for.
        case off
    }

    /// Absolute.
    public var state = "/var/lib/winnow"
    /// Absolute, as the three that follow; nil means the folder of that name below `state`.
    public var inbox: String?
    public var store: String?
    public var archivePath: String?
    public var rejected: String?

    public var archivePolicy = ArchivePolicy.keep
    public var complete = Completeness.auto
    public var settle = Duration.milliseconds(250)
    public var patience = Duration.seconds(600)
    public var rescan = Duration.seconds(60)
    /// Bytes.
    public var maxFileSize = 16 << 20
    public var ignore = IgnoreList.standard
    public var batchFiles = 512
    /// Bytes.
    public var batchBytes = 8 << 20
    public var nearPolicy = NearPolicy.separate
    public var nearJaccard = 0.5
    public var nearContainment = 0.75
    public var learn = true
    /// Bytes.
    public var rotateSize = 1 << 30
    public var minFree = FreeSpace.standard
    public var journalArticlesPerSecond = 20
    /// Absolute path of the Prometheus text file; nil for none.
    public var metricsTextfile: String?

    /// The defaults.
    public init() {}
}

/// One of the folders that the settings name.
public struct Folder: Sendable, Equatable {
    /// Absolute, without a trailing slash.
    public let path: String
    /// It lies outside of the state folder: it is never created, and must exist.
    public let isSetApart: Bool

    public init(path: String, isSetApart: Bool) {
        self.path = path
        self.isSetApart = isSetApart
    }
}

extension Settings {
    public var inboxFolder: Folder { folder(inbox, "inbox") }
    public var storeFolder: Folder { folder(store, "store") }
    public var archiveFolder: Folder { folder(archivePath, "archive") }
    public var rejectedFolder: Folder { folder(rejected, "rejected") }
    /// Always below `state`: it can be made again.
    public var indexFolder: Folder { folder(nil, "index") }

    private func folder(_ path: String?, _ name: String) -> Folder {
        let below = state == "/" ? "/" : state + "/"
        let path = path ?? below + name
        return Folder(path: path, isSetApart: !path.utf8.starts(with: below.utf8))
    }

    /// These settings for another state, with all its folders below it.
    public func moved(to state: String) -> Settings {
        var settings = self
        settings.state = state
        settings.inbox = nil
        settings.store = nil
        settings.archivePath = nil
        settings.rejected = nil
        return settings
    }

    /// The folder of this state in which a path lies, if there is one.
    public func folder(holding path: String) -> Folder? {
        [inboxFolder, storeFolder, archiveFolder, rejectedFolder, indexFolder].first { isPath(path, in: $0.path) }
    }

    /// Two folders that must not lie in each other and do: their keys, the outer one first. Nil when all is well.
    /// What lies in an inbox is taken, so nothing else may lie there; and no folder may be two things.
    public var overlap: (outer: String, inner: String)? {
        let folders = [
            ("inbox", inboxFolder.path), ("store", storeFolder.path), ("archive.path", archiveFolder.path),
            ("rejected", rejectedFolder.path), ("index", indexFolder.path),
        ]
        for (outer, path) in folders {
            for (inner, other) in folders where inner != outer && isPath(other, in: path) {
                return (outer, inner)
            }
        }
        return nil
    }
}

private func isPath(_ path: String, in folder: String) -> Bool {
    path == folder || path.utf8.starts(with: (folder == "/" ? "/" : folder + "/").utf8)
}
