import Host

/// How many lines a second a kind of event may take in the journal, which drops what is above its own limit: the rest is
/// counted, never lost in silence. A pure value.
struct Pace: Sendable {
    private static let second = Duration.seconds(1)

    /// Lines in one second.
    let limit: Int
    private var windowStart: Instant?
    private var admitted = 0
    private(set) var heldBack = 0

    init(limit: Int) {
        precondition(limit >= 0)
        self.limit = limit
    }

    /// True when one more line fits into the second that began with the first line. A new one begins when what was held
    /// back in the last one has been taken.
    mutating func admit(at now: Instant) -> Bool {
        if heldBack == 0, windowStart.map({ now - $0 >= Pace.second }) ?? true {
            windowStart = now
            admitted = 0
        }
        guard admitted < limit else {
            heldBack += 1
            return false
        }
        admitted += 1
        return true
    }

    /// How many were held back, once the second in which that began is over; then counting begins anew.
    mutating func takeHeldBack(at now: Instant) -> Int? {
        guard heldBack > 0, let windowStart, now - windowStart >= Pace.second else { return nil }
        defer { heldBack = 0 }
        return heldBack
    }

    /// When `takeHeldBack` has something to say.
    var due: Instant? {
        heldBack > 0 ? windowStart.map { $0 + Pace.second } : nil
    }
}
