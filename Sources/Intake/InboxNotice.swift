import Host

/// Something about the inbox that a person should hear of.
enum InboxNotice: Equatable {
    case overflow
    /// Folders that cannot be watched: they are listed every `rescan` instead. The first of them, and why.
    case unwatched(count: Int, RelativePath, Fault)
    /// All folders are watched again.
    case watchedAgain
    /// On this filesystem others can write unseen: all of it is listed every `rescan`.
    case unseen(filesystem: String)
    /// A folder that cannot be listed: what lies in it waits.
    case unlisted(RelativePath, Fault)
    /// A file that waits until a person does something about it.
    case waits(RelativePath, WaitReason)
}
