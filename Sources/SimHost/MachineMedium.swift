import Host
import SystemPackage

/// What reaches the medium, and what a crash leaves.
extension Machine {
    /// Makes the content of a file, or the names in a folder, durable.
    mutating func sync(_ file: Int, _ extent: Extent) {
        if inodes[file].kind == .folder {
            guard extent == .whole else { return }
            let device = inodes[file].device
            makeDurable(devices[device].journal.take(syncing: file, model))
        } else {
            syncContent(file, extent)
        }
    }

    mutating func syncDevice(_ device: Int, _ extent: Extent) {
        for file in devices[device].dirty.sorted() { syncContent(file, extent) }
        if extent == .whole { makeDurable(devices[device].journal.takeAll()) }
    }

    private mutating func syncContent(_ file: Int, _ extent: Extent) {
        if extent == .whole {
            inodes[file].content.sync()
        } else {
            inodes[file].content.failSync(&random)
        }
        if inodes[file].content.isClean { devices[inodes[file].device].dirty.remove(file) }
    }

    private mutating func makeDurable(_ changes: [NameChange]) {
        for change in changes {
            let (folder, file) = (change.folder, change.file)
            inodes[folder].pending -= 1
            inodes[file].pending -= 1
            switch change.kind {
            case .link, .makeFolder:
                inodes[file].durableLinks += 1
                setDurable(change.name, in: folder, to: file)
            case .unlink, .removeFolder:
                if let old = inodes[folder].durableNames.remove(change.name) { forgetDurable(old) }
            case .move(let toFolder, let toName):
                inodes[toFolder].pending -= 1
                guard inodes[folder].durableNames.remove(change.name) != nil else { continue }
                setDurable(toName, in: toFolder, to: file)
            }
            dropIfUnused(file)
        }
    }

    private mutating func setDurable(_ name: RelativePath, in folder: Int, to file: Int) {
        let old = inodes[folder].durableNames[name]
        inodes[folder].durableNames.set(name, to: file)
        if let old { forgetDurable(old) }
    }

    private mutating func forgetDurable(_ file: Int) {
        inodes[file].durableLinks -= 1
        dropIfUnused(file)
    }

    /// The process ends, or the whole machine does. Nothing works until `isOff` is false again.
    mutating func crash(_ crash: Crash) {
        isOff = true
        if crash == .signal, let note = crashes.armed { crashes.left = note }
        crashes.armed = nil
        switch crash {
        case .kill, .signal:
            for handle in openings.keys.sorted() where openings[handle]?.isDaemon == true {
                close(Handle(number: handle))
            }
        case .powerCut: cutPower()
        }
        watches.reset()
    }

    private mutating func cutPower() {
        openings = [:]
        writing = []
        users = [:]
        for device in devices.indices {
            makeDurable(devices[device].journal.takeSurvivors(model, &random))
            for lost in devices[device].journal.takeAll().reversed() { inodes[lost.file].changed = lost.changedBefore }
            for file in devices[device].dirty.sorted() where inodes[file].content.crash(model, &random) {
                inodes[file].lostContent = true
            }
            devices[device].dirty = []
        }
        for file in inodes.indices {
            inodes[file].links = 0
            inodes[file].pending = 0
            inodes[file].openings = 0
            inodes[file].writers = 0
            inodes[file].lease = nil
            inodes[file].leaseIsBroken = false
            inodes[file].lock = nil
            inodes[file].names = inodes[file].durableNames
        }
        recount()
    }

    /// Walks the tree from the roots: what it does not meet is gone.
    private mutating func recount() {
        var used = [Int](repeating: 0, count: devices.count)
        var folders = devices.map(\.root)
        for root in folders { inodes[root].links = 1 }
        while let folder = folders.popLast() {
            for entry in inodes[folder].names.entries {
                let file = entry.file
                inodes[file].links += 1
                guard inodes[file].links == 1 else { continue }
                used[inodes[file].device] += inodes[file].content.charge
                guard inodes[file].kind == .folder else { continue }
                inodes[file].parent = folder
                inodes[file].ownName = entry.name
                folders.append(file)
            }
        }
        for device in devices.indices { devices[device].used = used[device] }
        for file in inodes.indices where !inodes[file].isDead {
            if inodes[file].links == 0 {
                inodes[file].isReleased = true
                inodes[file].durableLinks = 0
                inodes[file].names = NameTable()
                inodes[file].durableNames = NameTable()
            } else {
                inodes[file].isReleased = false
                inodes[file].durableLinks = inodes[file].links
            }
            dropIfUnused(file)
        }
    }
}
