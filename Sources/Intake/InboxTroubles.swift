import Host

/// Folders of the inbox that cannot be watched or cannot be listed, and what of it a person has not heard yet: each kind of
/// trouble is told once when it comes, and its end once. A pure value.
struct InboxTroubles: Sendable {
    private var unwatched: [RelativePath: Fault] = [:]
    private var unlisted: [RelativePath: Fault] = [:]
    /// Why folders are not watched, as a person was told last.
    private var told: Fault?

    /// Folders that are listed every `rescan`, because nothing tells of what happens in them.
    var unwatchedCount: Int { unwatched.count }

    /// Takes in what a listing from `start` on found, which replaces what was known of it; returns what is news.
    mutating func replace(below start: RelativePath, with found: [(folder: RelativePath, fault: Fault)]) -> [InboxNotice] {
        let before = unlisted
        unwatched = unwatched.filter { !start.contains($0.key) }
        unlisted = unlisted.filter { !start.contains($0.key) }
        var notices: [InboxNotice] = []
        for (folder, fault) in found {
            if fault.call == .watch {
                unwatched[folder] = fault
            } else {
                unlisted[folder] = fault
                if before[folder]?.errno != fault.errno { notices.append(.unlisted(folder, fault)) }
            }
        }
        if let notice = watchNews() { notices.append(notice) }
        return notices
    }

    /// Forgets a folder that is gone, and what is below it.
    mutating func forget(_ folder: RelativePath) {
        unwatched = unwatched.filter { !folder.contains($0.key) }
        unlisted = unlisted.filter { !folder.contains($0.key) }
    }

    private mutating func watchNews() -> InboxNotice? {
        let first = unwatched.min { $0.key < $1.key }
        guard first?.value.errno != told?.errno else { return nil }
        told = first?.value
        guard let first else { return .watchedAgain }
        return .unwatched(count: unwatched.count, first.key, first.value)
    }
}
