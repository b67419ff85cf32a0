extension SettingKey {
    /// Every setting there is, in the order in which people are shown them. Each limit keeps a slip from doing harm:
    /// a unit forgotten, a zero too many; none is a promise about what is sensible.
    public static let all: [SettingKey] = [
        .state("state", "The folder that holds everything else."),
        .folder("inbox", \.inbox, \.inboxFolder, defaultText: "STATE/inbox", "Where files are dropped."),
        .folder("store", \.store, \.storeFolder, defaultText: "STATE/store", "Where the JSONL streams are written."),
        .folder(
            "archive.path", \.archivePath, \.archiveFolder, defaultText: "STATE/archive",
            "Where originals go when they are taken; on the filesystem of the inbox."),
        .folder(
            "rejected", \.rejected, \.rejectedFolder, defaultText: "STATE/rejected",
            "Where the originals of rejected files go; on the filesystem of the inbox."),
        .choice("archive.policy", \.archivePolicy, "Keep or delete an original after its line is durable."),
        .choice(
            "complete", \.complete,
            "How a file is known to be complete: by a lease, by a quiet time, or by whichever the filesystem allows."),
        .duration(
            "settle", \.settle, .zero ... .seconds(3600),
            "Quiet time after the last close of a file written in place, and wherever leases cannot tell."),
        .duration(
            "patience", \.patience, .zero ... .seconds(7 * 86_400),
            "How long an empty or unreadable file may wait for its content or its permission."),
        .duration(
            "rescan", \.rescan, .seconds(1) ... .seconds(86_400),
            "Time between full listings of the inbox, the safety net under inotify."),
        // One file may need twelve times its size in memory.
        .size("max_file_size", \.maxFileSize, 1...256 << 20, "Larger files are rejected."),
        .patterns(
            "ignore", \.ignore, "Names left alone, matched against every part of the path; setting it replaces the list."),
        // The archive holds 1,024 files a folder, and what is learned changes every 1,024 deliveries: no batch crosses either.
        .count("batch.files", \.batchFiles, 1...1024, "Most files that one commit takes."),
        .size("batch.bytes", \.batchBytes, 1...256 << 20, "Most bytes that one commit takes, but always one file."),
        .choice(
            "near.policy", \.nearPolicy,
            "Near duplicates go to duplicates.jsonl, or to articles.jsonl with a mark, or are not looked for."),
        .ratio("near.jaccard", \.nearJaccard, 0.2...1, "The share of common shingles that makes a near duplicate."),
        .ratio(
            "near.containment", \.nearContainment, 0.3...1,
            "The share of the shorter text found in the longer one that makes a near duplicate."),
        .toggle("learn", \.learn, "Remove furniture learned from lines that recur across articles."),
        .size("rotate.size", \.rotateSize, 1024...1 << 40, "A stream larger than this is closed and a new file begun."),
        .freeSpace("min_free", \.minFree, "Below this free space nothing is taken in."),
        // With a full journal, journald lets 333 lines a second pass.
        .count(
            "journal.articles_per_second", \.journalArticlesPerSecond, 0...1000,
            "Above this, lines about single articles become one summary a second."),
        .fileOrOff("metrics.textfile", \.metricsTextfile, "A Prometheus text file, replaced atomically."),
    ]

    /// The key of that name.
    public static func named(_ name: String) -> SettingKey? {
        all.first { $0.name == name }
    }
}
