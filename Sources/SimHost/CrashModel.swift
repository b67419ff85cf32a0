/// What a power cut may do to what was not synced.
///
/// Content. `fsync` and `fdatasync` make the bytes and the size of one file durable. Of later changes to it (appends,
/// cuts, overwrites) a power cut keeps a random number, in order; the first one that is not kept whole may be kept in
/// part: a prefix of its bytes, after which the file may be longer than what was written of it, with zeros there
/// (size extended, blocks not written). In the adversarial model the blocks after the prefix are each written, zero,
/// or garbage. A failed sync drops the dirty pages and calls them clean, as Linux does: what had not been written is
/// still read from memory, a second sync succeeds, and after a power cut those bytes are zeros.
///
/// Names. Creating, linking, renaming, removing, and making and removing folders change a journal of names; nothing
/// but a sync of a folder or of the whole volume makes them durable (`fsync` of a new file does not make its name so).
/// A rename is atomic, also between two folders: after a power cut the file has one of the two names, never none, never
/// both. A hard link and a removal are two changes, and may part.
///
/// - `ordered`: one journal for the filesystem, as ext4 has. A power cut keeps a random prefix of the changes not yet
///   durable. Syncing a folder makes durable every change up to the last that touches it.
/// - `adversarial`: each folder has its own order. A power cut loses changes at random; once a change is lost, so are
///   all later ones that touch the same folder, and with a rename between two folders the later ones of both. Moving
///   into a new folder needs that folder: it is lost with it. Syncing a folder makes durable what touches it and what
///   that depends on, and no more: not the name of the folder in its parent, unless a durable rename out of another
///   folder would otherwise lose the file.
///
/// Rights, owners and times are durable at once; only a change of names that is lost takes its time of change with it. A killed process loses
/// nothing but its handles: the page cache outlives it. Everything on the way to the medium is written sooner or
/// later: `World.writeBack` does it when the test driver says so.
public enum CrashModel: Sendable, Equatable, CaseIterable {
    case ordered, adversarial
}

/// How a process ends.
public enum Crash: Sendable, Equatable {
    /// SIGKILL: the handles are closed, memory of the kernel stays.
    case kill
    /// A signal that the process itself has caused, such as SIGSEGV: as SIGKILL, and it may leave word (`SimCrashMarker`).
    case signal
    /// The power goes: what was not durable survives by chance.
    case powerCut
}

/// Sizes that the model works in.
enum Block {
    /// Bytes of a page and of a block on the medium, as on ext4 with its defaults.
    static let size = 4096
}
