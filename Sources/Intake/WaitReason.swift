/// Why a file stays in the inbox for now. Raw values appear in `status`.
public enum WaitReason: String, Sendable, CaseIterable {
    /// Its turn has not come.
    case queued
    /// It was written in place, or nothing can tell whether it still is: it must stay unchanged for `settle`.
    case settling
    /// Somebody has it open for writing.
    case beingWritten = "being-written"
    /// It has no content yet; refused after `patience`.
    case empty
    /// It may not or cannot be read; refused after `patience`.
    case unreadable
    /// Its folder does not let the daemon move it.
    case immovable
    /// It was taken and has no line yet.
    case taken

    /// It will not end by itself.
    var needsAPerson: Bool { self == .unreadable || self == .immovable }

    /// For a person.
    public var sentence: String {
        switch self {
        case .queued: "its turn has not come"
        case .settling: "it was changed a moment ago"
        case .beingWritten: "somebody has it open for writing"
        case .empty: "it is empty so far"
        case .unreadable: "it cannot be read: give the user winnow the right to, or look after the disk where it has it"
        case .immovable: "its folder does not let winnow move it: make the folder writable for the user winnow"
        case .taken: "it was taken and its line is being written"
        }
    }
}
