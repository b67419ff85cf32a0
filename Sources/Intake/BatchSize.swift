import Host

/// How large the next batch may be. Small ones come by themselves when little is ready; under load a batch is as large as
/// the settings allow, unless such batches take long: what arrives meanwhile waits for as long, and so does a stop. Pressure
/// on disk, memory or processors is answered by its effect, whatever its cause: what the kernel tells of it
/// (/proc/pressure) is often missing in containers, is about all programs, and says nothing of what a batch costs here. A pure
/// value.
struct BatchSize: Sendable {
    /// A batch that takes longer halves the next one. Far more than 512 files take where nothing is amiss, and far less
    /// than a supervisor waits for.
    static let longest = Duration.milliseconds(500)
    /// Files below which a batch is not made smaller: its syncs would cost more than its files.
    static let least = 16

    private let mostFiles: Int
    private let mostBytes: Int
    /// Files that the next batch may have.
    private(set) var files: Int

    init(_ settings: Settings) {
        mostFiles = settings.batchFiles
        mostBytes = settings.batchBytes
        files = settings.batchFiles
    }

    /// Bytes from which on the next batch is full.
    var bytes: Int { max(1, mostBytes / mostFiles * files) }

    /// Notes that so many files were taken and stored in this time.
    mutating func note(_ count: Int, took time: Duration) {
        if time > BatchSize.longest {
            files = max(min(BatchSize.least, mostFiles), files / 2)
        } else if count >= files, time < BatchSize.longest / 2 {
            files = min(mostFiles, files * 2)
        }
    }
}
