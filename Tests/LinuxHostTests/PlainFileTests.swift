import Glibc
import LinuxHost
import Testing

@Suite struct PlainFileTests {
    /// Whatever has the name of the draft: a FIFO would hold up the daemon for ever, a link would lead elsewhere.
    @Test(arguments: ["fifo", "link", "file"])
    func whatLiesInTheWay(kind: String) throws {
        let root = try TemporaryFolder()
        let (path, draft, other) = (root.path + "/status.json", root.path + "/status.json.tmp", root.path + "/other")
        switch kind {
        case "fifo": unsafe mkfifo(draft, 0o600)
        case "link": unsafe symlink(other, draft)
        default: try PlainFile.replace(draft, with: Array("a longer text".utf8))
        }
        try PlainFile.replace(path, with: Array("new".utf8))
        #expect(try PlainFile.read(path, limit: 100) == Array("new".utf8))
        #expect(unsafe access(draft, F_OK) != 0 && access(other, F_OK) != 0)
    }
}
