import Host

/// One change of names that is not durable yet. Files and folders are numbers that are never used twice.
struct NameChange: Sendable {
    enum Kind: Sendable {
        case link, unlink, makeFolder, removeFolder
        /// Takes the name from `folder` to `toFolder`; what had the new name loses it in the same moment.
        case move(toFolder: Int, toName: RelativePath)
    }

    let kind: Kind
    let folder: Int
    let name: RelativePath
    let file: Int
    /// The file's time of change before: what it has again when the change is lost.
    let changedBefore: Int64
}

/// The changes of names on one filesystem that are not durable yet, oldest first (the rules are those of `CrashModel`).
struct NameJournal: Sendable {
    private(set) var changes: [NameChange] = []

    mutating func append(_ change: NameChange) {
        changes.append(change)
    }

    /// Takes out everything.
    mutating func takeAll() -> [NameChange] {
        defer { changes = [] }
        return changes
    }

    /// Takes out what a sync of `folder` makes durable, in order.
    mutating func take(syncing folder: Int, _ model: CrashModel) -> [NameChange] {
        switch model {
        case .ordered:
            guard let last = changes.lastIndex(where: { $0.touches(folder) || $0.makes(folder) }) else { return [] }
            defer { changes.removeSubrange(...last) }
            return Array(changes[...last])
        case .adversarial:
            return take(where: needed(for: folder))
        }
    }

    /// Takes out what a power cut at this moment leaves of the changes, in order; the others stay behind.
    mutating func takeSurvivors(_ model: CrashModel, _ random: inout SeededRandom) -> [NameChange] {
        guard !changes.isEmpty else { return [] }
        switch model {
        case .ordered:
            let kept = random.below(changes.count + 1)
            defer { changes.removeSubrange(..<kept) }
            return Array(changes[..<kept])
        case .adversarial:
            return take(where: survivors(chance: [0, 500, 900, 990][random.below(4)], &random))
        }
    }

    /// Which changes a sync of `folder` takes along: backwards, the order of each folder met on the way, and a home
    /// for every file that a rename brought from elsewhere.
    private func needed(for folder: Int) -> [Bool] {
        var ordered: Set<Int> = [folder]
        var reachable: Set<Int> = []
        var taken = [Bool](repeating: false, count: changes.count)
        for index in changes.indices.reversed() {
            let change = changes[index]
            switch change.kind {
            case .link, .unlink:
                taken[index] = ordered.contains(change.folder)
            case .move(let toFolder, _):
                guard ordered.contains(change.folder) || ordered.contains(toFolder) else { continue }
                taken[index] = true
                ordered.formUnion([change.folder, toFolder])
                if toFolder != change.folder { reachable.insert(toFolder) }
            case .makeFolder:
                let isHome = reachable.contains(change.file)
                guard isHome || ordered.contains(change.folder) else { continue }
                taken[index] = true
                ordered.insert(change.folder)
                if isHome { reachable.insert(change.folder) }
            case .removeFolder:
                guard ordered.contains(change.folder) || ordered.contains(change.file) else { continue }
                taken[index] = true
                ordered.formUnion([change.folder, change.file])
            }
        }
        return taken
    }

    private func survivors(chance: Int, _ random: inout SeededRandom) -> [Bool] {
        var broken: Set<Int> = []
        return changes.map { change in
            let touched = change.touched
            if broken.isDisjoint(with: touched), random.chance(chance) { return true }
            broken.formUnion(touched)
            return false
        }
    }

    private mutating func take(where taken: [Bool]) -> [NameChange] {
        var out: [NameChange] = []
        var left: [NameChange] = []
        for (change, isTaken) in zip(changes, taken) {
            if isTaken { out.append(change) } else { left.append(change) }
        }
        changes = left
        return out
    }
}

extension NameChange {
    /// Every folder whose later changes need this one.
    fileprivate var touched: [Int] {
        switch kind {
        case .link, .unlink: [folder]
        case .move(let toFolder, _): [folder, toFolder]
        case .makeFolder, .removeFolder: [folder, file]
        }
    }

    fileprivate func touches(_ other: Int) -> Bool { touched.contains(other) }
    fileprivate func makes(_ other: Int) -> Bool { file == other }
}
