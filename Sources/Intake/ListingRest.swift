import Host

/// How long after a listing of a source, or of the whole inbox, the next one may follow that is done for want of room or after
/// an overflow: it must not take the time of the files that could be taken meanwhile. Where there are none only the rest can
/// tell of more, and time is lost instead.
struct ListingRest: Sendable {
    /// Least pause between two listings.
    static let least = Duration.seconds(1)
    /// How many times as long as the listing the pause is: a fifth of the time goes to listing, or half of it when nothing
    /// else is ready. That is not all of it, for what a listing finds may be nothing that can be taken.
    private static let (share, shareWhenIdle) = (4, 1)

    private let ended: Instant
    private let took: Duration

    init(from began: Instant, to ended: Instant) {
        precondition(began <= ended)
        self.ended = ended
        took = ended - began
    }

    /// When the next listing may begin.
    func end(isIdle: Bool) -> Instant {
        ended + max(ListingRest.least, took * (isIdle ? ListingRest.shareWhenIdle : ListingRest.share))
    }
}
