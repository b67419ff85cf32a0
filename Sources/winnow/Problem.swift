import Config
import Host
import SystemPackage

/// Why a command ends without having done its work: a sentence with the remedy, and the exit code.
struct Problem: Error {
    let status: ExitStatus
    let sentence: String
    /// The system's number for it, where there is one.
    let errno: Errno?

    init(_ status: ExitStatus, _ sentence: String, errno: Errno? = nil) {
        self.status = status
        self.sentence = sentence
        self.errno = errno
    }
}

/// The command has said all, and ends with this code.
struct QuietExit: Error {
    let status: ExitStatus

    init(_ status: ExitStatus) {
        self.status = status
    }
}

extension Problem {
    /// Something wrong in the settings or rules.
    init(_ mistake: Mistake) {
        self.init(.configuration, mistake.description, errno: .invalidArgument)
    }

    /// A call to the machine that failed.
    init(_ fault: Fault) {
        let status: ExitStatus =
            switch (fault.call, fault.errno) {
            case (_, .permissionDenied), (_, .notPermitted): .permission
            case (.makeFolder, _): .cannotCreate
            case (.open, .noSuchFileOrDirectory), (.status, .noSuchFileOrDirectory), (_, .notDirectory): .noInput
            case (_, .isDirectory), (_, .fileTooLarge), (_, .invalidArgument): .badData
            default: .ioError
            }
        self.init(status, fault.sentence, errno: fault.errno)
    }

    /// A file that a person named and that cannot be read. Nothing is tried again, so that the remedy is theirs.
    init(input fault: Fault) {
        let (status, sentence): (ExitStatus, String) =
            switch fault.errno {
            case .noSuchFileOrDirectory, .notDirectory: (.noInput, "There is no file \(fault.subject).")
            case .isDirectory: (.badData, "\(fault.subject) is a folder; name the files in it.")
            case .fileTooLarge: (.badData, "\(fault.subject) is larger than max_file_size.")
            case .invalidArgument: (.badData, "\(fault.subject) is no regular file.")
            case .permissionDenied, .notPermitted: (.permission, "You may not read \(fault.subject).")
            default: (.ioError, "Cannot read \(fault.subject): \(fault.errno.description).")
            }
        self.init(status, sentence, errno: fault.errno)
    }
}
