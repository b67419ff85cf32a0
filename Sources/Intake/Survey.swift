import Host
import Ledger

/// What recovery finds in archive/: per generation, from the newest line's on, which originals have lines and which have none.
enum Survey {
    /// One generation.
    struct Found: Sendable {
        var number: Int
        /// Paths that a line names; their originals may have gone on.
        var lined: Set<RelativePath>
        /// Originals without one, in the order in which they were taken.
        var unfinished: [Candidate]
    }

    /// Looks at all generations from `floor` on. `lined` holds the paths of `floor` that have lines; a younger one has none.
    /// Never empty: where no folder is left, as after somebody emptied the archive, originals go on to be counted from
    /// `floor`. Numbers begun again would name two deliveries alike, in folders where recovery does not look.
    static func run(
        _ archive: OpenFolder, from floor: Int, lined: Set<RelativePath>, on volume: any Volume
    ) throws(Fault) -> [Found] {
        var numbers: [Int] = []
        try volume.list(archive.file) { entry in
            if let number = Generation.number(entry.name), number >= floor { numbers.append(number) }
            return true
        }
        var result: [Found] = []
        for number in numbers.sorted() {
            let folder = OpenFolder(try volume.openFolder(Generation.name(number), in: archive.file))
            let files = try files(of: folder, on: volume)
            let done = number == floor ? lined : []
            result.append(
                Found(
                    number: number, lined: done,
                    unfinished: files.filter { !done.contains($0.path) }.sorted()))
        }
        return result.isEmpty ? [Found(number: floor, lined: lined, unfinished: [])] : result
    }

    /// Every name in a generation that is not a folder.
    private static func files(of root: OpenFolder, on volume: any Volume) throws(Fault) -> [Candidate] {
        var cache = FolderCache(root: root, on: volume)
        var stack: [RelativePath] = [.root]
        var result: [Candidate] = []
        while let path = stack.popLast() {
            let folder = try cache.folder(path)
            var names: [RelativePath] = []
            try volume.list(folder.file) { entry in
                names.append(entry.name)
                return true
            }
            for name in names {
                let status = try volume.status(name, in: folder.file)
                let full = path.appending(name)
                if status.kind == .folder {
                    stack.append(full)
                } else {
                    result.append(Candidate(path: full, place: .archive, changed: status.changed))
                }
            }
        }
        return result
    }
}
