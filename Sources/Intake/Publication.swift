public import Host

/// When status.json is to be replaced. Readers learn from it how far the streams are durable, and soon; and by its age
/// that the daemon lives. A pure value.
public struct Publication: Sendable {
    /// Least pause between two: what follows the store is behind by no more, and twenty small files a second cost nothing
    /// that could be measured.
    static let pause = Duration.milliseconds(50)
    /// Longest pause, with news or without.
    public static let heartbeat = Duration.seconds(60)

    private var published: Progress?
    private var publishedAt: Instant?
    private var hasNews = false

    public init() {}

    /// When `isDue` wants to be asked again, though there is nothing else to do.
    public var due: Instant? {
        publishedAt.map { $0 + (hasNews ? Publication.pause : Publication.heartbeat) }
    }

    /// True when it is to be replaced now; then the caller does.
    public mutating func isDue(_ progress: Progress, now: Instant) -> Bool {
        if progress != published { hasNews = true }
        if let due, now < due { return false }
        published = progress
        publishedAt = now
        hasNews = false
        return true
    }
}
