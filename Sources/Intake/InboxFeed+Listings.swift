import Host

/// The truth: what lies in the folders.
extension InboxFeed {
    /// A listing of a subfolder that found more is not kept; its whole source is listed instead.
    private static let smallListing = 4_096
    /// Time spent on listings before other work has its turn: about that of a batch, so that neither waits for long.
    private static let slice = Duration.milliseconds(50)

    /// Lists what is due, for one slice of time.
    mutating func listDue(now: Instant, wall: Int64) {
        let end = time.monotonic + InboxFeed.slice
        repeat {
            if scan == nil {
                if toScan.isEmpty { toScan = tree.dueListings(at: now).reversed() }
                guard let start = toScan.popLast() else { return }
                begin(start, now: now, wall: wall)
            }
            if goOn(until: end, now: now, wall: wall) { finish(now: now) }
        } while time.monotonic < end
    }

    private mutating func begin(_ start: RelativePath, now: Instant, wall: Int64) {
        cache.forgetAll()
        let share: @Sendable (Int) -> Int
        if start.depth > 1 {
            share = { _ in InboxFeed.smallListing }
        } else {
            let others = start.isRoot ? 0 : backlog.sourceCount(without: start)
            share = { Backlog.share(of: others + $0) }
        }
        scan = InboxScan(
            from: start, in: root, at: time.monotonic, wall: wall, volume: volume, watcher: watchesTell ? watcher : nil,
            ignore: ignore, capacity: share)
        room.beginListing()
        drawnMeanwhile = []
        if start.isRoot { drawnSinceListing = false }
        // What had no room until now will be found.
        if start.depth <= 1 { partial = partial.filter { !start.contains($0) } }
    }

    /// True when all is listed.
    private mutating func goOn(until end: Instant, now: Instant, wall: Int64) -> Bool {
        guard var scan else { return true }
        self.scan = nil
        var room = WaitingRoom()
        swap(&room, &self.room)
        let (completeness, time) = (completeness, time)
        let before = scan.findings.names
        let isDone = scan.run(until: { time.monotonic >= end }) { path, status in
            if let placement = room.seen(path, changed: status.changed, at: now) { return placement }
            if status.kind != .regular || completeness.isQuiet(status, nil, now: now, wall: wall) { return .ready }
            let entry = WaitingRoom.Entry(
                reason: .settling, changed: status.changed, firstSeen: now, due: completeness.settled(now), attempts: 0,
                sighting: Candidate.Sighting(status: status, at: now), place: .inbox)
            return room.put(path, entry) ? .waiting : .noRoom
        }
        counters.names += scan.findings.names - before
        swap(&room, &self.room)
        for (folder, id) in scan.takeWatched() { tree.add(folder, id) }
        self.scan = scan
        return isDone
    }

    private mutating func finish(now: Instant) {
        guard let done = scan else { return }
        scan = nil
        counters.listings += 1
        room.endListing(of: done.start)
        if done.start.isRoot {
            hasListedAll = true
            watchGate()
        }
        rest(done.start, since: done.began)
        accept(done.findings, from: done.start, now: now)
        drawnMeanwhile = []
    }

    /// Notes when a source, or the whole, may be listed again for want of room.
    private mutating func rest(_ start: RelativePath, since began: Instant) {
        guard start.depth <= 1 else { return }
        if start.isRoot { rests = [:] }
        rests[start] = ListingRest(from: began, to: time.monotonic)
    }

    private mutating func accept(_ findings: InboxScan.Findings, from start: RelativePath, now: Instant) {
        partial.formUnion(findings.partial)
        notices += troubles.replace(below: start, with: findings.troubles)
        if start.depth <= 1 {
            // What was drawn while the listing went on is taken or waits; it may have been found before.
            backlog.replace(below: start, with: findings.ready, without: drawnMeanwhile)
        } else if let list = findings.ready.values.first {
            if list.isPartial {
                tree.list(start.first, at: now)
            } else {
                for candidate in list.all where !backlog.hint(candidate) { partial.insert(start.first) }
            }
        }
    }

    /// Watches the names in the folder that holds the inbox. An inbox that was removed says nothing for as long as it is
    /// open here, and neither does one that has another mounted on it: the first shows in its parent, the second in the
    /// table of mounts.
    private mutating func watchGate() {
        guard watchesTell, let gate, gateWatch == nil, let parent = try? volume.openFolder(at: gate.parent) else { return }
        gateWatch = try? watcher.watch(parent, .names)
        // What happened before the watch was there.
        if gateWatch != nil { doubt() }
    }
}
