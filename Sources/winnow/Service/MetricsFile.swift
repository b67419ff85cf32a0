import Intake
import LinuxHost

/// The Prometheus text file of the setting `metrics.textfile`.
enum MetricsFile {
    /// Whoever gathers the numbers is of no group of ours, and they name no file and no text.
    static let mode: UInt32 = 0o644

    static func content(_ engine: Engine, _ settings: Settings, started: Int64, wall: Int64) -> String {
        let store = settings.storeFolder.path
        let footprint = Footprint(
            store: PlainFolder.size(store), index: PlainFolder.size(settings.indexFolder.path), free: PlainFolder.free(store))
        return MetricsReport(
            engine.progress, engine.meters, footprint, version: Program.version, started: started, wall: wall
        ).text
    }
}
