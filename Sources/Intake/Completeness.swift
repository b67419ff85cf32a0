import Host

/// Whether a file may be taken, as far as that can be told from its status, the clocks and the answer of a lease.
///
/// The law (also in the top README): a file is complete when nobody has it open for writing. A granted lease proves that
/// where every writer passes this kernel; a file written in place must besides be unchanged for `settle` after its last
/// close, for tools that open twice. Where leases do not tell, a file is complete when it was unchanged for `settle`.
struct Completeness: Sendable {
    /// Longest pause between two looks at a file that somebody keeps open: a writer through a mapping closes without an event.
    static let longestPause = Duration.seconds(5)

    let settle: Duration
    let patience: Duration
    /// From the settings and the filesystem: whether a granted lease is believed.
    let leasesTell: Bool

    /// Whether a file of this age has been quiet for `settle`. A change that lies in the future, because the clock was
    /// stepped back, proves nothing: then only a sighting counts.
    func isQuiet(_ status: FileStatus, _ sighting: Candidate.Sighting?, now: Instant, wall: Int64) -> Bool {
        let last = max(status.changed, status.modified)
        if last <= wall, wall &- last >= settle.wholeNanoseconds { return true }
        guard let sighting else { return false }
        return sighting.status.hasSameContent(as: status) && sighting.status.changed == status.changed
            && now - sighting.at >= settle
    }

    /// How long a file that is not quiet yet must be left alone.
    func settled(_ now: Instant) -> Instant { now + settle }

    /// When to look again at a file that somebody writes, after this many looks in vain.
    func nextLook(after attempts: Int, now: Instant) -> Instant {
        let base = max(settle, .milliseconds(10))
        let pause = base * (1 << min(attempts, 12))
        return now + min(pause, Completeness.longestPause)
    }

    /// True when an empty or unreadable file has had its time. `changed` counts too, so that a restart does not begin anew.
    func isOutOfPatience(firstSeen: Instant, changed: Int64, now: Instant, wall: Int64) -> Bool {
        now - firstSeen >= patience || (changed <= wall && wall &- changed >= patience.wholeNanoseconds)
    }

    /// When an empty or unreadable file will have had its time.
    func endOfPatience(firstSeen: Instant, changed: Int64, now: Instant, wall: Int64) -> Instant {
        let waited = changed <= wall ? Duration.nanoseconds(wall &- changed) : .zero
        let left = max(.zero, patience - max(waited, now - firstSeen))
        return now + left
    }
}

extension Settings.Completeness {
    /// Whether a granted lease proves that nobody writes.
    func believesLeases(on traits: FilesystemTraits) -> Bool {
        switch self {
        case .lease: true
        case .quiet: false
        case .auto: traits.leasesTell
        }
    }
}
