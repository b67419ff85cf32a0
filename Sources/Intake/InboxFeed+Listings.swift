import Host

/// The truth: what lies in the folders.
extension InboxFeed {
    /// Least pause between two listings of the same source for which more was found than is kept, or after an overflow.
    static let listingPause = Duration.seconds(1)
    /// The pause is at least this many times as long as the listing took: at most a fifth of the time goes to listing.
    private static let listingShare = 4
    /// A listing of a subfolder that found more is not kept; its whole source is listed instead.
    private static let smallListing = 4_096

    mutating func list(_ start: RelativePath, now: Instant, wall: Int64) {
        let earlier = room.extract(below: start)
        var kept = room
        let completeness = completeness
        let scan = InboxScan(
            volume: volume, watcher: watchesTell ? watcher : nil, ignore: ignore,
            emptyBefore: wall &- InboxScan.emptyFor.wholeNanoseconds)
        let began = time.monotonic
        cache.forgetAll()
        let findings = scan.run(from: start, in: &cache) { path, status in
            if var entry = earlier[path] {
                // What no clock can end may have been ended by whatever asked for this listing.
                if entry.due == nil, !entry.isQueued { entry.due = now }
                return kept.put(path, entry) ? .waiting : .noRoom
            }
            if status.kind != .regular || completeness.isQuiet(status, nil, now: now, wall: wall) { return .ready }
            let entry = WaitingRoom.Entry(
                reason: .settling, changed: status.changed, firstSeen: now, due: completeness.settled(now), attempts: 0,
                sighting: Candidate.Sighting(status: status, at: now), place: .inbox)
            return kept.put(path, entry) ? .waiting : .noRoom
        }
        room = kept
        counters.listings += 1
        if start.isRoot {
            drawnSinceListing = false
            watchGate()
        }
        rest(start, since: began)
        accept(findings, from: start, now: now)
    }

    /// Notes when a source, or the whole, may be listed again for want of room.
    private mutating func rest(_ start: RelativePath, since began: Instant) {
        guard start.depth <= 1 else { return }
        let ended = time.monotonic
        if start.isRoot { notBefore = [:] }
        notBefore[start] = ended + max(InboxFeed.listingPause, (ended - began) * InboxFeed.listingShare)
    }

    private mutating func accept(_ findings: InboxScan.Findings, from start: RelativePath, now: Instant) {
        for (folder, id) in findings.watched { tree.add(folder, id) }
        partial.formUnion(findings.partial)
        notices += troubles.replace(below: start, with: findings.troubles)
        if start.depth <= 1 {
            backlog.replace(below: start, with: findings.ready)
        } else if let list = findings.ready.values.first {
            if list.count > InboxFeed.smallListing {
                tree.list(start.first, at: now)
            } else {
                for candidate in list.all where !backlog.hint(candidate) { partial.insert(start.first) }
            }
        }
    }

    /// Watches the names in the folder that holds the inbox. An inbox that was removed says nothing for as long as it is
    /// open here, and neither does one that has another mounted on it: the first shows in its parent, the second is found
    /// by the next listing.
    private mutating func watchGate() {
        guard watchesTell, let gate, gateWatch == nil, let parent = try? volume.openFolder(at: gate.parent) else { return }
        gateWatch = try? watcher.watch(parent, .names)
        // What happened before the watch was there.
        if gateWatch != nil { doubt() }
    }
}
