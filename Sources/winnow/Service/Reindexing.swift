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
        let rules = try configuration.rules()
        let machine = try Machine(configuration.settings, reporter: TerminalReporter())
        try checkLock(machine.seams.volume)
        do throws(Fault) {
            try machine.seams.index.erase()
        } catch {
            // No folder is as empty as can be.
            if !error.isGone { throw Problem(error) }
        }
        var ingest: Ingest
        do throws(StartProblem) {
            ingest = try Ingest(seams: machine.seams, settings: configuration.settings, rules: rules)
        } catch {
            throw Problem(error)
        }
        do throws(Fault) {
            try ingest.finish { _ in }
            return try machine.seams.index.size
        } catch {
            throw Problem(error)
        }
    }

    /// Before anything is emptied: nobody may be at work on the store, and there must be one.
    private func checkLock(_ volume: any Volume) throws(Problem) {
        let path = configuration.settings.storeFolder.path
        var holder: Int32?
        do throws(Fault) {
            let store = try volume.openFolder(at: path)
            if try volume.lock(store) { return }
            holder = volume.lockHolder(store)
        } catch {
            throw Problem(input: error)
        }
        throw Problem(StartProblem.locked(path, by: holder))
    }
}
