public import Host

/// The machine, as the engine is given it: real or simulated.
public struct Seams: Sendable {
    public let volume: any Volume
    public let watcher: any Watcher
    public let time: any TimeSource
    public let index: any IndexStore
    public let workers: any Workers
    public let notifier: any Notifier
    public let reporter: any Reporter
    public let crashes: any CrashMarker

    public init(
        volume: any Volume, watcher: any Watcher, time: any TimeSource, index: any IndexStore, workers: any Workers,
        notifier: any Notifier, reporter: any Reporter, crashes: any CrashMarker
    ) {
        self.volume = volume
        self.watcher = watcher
        self.time = time
        self.index = index
        self.workers = workers
        self.notifier = notifier
        self.reporter = reporter
        self.crashes = crashes
    }
}
