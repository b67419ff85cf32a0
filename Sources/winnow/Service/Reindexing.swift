import Config
import Host
import Intake
import LinuxHost

/// Empties the index and lets recovery fill it, as every start would that finds none.
struct Reindexing {
    private let configuration: Configuration

    init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Returns the size of the new index in bytes.
    @discardableResult
    func run() throws(Problem) -> Int {
        // Measured: 2 to 3 % of the processor time, for some megabytes.
        ThisProcess.keepFreedMemory(upTo: 32 << 20, inPiecesBelow: 32 << 20)
        let rules = try configuration.rules()
        let machine = Machine(configuration.settings, reporter: TerminalReporter())
        try checkStore(machine.seams.volume)
        var ingest: Ingest
        do throws(StartProblem) {
            ingest = try Ingest(seams: machine.seams, settings: configuration.settings, rules: rules, rebuildsIndex: true)
        } catch {
            throw Problem(error)
        }
        DaemonStatus.removeStale(configuration.settings)
        do throws(Fault) {
            try ingest.finish { _ in }
            return try machine.seams.index.size
        } catch {
            throw Problem(error)
        }
    }

    /// A store that is not there has no index, and none is made for it.
    private func checkStore(_ volume: any Volume) throws(Problem) {
        do throws(Fault) {
            _ = try volume.openFolder(at: configuration.settings.storeFolder.path)
        } catch {
            throw Problem(input: error)
        }
    }
}
