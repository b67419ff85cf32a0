import Host
import LinuxHost

extension StandardStream {
    /// Writes all of the text.
    func write(_ text: String) throws(Fault) {
        try write(Array(text.utf8).span)
    }

    /// A message on standard error. Names of files and what a person typed come into it: none may write on the terminal.
    static func complain(_ message: String) {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
        try? error.write("winnow: \(lines.joined(separator: "\n"))\n")
    }
}
