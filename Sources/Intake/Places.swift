import Host
import SystemPackage

/// The folders of a state, open and locked. While it lives, no other process serves any of them, also when two states share
/// one by their settings.
///
/// Folders below the state are made when missing; folders set apart must exist, and so must store/ when archive/ holds
/// files: an unmounted disk never becomes a new, empty store.
struct Places: Sendable {
    let inbox: OpenFolder
    let store: OpenFolder
    let archive: OpenFolder
    let rejected: OpenFolder

    /// Opens, makes and locks them, and proves that files can be moved between them.
    ///
    /// Of `earlier` ones, which this process holds, those are kept as they are whose paths still lead to them: a lock that
    /// is let go of for a moment may be another's after it.
    static func open(_ settings: Settings, keeping earlier: Places? = nil, on volume: any Volume) throws(StartProblem) -> Places {
        let opener = Opener(state: settings.state, volume: volume)
        try opener.makeState()
        let archive = try opener.folder(settings.archiveFolder, mayMake: true, keeping: earlier?.archive)
        let store = try opener.folder(settings.storeFolder, mayMake: !archive.holdsFiles(on: volume), keeping: earlier?.store)
        let inbox = try opener.folder(settings.inboxFolder, mayMake: true, keeping: earlier?.inbox)
        let rejected = try opener.folder(settings.rejectedFolder, mayMake: true, keeping: earlier?.rejected)
        _ = try opener.folder(settings.indexFolder, mayMake: true)
        let places = Places(inbox: inbox, store: store, archive: archive, rejected: rejected)
        for (folder, held, path) in [
            (store, earlier?.store, settings.storeFolder.path), (inbox, earlier?.inbox, settings.inboxFolder.path),
            (archive, earlier?.archive, settings.archiveFolder.path),
            (rejected, earlier?.rejected, settings.rejectedFolder.path),
        ] where folder !== held {
            try lock(folder, path, on: volume)
        }
        try places.tryMoves(settings, on: volume)
        return places
    }

    /// Only the store, for `ingest`, whose originals stay where they are.
    static func openStore(_ settings: Settings, on volume: any Volume) throws(StartProblem) -> OpenFolder {
        let opener = Opener(state: settings.state, volume: volume)
        try opener.makeState()
        var holdsArchive = false
        if let archive = try opener.existing(settings.archiveFolder) { holdsArchive = try archive.holdsFiles(on: volume) }
        let store = try opener.folder(settings.storeFolder, mayMake: !holdsArchive)
        _ = try opener.folder(settings.indexFolder, mayMake: true)
        try lock(store, settings.storeFolder.path, on: volume)
        return store
    }

    /// Fails when inbox or store are no longer where the settings say. An open folder that was removed or moved away lives
    /// on without a word: files would be awaited, and lines written, where nobody looks.
    func check(_ settings: Settings, on volume: any Volume) throws(Fault) {
        for (folder, path) in [(inbox, settings.inboxFolder.path), (store, settings.storeFolder.path)] {
            let named = OpenFolder(try volume.openFolder(at: path))
            guard try volume.status(named.file).isSameFile(as: volume.status(folder.file)) else {
                throw Fault.gone(.open, path)
            }
        }
    }

    private static func lock(_ folder: OpenFolder, _ path: String, on volume: any Volume) throws(StartProblem) {
        do throws(Fault) {
            if try volume.lock(folder.file) { return }
        } catch {
            throw .fault(error)
        }
        throw .locked(path, by: volume.lockHolder(folder.file))
    }

    /// Moves an empty file once around. Two bind mounts of one filesystem have the same device and refuse it all the same.
    private func tryMoves(_ settings: Settings, on volume: any Volume) throws(StartProblem) {
        let name: RelativePath = ".winnow-trial"
        let around = [
            (archive, settings.archiveFolder), (rejected, settings.rejectedFolder), (inbox, settings.inboxFolder),
        ]
        for (folder, _) in around { try? volume.remove(name, in: folder.file) }
        do throws(Fault) {
            _ = try volume.open(name, in: archive.file, .create)
        } catch {
            throw .fault(error)
        }
        for step in 1..<around.count {
            do throws(Fault) {
                try volume.rename(name, in: around[step - 1].0.file, to: name, in: around[step].0.file)
            } catch {
                try? volume.remove(name, in: around[step - 1].0.file)
                // A full or failing disk says nothing about the places: the start is tried again.
                throw error.mayPass
                    ? .fault(error) : .cannotMove(from: around[step - 1].1.path, to: around[step].1.path, error)
            }
        }
        do throws(Fault) {
            try volume.remove(name, in: inbox.file)
        } catch {
            throw .fault(error)
        }
    }
}

/// Opens or makes single folders.
private struct Opener {
    let state: String
    let volume: any Volume

    func makeState() throws(StartProblem) {
        if try existing(Folder(path: state, isSetApart: false)) != nil { return }
        try make(state)
    }

    /// Opens a folder, or makes it; the open one `earlier` where the path still leads to it.
    func folder(_ folder: Folder, mayMake: Bool, keeping earlier: OpenFolder? = nil) throws(StartProblem) -> OpenFolder {
        if let open = try existing(folder) { return try isSame(open, as: earlier) ? earlier ?? open : open }
        if folder.isSetApart { throw .missing(folder.path) }
        if !mayMake { throw .storeMissing(folder.path) }
        try make(folder.path)
        guard let open = try existing(folder) else { throw .missing(folder.path) }
        return open
    }

    private func isSame(_ open: OpenFolder, as earlier: OpenFolder?) throws(StartProblem) -> Bool {
        guard let earlier else { return false }
        do throws(Fault) {
            return try volume.status(open.file).isSameFile(as: volume.status(earlier.file))
        } catch {
            throw .fault(error)
        }
    }

    func existing(_ folder: Folder) throws(StartProblem) -> OpenFolder? {
        do throws(Fault) {
            return OpenFolder(try volume.openFolder(at: folder.path))
        } catch {
            if error.errno == .noSuchFileOrDirectory { return nil }
            throw .fault(error)
        }
    }

    /// Makes a folder, and those above it that are missing, durably: a folder that a power cut takes away with all that
    /// is in it must not be one that lines rely on. Symbolic links in what exists are followed.
    private func make(_ path: String) throws(StartProblem) {
        var missing: [String] = []
        var parts = path.split(separator: "/").map(String.init)
        var found = try existing(Folder(path: "/" + parts.joined(separator: "/"), isSetApart: false))
        while found == nil, let last = parts.popLast() {
            missing.append(last)
            found = try existing(Folder(path: "/" + parts.joined(separator: "/"), isSetApart: false))
        }
        guard var parent = found else { throw .missing(path) }
        do throws(Fault) {
            for part in missing.reversed() {
                guard let name = RelativePath(part) else { throw Fault(.makeFolder, .invalidArgument, path) }
                let folder = try Archive.openOrMake(name, in: parent, on: volume)
                try volume.sync(parent.file)
                parent = folder
            }
        } catch {
            throw error.mayPass ? .fault(error) : .cannotMake(path, error)
        }
    }
}
