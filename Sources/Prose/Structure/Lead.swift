/// What stands around the headline. Above it are menus and labels. Below it, before the run of prose that is the article,
/// are standfirsts: sentences that often have no full stop, or stand apart from the run behind a picture or a date, and
/// are text all the same.
enum Lead {
    /// Words of a standfirst; fewer may be a label.
    static let leastWords = 9
    /// A headline with more lines between it and the run is none of this run's.
    static let mostLines = 10

    /// More lines above a headline may be a table or a poem, and the headline a wrong one.
    static let mostAbove = 8

    /// Cuts what is kept above the headline without being prose: menus, labels, names of the outlet.
    static func clear(above title: Int?, in draft: inout Draft) {
        guard let title, title <= mostAbove else { return }
        for piece in 0..<title where draft.fates[piece].isKept && !isLead(draft.traits[piece]) {
            draft.fates[piece] = .cut(.structure(.navigation))
        }
    }

    /// Keeps again what was cut between headline and run only for standing there.
    static func keep(in draft: inout Draft, title: Int?, body: Int) {
        guard let title, title < body, body - title <= mostLines else { return }
        for piece in title + 1..<body where isOutside(draft.fates[piece]) && isLead(draft.traits[piece]) {
            draft.fates[piece] = .kept
        }
    }

    private static func isOutside(_ fate: Fate) -> Bool {
        fate == .cut(.structure(.navigation)) || fate == .cut(.structure(.outsideProse))
    }

    /// Mostly small words, as in a sentence; a list of links begins its words with capitals, or has marks.
    private static func isLead(_ traits: Traits) -> Bool {
        guard traits.bullet == 0, traits.separators == 0, !traits.hasAddress, !traits.hasCopyright, !traits.endsEllipsis else { return false }
        return traits.isProse || traits.words >= leastWords && traits.smalls > traits.capitals
    }
}
