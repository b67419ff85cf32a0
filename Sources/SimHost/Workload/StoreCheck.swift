public import Host

/// Proves the contract's promises on a world, again and again during a life. It believes nothing that the engine says:
/// only the streams, the tree of files, and what the world saw the daemon do.
public struct StoreCheck: Sendable {
    /// Where the daemon was told to keep things, from the root of the world.
    public struct Folders: Sendable {
        public var state, inbox, store, archive, rejected: RelativePath

        /// All below one state folder, as by default.
        public init(state: RelativePath = "state") {
            self.state = state
            inbox = state.appending("inbox")
            store = state.appending("store")
            archive = state.appending("archive")
            rejected = state.appending("rejected")
        }
    }

    /// Bytes of originals are durable this long after they were taken, with some room for one cycle.
    private static let originalsDue = Duration.milliseconds(1_100)

    public let folders: Folders
    /// Originals stay after their lines are durable (`archive.policy`); rejected ones always do.
    public let keepsOriginals: Bool
    /// Leases are asked for the daemon's own files: nobody can be writing to one that was taken.
    public let leasesTell: Bool
    private let sha256: @Sendable ([UInt8]) -> String
    /// What was durable when the daemon last had nothing half done.
    private var committed: [String: [UInt8]] = [:]
    private var nextSeq = 1
    private var articleIDs: Set<String> = []
    private var seenFiles: Set<String> = []
    private var lines: [RelativePath: StoreLine] = [:]
    private var origins: [RelativePath: RelativePath] = [:]
    private var movesSeen = 0
    private var removalsSeen = 0
    /// Originals whose bytes need not be durable yet.
    private var young: [(path: RelativePath, since: Instant)] = []
    /// Lines by stream.
    public private(set) var counts: [String: Int] = [:]

    /// - Parameter sha256: lower-case hex.
    public init(folders: Folders = Folders(), keepsOriginals: Bool = true, leasesTell: Bool = true, sha256: @escaping @Sendable ([UInt8]) -> String) {
        self.folders = folders
        self.keepsOriginals = keepsOriginals
        self.leasesTell = leasesTell
        self.sha256 = sha256
    }

    /// What must hold at any time, also right after a crash: nothing that was committed has changed.
    public func always(_ world: World) -> [String] {
        StoreStream.names.compactMap { name in
            guard let old = committed[name], !old.isEmpty else { return nil }
            let stream = StoreStream(name, in: folders.store, of: world)
            if stream.bytes.count < old.count {
                return "\(name): \(old.count - stream.bytes.count) committed bytes are gone"
            }
            return stream.bytes[..<old.count] == old[...] ? nil : "\(name): committed bytes changed"
        }
    }

    /// What must hold after a cycle in which nothing failed: all lines are durable, whole and right, and so are the
    /// originals. `began` is when the cycle did.
    public mutating func settled(_ world: World, began: Instant) -> [String] {
        noteMoves(world)
        var problems: [String] = []
        var new: [StoreLine] = []
        for name in StoreStream.names {
            let stream = StoreStream(name, in: folders.store, of: world)
            if let problem = stream.problem { problems.append(problem) }
            let from = committed[name]?.count ?? 0
            guard stream.bytes.count != from else { continue }
            if !stream.isDurable(in: world) { problems.append("\(name): lines that are not durable after a good cycle") }
            problems += StoreCheck.parse(stream, from: from, into: &new)
            committed[name] = stream.bytes
        }
        for line in new.sorted(by: { $0.seq < $1.seq }) { problems += take(line, world, began) }
        return problems + checkYoung(world, began) + badRemovals(world)
    }

    private static func parse(_ stream: StoreStream, from: Int, into lines: inout [StoreLine]) -> [String] {
        var problems: [String] = []
        var rest = stream.bytes[min(from, stream.bytes.count)...]
        while !rest.isEmpty {
            guard let end = rest.firstIndex(of: 10) else {
                return problems + ["\(stream.name): half a line at \(rest.startIndex)"]
            }
            if let line = StoreLine(rest[..<end], stream: stream.name) {
                lines.append(line)
            } else {
                problems.append("\(stream.name): no record at \(rest.startIndex)")
            }
            rest = rest[(end + 1)...]
        }
        return problems
    }

    /// One more line, in the order of seq.
    private mutating func take(_ line: StoreLine, _ world: World, _ began: Instant) -> [String] {
        var problems: [String] = []
        let name = "\(line.stream) seq \(line.seq)"
        if line.seq != nextSeq { problems.append("\(name): expected seq \(nextSeq)") }
        nextSeq = max(nextSeq, line.seq) + 1
        counts[line.stream, default: 0] += 1
        if let text = line.text, sha256(Array(text.utf8)) != line.id { problems.append("\(name): id is not that of its text") }
        problems += checkVerdict(line).map { "\(name): \($0)" }
        guard let original = line.original else { return problems + ["\(name): no original"] }
        if let other = lines.updateValue(line, forKey: original) {
            problems.append("\(name): a second line for \(original), after seq \(other.seq)")
        }
        if original.bytes.drop(while: { $0 != UInt8(ascii: "/") }).dropFirst() != line.file?[...] {
            problems.append("\(name): file and original differ")
        }
        if let from = origins[folders.archive.appending(original)], from.bytes != folders.inbox.bytes + [UInt8(ascii: "/")] + (line.file ?? []) {
            problems.append("\(name): was taken from \(from), says \(original)")
        }
        young.append((place(of: line, original), began))
        return problems + checkOriginal(line, original, world).map { "\(name): \($0)" }
    }

    /// Article or duplicate, given the lines before.
    private mutating func checkVerdict(_ line: StoreLine) -> [String] {
        var problems: [String] = []
        switch line.stream {
        case "articles":
            if let id = line.id, !articleIDs.insert(id).inserted { problems.append("id \(id) is there already") }
            if let file = line.sha256, seenFiles.contains(file) { problems.append("the file was there already") }
            if line.text?.isEmpty ?? true { problems.append("no text") }
        case "duplicates":
            if let of = line.of, !articleIDs.contains(of) { problems.append("of names no earlier article") }
            if line.of == nil { problems.append("says not of what") }
            let known = line.sha256.map { seenFiles.contains($0) } ?? false
            if known != (line.kind == "bytes") { problems.append("kind \(line.kind ?? "none"), file known: \(known)") }
            if line.kind == "text", line.id.map({ articleIDs.contains($0) }) != true, line.of == nil {
                problems.append("its text is new")
            }
        default:
            if line.reason == nil { problems.append("no reason") }
            return problems
        }
        if let file = line.sha256 { seenFiles.insert(file) }
        return problems
    }

    private func place(of line: StoreLine, _ original: RelativePath) -> RelativePath {
        (line.stream == "rejected" ? folders.rejected : folders.archive).appending(original)
    }

    private func checkOriginal(_ line: StoreLine, _ original: RelativePath, _ world: World) -> [String] {
        let path = place(of: line, original)
        let wrong = (line.stream == "rejected" ? folders.archive : folders.rejected).appending(original)
        if world.sight(wrong) != nil { return ["its original lies also, or only, in \(wrong)"] }
        guard let sight = world.sight(path) else {
            if !keepsOriginals, line.stream != "rejected" { return [] }
            return ["its original \(path) is missing"]
        }
        guard sight.kind == .regular, !sight.lostContent else { return [] }
        // Without a lease a writer who pauses for longer than `settle` is taken for gone.
        if sight.writtenElsewhere, !leasesTell || sight.status.owner != World.daemonID { return [] }
        if let digest = line.sha256, sha256(sight.bytes) != digest { return ["its original has another sha256"] }
        if line.sha256 != nil, line.bytes != sight.bytes.count { return ["bytes is not the size of its original"] }
        return []
    }

    /// Originals that have no line: taken, and still to be ingested. After a good cycle the daemon knows of each.
    public func unlined(_ world: World) -> Int {
        world.sights(below: folders.archive).count { sight in
            guard sight.kind != .folder, sight.path.last.bytes.first != UInt8(ascii: ".") else { return false }
            let original = RelativePath(bytes: Array(sight.path.bytes.dropFirst(folders.archive.bytes.count + 1)))
            return original.map { lines[$0] == nil } ?? false
        }
    }

    private mutating func checkYoung(_ world: World, _ began: Instant) -> [String] {
        var problems: [String] = []
        for (path, since) in young where began - since >= StoreCheck.originalsDue {
            guard let sight = world.sight(path), sight.kind == .regular, !sight.lostContent else { continue }
            if world.durableBytes(path)?.count != sight.bytes.count { problems.append("\(path) is not durable after a second") }
        }
        young.removeAll { began - $0.since >= StoreCheck.originalsDue }
        return problems
    }

    /// Something failed: what was to be done within a time begins anew.
    public mutating func disturbed(at now: Instant) {
        for index in young.indices { young[index].since = now }
    }

    private mutating func noteMoves(_ world: World) {
        let moves = world.moves
        for move in moves[movesSeen...] where folders.archive.contains(move.to) && folders.inbox.contains(move.from) {
            origins[move.to] = move.from
        }
        movesSeen = moves.count
    }

    private mutating func badRemovals(_ world: World) -> [String] {
        let removals = world.removals
        defer { removalsSeen = removals.count }
        return removals[removalsSeen...].filter { path in
            if path.last.bytes.first == UInt8(ascii: ".") || path.parent == folders.state { return false }
            if !keepsOriginals, folders.archive.contains(path) {
                let original = RelativePath(bytes: Array(path.bytes.dropFirst(folders.archive.bytes.count + 1)))
                if let line = original.flatMap({ lines[$0] }), line.stream != "rejected" { return false }
            }
            return true
        }.map { "the daemon removed \($0)" }
    }

    /// What must hold at the end of a life, when everything that could be taken was: each original has its line, and
    /// nothing waits in the inbox but what may.
    public func finished(_ world: World) -> [String] {
        var problems = always(world)
        for root in [folders.archive, folders.rejected] {
            for sight in world.sights(below: root) where sight.kind != .folder {
                let original = RelativePath(bytes: Array(sight.path.bytes.dropFirst(root.bytes.count + 1))) ?? .root
                guard original.last.bytes.first != UInt8(ascii: ".") || lines[original] != nil else { continue }
                guard let line = lines[original] else {
                    problems.append("\(sight.path) has no line")
                    continue
                }
                if place(of: line, original) != sight.path { problems.append("\(sight.path) belongs elsewhere") }
            }
        }
        for (original, line) in lines.sorted(by: { $0.key < $1.key }) {
            problems += checkOriginal(line, original, world).map { "\(line.stream) seq \(line.seq): \($0)" }
        }
        for sight in world.sights(below: folders.inbox) where sight.kind != .folder {
            problems.append("\(sight.path) still waits")
        }
        return problems
    }

    /// Every line of every stream without what may differ between two runs over the same files: the time of storing, and
    /// where a commit takes several files the number of the delivery, because a commit numbers its articles before its
    /// duplicates, and a fault may part a commit in two.
    public static func comparable(_ world: World, withNumbers: Bool, _ folders: Folders = Folders()) -> [String] {
        StoreStream.names.flatMap { name in
            let stream = StoreStream(name, in: folders.store, of: world)
            return stream.bytes.split(separator: 10).map { line in
                let text = String(decoding: line, as: UTF8.self)
                let timeless = without("\"added\":\"", until: "\"", in: text)
                return name + " " + (withNumbers ? timeless : without("\"seq\":", until: ",", in: timeless))
            }
        }
    }

    private static func without(_ key: String, until end: Character, in line: String) -> String {
        guard let start = line.firstRange(of: key) else { return line }
        return String(line[..<start.lowerBound] + line[start.upperBound...].drop { $0 != end })
    }
}
