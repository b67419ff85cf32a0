import Host
import LinuxHost

/// A file that a person names to have it read, not stored.
struct InputFile {
    let bytes: [UInt8]
    /// Absolute; `-` for standard input.
    let path: String
    /// In nanoseconds since 1970; of standard input, now.
    let modified: Int64

    /// Reads the file that was named; `-` is standard input.
    init(_ name: String, limit: Int) throws(Problem) {
        do throws(Fault) {
            if name == "-" {
                path = name
                bytes = try PlainFile.readStandardInput(limit: limit)
                modified = SystemTime().wall
            } else {
                path = name.hasPrefix("/") ? name : (Surroundings.workingFolder ?? "") + "/" + name
                bytes = try PlainFile.read(name, limit: limit)
                modified = try PlainFile.modified(name)
            }
        } catch {
            throw Problem(input: error)
        }
    }

    /// The source that it has by its place: the subfolder of the inbox that it lies in.
    func source(inbox: String) -> String? {
        guard path.hasPrefix(inbox + "/") else { return nil }
        let parts = path.dropFirst(inbox.count + 1).split(separator: "/")
        return parts.count > 1 ? String(parts[0]) : nil
    }
}
