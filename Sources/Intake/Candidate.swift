import Host

/// A name that may be ready to be taken.
struct Candidate: Sendable, Equatable {
    /// Where the file lies.
    enum Place: Sendable, Equatable {
        /// In the inbox, under its path there.
        case inbox
        /// Already in the current generation of the archive, under its path there: taken, without a line.
        case archive
    }

    /// How the file looked when it was first found unchanged, for where leases do not tell.
    struct Sighting: Sendable, Equatable {
        var status: FileStatus
        var at: Instant
    }

    var path: RelativePath
    var place: Place
    /// Its last change in nanoseconds since 1970, which orders candidates.
    var changed: Int64
    var sighting: Sighting?

    init(path: RelativePath, place: Place = .inbox, changed: Int64, sighting: Sighting? = nil) {
        self.path = path
        self.place = place
        self.changed = changed
        self.sighting = sighting
    }
}

extension Candidate: Comparable {
    /// Oldest change first, then by path.
    static func < (a: Candidate, b: Candidate) -> Bool {
        a.changed != b.changed ? a.changed < b.changed : a.path < b.path
    }
}
