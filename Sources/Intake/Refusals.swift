import Host
import Ledger
import Prose
import SystemPackage

/// The sentences that rejected lines carry: what is wrong and what to do.
enum Refusals {
    static func empty() -> Rejection {
        Rejection(.empty, detail: "The file has no content and got none while it waited. Deliver it again with its content.")
    }

    static func tooLarge(_ size: Int, limit: Int) -> Rejection {
        Rejection(
            .tooLarge,
            detail: "The file has \(size) bytes, more than max_file_size (\(limit)). Split it, or raise max_file_size.")
    }

    static func recordTooLarge() -> Rejection {
        Rejection(.tooLarge, detail: "Its record would be longer than \(Limits.lineBytes) bytes. Split the file.")
    }

    static func unreadable(_ fault: Fault) -> Rejection {
        Rejection(
            .unreadable,
            detail: "The file could not be read: \(fault.errno.description). Give the user winnow the right to, then deliver it again.")
    }

    static func notAFile(_ kind: FileStatus.Kind) -> Rejection {
        Rejection(.notAFile, detail: "It is \(name(of: kind)), not a regular file. Deliver the article itself.")
    }

    static func poison() -> Rejection {
        Rejection(
            .poison,
            detail: "The program crashed twice while this file alone was in hand. Please report it with the file.")
    }

    static func unusable(_ refusal: Refusal) -> Rejection {
        let reason: Rejection.Reason =
            switch refusal.reason {
            case .empty: .empty
            case .noText: .noText
            case .binary: .binary
            case .encoding: .encoding
            }
        return Rejection(reason, detail: refusal.detail)
    }

    private static func name(of kind: FileStatus.Kind) -> String {
        switch kind {
        case .regular: "a regular file"
        case .folder: "a folder"
        case .symbolicLink: "a symbolic link"
        case .fifo: "a named pipe"
        case .socket: "a socket"
        case .device: "a device"
        }
    }
}
