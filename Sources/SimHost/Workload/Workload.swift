public import Host
internal import SystemPackage

/// A life by seed: which hazards it has, and its steps.
public struct Workload: Sendable {
    public let seed: UInt64
    public let hazards: Hazards
    /// The inbox, from the root of the world.
    public let inbox: RelativePath
    private var random: SeededRandom
    private var mill: TextMill
    /// Paths that files were put under, to come back to.
    private var used: [RelativePath] = []
    /// Open writers and what they still have to write.
    private var writers: [(id: Int, rest: [UInt8])] = []
    private var nextWriter = 1
    private var nextName = 1

    /// - Parameter hazards: nil lets the seed choose.
    public init(seed: UInt64, hazards: Hazards? = nil, inbox: RelativePath = "state/inbox") {
        self.seed = seed
        self.inbox = inbox
        random = SeededRandom(seed: seed)
        let chosen = Hazards(rawValue: UInt32(truncatingIfNeeded: random.next() | random.next())).intersection(.all)
        self.hazards = hazards ?? chosen
        mill = TextMill(seed: random.next())
    }

    /// The next steps of the life.
    public mutating func steps(_ count: Int) -> [Step] {
        var steps: [Step] = []
        while steps.count < count { steps += next() }
        return Array(steps.prefix(count))
    }

    /// Files that are all there from the start, complete and durable.
    public mutating func backlog(_ count: Int) -> [Step] {
        (0..<count).map { _ in Step.act(.moveIn(newPath(), file())) } + [.writeBack]
    }

    /// Fate alone: crashes, faults and restarts with some work in between, and no users. No file is made unreadable or given back:
    /// it would wait, and others would overtake it.
    public mutating func misfortunes(_ count: Int) -> [Step] {
        (0..<count).flatMap { _ in [readable(misfortune()), .cycle(random.number(in: 1...2)), .wait(.milliseconds(random.number(in: 1...3000)))] }
    }

    private func readable(_ step: Step) -> Step {
        guard case .fail(let calls, let nth, let errno, let stays, let effect) = step else { return step }
        guard calls?.isDisjoint(with: [.open, .read, .status, .lease]) ?? false else {
            return .fail([.append, .sync, .rename], nth: nth, errno: errno, stays: stays, effect)
        }
        return step
    }

    private mutating func next() -> [Step] {
        switch random.below(100) {
        case 0..<42: arrival()
        case 42..<66: [.cycle(random.number(in: 1...3))]
        case 66..<76: [.wait(pause()), .cycle(1)]
        case 76..<80: random.chance(300) ? [.writeBack] : [.cycle(2)]
        case 80..<86: hazards.contains(.edits) ? edit() : arrival()
        default: [misfortune(), .cycle(random.number(in: 1...4))]
        }
    }

    private mutating func pause() -> Duration {
        switch random.below(20) {
        case 0..<12: .milliseconds(random.number(in: 1...400))
        case 12..<17: .milliseconds(random.number(in: 400...3000))
        case 17..<19: .seconds(random.number(in: 5...90))
        default: .seconds(random.number(in: 300...900))
        }
    }

    // MARK: users

    private mutating func file() -> [UInt8] { mill.file(junk: hazards.contains(.junk) ? 150 : 0) }

    private mutating func newPath() -> RelativePath {
        let name: RelativePath
        if hazards.contains(.oddities), random.chance(60) {
            name = RelativePath(bytes: [0xFF, UInt8(ascii: "a"), 10, UInt8(random.number(in: 0x80...0xFE))]) ?? "odd"
        } else {
            name = RelativePath("n\(nextName).txt") ?? "n"
        }
        nextName += 1
        let folders: [RelativePath] = [.root, .root, "alpha", "beta", "alpha/deep", "gamma/very/deep"]
        let path = inbox.appending(folders[random.below(folders.count)]).appending(name)
        used.append(path)
        return path
    }

    /// A new name, or one that was there before.
    private mutating func path() -> RelativePath {
        if random.chance(250), let old = random.pick(used) { return old }
        return newPath()
    }

    /// Makes sure that there is a folder to write into.
    private func folders(of path: RelativePath) -> [Step] {
        var folder = RelativePath.root
        return path.parent.components.compactMap { part in
            folder = folder.appending(part)
            return folder.depth >= inbox.depth ? .act(.makeFolder(folder)) : nil
        }
    }

    private mutating func arrival() -> [Step] {
        let path = path()
        let before = folders(of: path)
        switch random.below(hazards.contains(.oddities) ? 12 : 9) {
        case 0..<3: return before + [.act(.copyIn(path, file()))]
        case 3..<6: return before + [.act(.moveIn(path, file()))]
        case 6: return before + [.act(.linkIn(path, file()))]
        case 7:
            return (0..<random.number(in: 5...20)).flatMap { _ in
                let path = self.path()
                return folders(of: path) + [Step.act(.moveIn(path, file()))]
            }
        case 8: return [.act(.moveFolderIn(tree(), (0..<random.number(in: 1...5)).map { leaf($0) }))]
        case 9: return before + [.act(special(path))]
        case 10: return before + [.act(.hardLink(from: random.pick(used) ?? path, to: path))]
        default: return before + [.act(.copyIn(path, file())), .act(.chown(path, 1000))]
        }
    }

    private mutating func tree() -> RelativePath {
        nextName += 1
        return inbox.appending(RelativePath("tree\(nextName)") ?? "tree")
    }

    private mutating func leaf(_ number: Int) -> UserAction.Leaf {
        UserAction.Leaf(RelativePath(random.chance(500) ? "x/y\(number)" : "z\(number)") ?? "z", file())
    }

    private mutating func special(_ path: RelativePath) -> UserAction {
        let kinds: [FileStatus.Kind] = [.fifo, .socket, .device, .symbolicLink]
        let target = Array((random.chance(500) ? "/state/inbox" : "nowhere").utf8)
        return .special(path, kinds[random.below(4)], target: target)
    }

    private mutating func edit() -> [Step] {
        if random.chance(300) {
            return [.interfere(call: random.number(in: 1...60), userEdit()), .cycle(random.number(in: 1...2))]
        }
        return userEdit().map { .act($0) }
    }

    /// What one user does at once to one file.
    private mutating func userEdit() -> [UserAction] {
        switch random.below(9) {
        case 0..<3: return write()
        case 3: return [.rename(from: random.pick(used) ?? inbox, to: path())]
        case 4: return [.remove(random.pick(used) ?? path())]
        case 5: return [.chmod(random.pick(used) ?? path(), random.chance(500) ? .none : .all)]
        case 6: return [.touch(random.pick(used) ?? path())]
        case 7: return [.moveIn(random.pick(used) ?? path(), file())]
        default: return [.copyIn(random.pick(used) ?? path(), file())]
        }
    }

    /// Opens a file, or writes the rest of one that is open and closes it.
    private mutating func write() -> [UserAction] {
        if writers.count > 3 || (!writers.isEmpty && random.chance(500)) {
            let (id, rest) = writers.remove(at: random.below(writers.count))
            var actions: [UserAction] = [.write(writer: id, rest)]
            if random.chance(200) { actions.append(.sync(writer: id)) }
            return actions + [.close(writer: id)]
        }
        let (first, second) = mill.half(of: file())
        let id = nextWriter
        nextWriter += 1
        writers.append((id, second))
        return [.open(writer: id, path(), truncating: random.chance(500)), .write(writer: id, first)]
    }

    /// Every writer finishes.
    public mutating func finish() -> [Step] {
        defer { writers = [] }
        return writers.flatMap { [Step.act(.write(writer: $0.id, $0.rest)), .act(.close(writer: $0.id))] }
    }

    // MARK: fate

    private mutating func misfortune() -> Step {
        for _ in 0..<20 {
            let (_, hazard) = Hazards.names[random.below(Hazards.names.count)]
            guard hazards.contains(hazard), let step = misfortune(hazard) else { continue }
            return step
        }
        return .heal
    }

    private mutating func misfortune(_ hazard: Hazards) -> Step? {
        switch hazard {
        case .kills: stop(.kill)
        case .powerCuts: stop(.powerCut)
        case .faults: random.chance(400) ? .heal : failure()
        case .fullDisk: .room(random.chance(500) ? nil : random.below(20_000))
        case .clock: .jump(.seconds(random.number(in: -90_000...90_000)))
        case .index: indexTrouble()
        case .restarts: .restart
        case .lostDisk: random.chance(500) ? .readOnly(random.chance(400)) : .unplugged(random.chance(300))
        case .hints:
            .hints(
                WatchTrouble(lost: random.below(300), doubled: random.below(300), late: random.below(300)),
                watches: random.chance(200) ? random.below(4) : 65_536, queue: random.chance(300) ? random.number(in: 1...10) : 16_384)
        case .folders: .act(folderTrouble())
        default: nil
        }
    }

    private mutating func stop(_ crash: Crash) -> Step {
        if random.chance(150) { return .crash(crash) }
        return .stop(crash, nth: nth(), afterEffect: random.chance(500))
    }

    private mutating func folderTrouble() -> UserAction {
        let folders: [RelativePath] = ["alpha", "beta", "alpha/deep", "gamma", "gamma/very"]
        let folder = random.chance(150) ? inbox : inbox.appending(folders[random.below(folders.count)])
        nextName += 1
        let aside = RelativePath("aside\(nextName)") ?? "aside"
        switch random.below(6) {
        case 0: return .rename(from: folder, to: inbox.parent.appending(aside))
        case 1: return .remove(folder)
        case 2: return .rename(from: folder, to: inbox.appending(aside))
        case 3: return .chmod(folder, Rights(write: false))
        case 4: return .chmod(folder, Rights(read: random.chance(500), search: random.chance(500)))
        default: return .chmod(folder, .all)
        }
    }

    /// Deleted, damaged, or found damaged while it is read (`.illegalByteSequence`, as a store says of a broken page).
    private mutating func indexTrouble() -> Step {
        switch random.below(3) {
        case 0: .indexLost
        case 1: .indexDamaged(seed: random.next())
        default: .fail([.index], nth: random.number(in: 1...20), errno: Errno.illegalByteSequence.rawValue, stays: false, .nothing)
        }
    }

    /// Small numbers often, large ones sometimes: the start of a cycle and the middle of a batch.
    private mutating func nth() -> Int {
        random.chance(500) ? random.number(in: 1...25) : random.number(in: 1...250)
    }

    private mutating func failure() -> Step {
        let errnos: [Errno] = [.ioError, .ioError, .noSpace, .noMemory, .tooManyOpenFiles]
        let errno = errnos[random.below(errnos.count)]
        let kinds: [Set<Fault.Call>?] = [
            nil, nil, [.append], [.sync], [.rename], [.open], [.index], [.truncate, .allocate, .overwrite], [.read, .status, .list],
            [.makeFolder, .remove], [.lease, .watch, .space],
        ]
        let kind = kinds[random.below(kinds.count)]
        let effects: [FaultPlan.Effect] = [.nothing, .nothing, .part, .all]
        return .fail(
            kind, nth: kind == nil ? nth() : random.number(in: 1...12), errno: errno.rawValue, stays: random.chance(250),
            effects[random.below(effects.count)])
    }
}
