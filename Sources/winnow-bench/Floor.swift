import Host
import LinuxHost

/// The least that any program must do to move files into an archive and their bytes into a durable stream: open, look,
/// read, close, append; every `batch` files one sync of the stream, the renames, and a sync of both folders; and a sync of
/// the originals each second and at the end.
struct Floor {
    /// Files between two syncs, as many as a batch has by default.
    private static let batch = 512

    /// Where the bytes go.
    private static let stream: RelativePath = "out.jsonl"

    let volume = LinuxVolume()
    let time = SystemTime()

    /// Moves every file of `inbox` into `archive`, both folders below `folder`; returns how many there were.
    func run(in folder: String) throws(Fault) -> Int {
        let root = try volume.openFolder(at: folder)
        let inbox = try volume.openFolder(at: folder + "/inbox")
        let archive = try volume.openFolder(at: folder + "/archive")
        let stream = try volume.open(Floor.stream, in: root, .create)
        var names: [RelativePath] = []
        try volume.list(inbox) { entry in
            names.append(entry.name)
            return true
        }
        var synced = time.monotonic
        for start in stride(from: 0, to: names.count, by: Floor.batch) {
            let batch = names[start..<min(names.count, start + Floor.batch)]
            var bytes: [UInt8] = []
            for name in batch {
                let file = try volume.open(name, in: inbox, .read)
                _ = try volume.read(file, at: 0, count: try volume.status(file).size, into: &bytes)
            }
            try volume.append(bytes.span, to: stream)
            try volume.syncData(stream)
            for name in batch { try volume.rename(name, in: inbox, to: name, in: archive) }
            try volume.sync(inbox)
            try volume.sync(archive)
            if time.monotonic - synced >= .seconds(1) {
                try volume.syncVolume(root)
                synced = time.monotonic
            }
        }
        try volume.syncVolume(root)
        return names.count
    }
}
