/// A folder under watch.
public struct WatchID: Hashable, Sendable {
    public let number: Int32
    public init(number: Int32) { self.number = number }
}

/// A hint that something changed. Hints may be lost, doubled or late; folders are the truth.
public enum WatchEvent: Sendable, Equatable {
    /// How a name came to be worth a look.
    public enum Cause: Sendable, Equatable {
        /// Created or linked in: perhaps still being written.
        case created
        /// A writer closed it.
        case closed
        /// Renamed in.
        case moved
        /// Its rights, owner or times changed.
        case attributes
        /// Renamed away or removed. Told only where names are watched.
        case left
    }

    case name(WatchID, RelativePath, Cause)
    /// A subfolder was created or moved in, or its rights changed: it may have become readable.
    case folder(WatchID, RelativePath)
    /// The watched folder itself was moved away, removed or unmounted: the watch has ended, also where the folder lives
    /// on under another path. May come twice. Watches below a folder that moved go on, under paths that are wrong now:
    /// list its parent again. A removed folder that is still held open says nothing at all until it is closed.
    case ended(WatchID)
    /// The kernel dropped events: anything may have happened.
    case overflow
}

/// What of a folder is worth hearing.
public enum WatchScope: Sendable, Equatable {
    /// What may have arrived: new names, closed files, changed rights.
    case arrivals
    /// Names that come and go, whatever becomes of what they name.
    case names
}

/// Tells which folders are worth a look.
public protocol Watcher: AnyObject, Sendable {
    /// Watches an open folder, not what is below its subfolders. Watching a folder again gives the same id, and the new
    /// scope. `.noSpace` means the limit of watches is reached; `.noFunction`, `.tooManyOpenFiles` and
    /// `.tooManyOpenFilesInSystem` that nothing can be watched at all, for now.
    func watch(_ folder: borrowing OpenFile, _ scope: WatchScope) throws(Fault) -> WatchID
    /// Ends a watch; events of it that were already queued may still come.
    func unwatch(_ id: WatchID)
    /// Appends what happened since the last call, at most `limit` events, without waiting. True when more may be queued.
    func events(into queue: inout [WatchEvent], limit: Int) throws(Fault) -> Bool
}

extension Watcher {
    /// Watches for what arrives.
    public func watch(_ folder: borrowing OpenFile) throws(Fault) -> WatchID { try watch(folder, .arrivals) }
}
