public import Host
public import SystemPackage

/// Why a start is not possible. Each is one sentence with its remedy, and one exit code for the shell.
public enum StartProblem: Error, Sendable, Equatable {
    case fault(Fault)
    /// A folder set apart in the settings is not there.
    case missing(String)
    /// The store is not there while the archive holds files.
    case storeMissing(String)
    case cannotMake(String, Fault)
    /// A folder that was to become a new state holds something.
    case notEmpty(String)
    case cannotMove(from: String, to: String, Fault)
    /// Another process serves it.
    case locked(String, by: Int32?)
    /// The store is damaged where it had been durable: nothing is written until a person acts.
    case damaged(String)

    /// The system's own number for it.
    public var errno: Errno {
        switch self {
        case .fault(let fault), .cannotMake(_, let fault), .cannotMove(_, _, let fault): fault.errno
        case .missing, .storeMissing: .noSuchFileOrDirectory
        case .notEmpty: .directoryNotEmpty
        case .locked: .wouldBlock
        case .damaged: .badMessage
        }
    }

    public var sentence: String {
        switch self {
        case .fault(let fault): fault.sentence
        case .missing(let path):
            "The folder \(path) does not exist. Folders set apart in the settings are never created: mount it, or create it."
        case .storeMissing(let path):
            "The store \(path) does not exist, while archive/ holds files. Mount its disk; only if it is truly lost, create the empty folder, and all of archive/ is ingested anew."
        case .cannotMake(let path, let fault):
            "Cannot create \(path): \(fault.errno.description). Create it, or choose another place with --state."
        case .notEmpty(let path):
            "The folder \(path) is not empty, and a new state begins with nothing. Choose another folder, or remove it."
        case .cannotMove(let from, let to, let fault):
            "Files cannot be moved from \(from) to \(to) (\(fault.errno.description)). \(StartProblem.remedy(for: fault, from, to))"
        case .locked(let path, let pid):
            "Another winnow\(pid.map { " (pid \($0))" } ?? "") serves \(path). Stop it first, or choose another state."
        case .damaged(let report): report
        }
    }

    /// What lets a file be moved between two folders.
    private static func remedy(for fault: Fault, _ from: String, _ to: String) -> String {
        switch fault.errno {
        case .improperLink: "Inbox, archive and rejected must lie on one filesystem and one mount."
        case .permissionDenied, .notPermitted: "Give the user that runs winnow the right to write into both folders."
        case .invalidArgument, .noFunction:
            "Their filesystem cannot rename without replacing (RENAME_NOREPLACE): choose another one for inbox, archive and rejected."
        default: fault.remedy
        }
    }
}
