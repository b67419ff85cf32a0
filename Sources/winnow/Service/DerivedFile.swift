import Host
import LinuxHost
import SystemPackage

/// A small file that tells of the work and can be made again at any time. When it cannot be written the work goes on, and
/// the journal says so once.
struct DerivedFile {
    let path: String
    private let mode: UInt32
    private var isFailing = false

    init(_ path: String, mode: UInt32 = 0o640) {
        self.path = path
        self.mode = mode
    }

    /// A reader sees the old content or the new one.
    mutating func replace(_ content: String, _ reporter: any Reporter) {
        do throws(Fault) {
            try PlainFile.replace(path, with: Array(content.utf8), mode: mode)
            isFailing = false
        } catch {
            if !isFailing {
                reporter.report(Event(.unwritten, .warning, error.sentence, [(.errno, String(error.errno.rawValue))]))
            }
            isFailing = true
        }
    }

    func remove() {
        PlainFile.remove(path)
    }
}
