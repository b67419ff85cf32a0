import Host
import LinuxHost

/// A file that a person names to have it read, not stored.
enum InputFile {
    /// Its bytes; `-` is standard input.
    static func read(_ path: String, limit: Int) throws(Problem) -> [UInt8] {
        do throws(Fault) {
            return path == "-" ? try PlainFile.readStandardInput(limit: limit) : try PlainFile.read(path, limit: limit)
        } catch {
            throw Problem(input: error)
        }
    }

    /// The source that a file has by its place: the subfolder of the inbox that it lies in.
    static func source(of path: String, inbox: String) -> String? {
        let path = path.hasPrefix("/") ? path : (Surroundings.workingFolder ?? "") + "/" + path
        guard path.hasPrefix(inbox + "/") else { return nil }
        let parts = path.dropFirst(inbox.count + 1).split(separator: "/")
        return parts.count > 1 ? String(parts[0]) : nil
    }
}
