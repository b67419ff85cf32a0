import Host

/// A folder that several hold open; closed when the last one lets go.
final class OpenFolder: Sendable {
    let file: OpenFile
    init(_ file: consuming OpenFile) { self.file = file }

    /// True when there is any name in it.
    func holdsFiles(on volume: any Volume) throws(StartProblem) -> Bool {
        var holds = false
        do throws(Fault) {
            try volume.list(file) { _ in
                holds = true
                return false
            }
        } catch {
            throw .fault(error)
        }
        return holds
    }
}

/// Folders below one root, opened once a batch. Operations on a name go through its open folder, so that a stranger who
/// swaps a folder for a symbolic link cannot lead them astray.
struct FolderCache: Sendable {
    /// Folders kept open at most; a batch from more folders opens some twice.
    static let capacity = 256

    let root: OpenFolder
    private let volume: any Volume
    private var open: [RelativePath: OpenFolder] = [:]

    init(root: OpenFolder, on volume: any Volume) {
        self.root = root
        self.volume = volume
    }

    mutating func folder(_ path: RelativePath) throws(Fault) -> OpenFolder {
        if path.isRoot { return root }
        if let known = open[path] { return known }
        if open.count >= FolderCache.capacity { open = [:] }
        let folder = OpenFolder(try volume.openFolder(path, in: root.file))
        open[path] = folder
        return folder
    }

    mutating func forgetAll() {
        open = [:]
    }
}
