import Host

/// What becomes of a candidate that was looked at and not taken, and what waits.
extension InboxFeed {
    mutating func settledWith(_ candidate: Candidate) {
        if candidate.place == .inbox { room.remove(candidate.path) }
    }

    /// What earlier looks at the file knew.
    func look(_ candidate: Candidate, now: Instant, wall: Int64) -> Taker.Look {
        let entry = room[candidate.path]
        return Taker.Look(now: now, wall: wall, firstSeen: entry?.firstSeen ?? now, attempts: entry?.attempts ?? 0)
    }

    mutating func wait(
        _ candidate: Candidate, _ reason: WaitReason, until due: Instant, _ sighting: Candidate.Sighting?, now: Instant
    ) {
        let earlier = room[candidate.path]
        let isSame = earlier?.reason == reason
        let entry = WaitingRoom.Entry(
            reason: reason, changed: candidate.changed, firstSeen: isSame ? earlier?.firstSeen ?? now : now,
            due: due == .distantFuture ? nil : due, attempts: isSame ? (earlier?.attempts ?? 0) + 1 : 0,
            sighting: sighting, place: candidate.place)
        if !isSame, reason.needsAPerson { notices.append(.waits(candidate.path, reason)) }
        if !room.put(candidate.path, entry) { partial.insert(Backlog.source(of: candidate.path)) }
    }

    /// The file that has waited longest, and why.
    var oldest: WaitingFile? {
        let waiting = room.oldest.map {
            WaitingFile(path: $0.path.text, reason: $0.entry.reason, changed: $0.entry.changed)
        }
        let ready = backlog.oldest.map { WaitingFile(path: $0.path.text, reason: .queued, changed: $0.changed) }
        guard let waiting, let ready else { return waiting ?? ready }
        return waiting.changed <= ready.changed ? waiting : ready
    }

    /// True when the last listing of everything is younger than the last file that was drawn, and nothing that it found
    /// will be ready by itself soon: files that only need to stay unchanged are waited for, writers are not.
    var isDrained: Bool {
        backlog.isEmpty && !drawnSinceListing && !listsMore
            && !room.entries.values.contains { $0.reason == .settling }
    }

    /// True when nothing is ready and only a listing can tell whether that is all.
    var needsListing: Bool { !backlog.hasReady && drawnSinceListing && !listsMore }

    /// What waits, oldest first.
    var left: [WaitingFile] {
        room.entries.map { WaitingFile(path: $0.key.text, reason: $0.value.reason, changed: $0.value.changed) }
            .sorted { $0.changed < $1.changed }
    }
}
