import Host
import LinuxHost
import SystemPackage

/// Who hears of the service as a whole: the supervisor, and the journal or whoever reads standard error.
struct Supervision {
    let notifier = SystemdNotifier()
    let reporter = JournalReporter.orTerminal()

    /// Tells both why the process is about to fail, and returns the end that is left.
    func fail(_ problem: Problem) -> QuietExit {
        let number: [(Event.Field, String)] = problem.errno.map { [(.errno, String($0.rawValue))] } ?? []
        reporter.report(Event(.failed, .error, problem.sentence, number))
        notifier.notify([.status(problem.sentence)] + (problem.errno.map { [.errno($0.rawValue)] } ?? []))
        return QuietExit(problem.status)
    }

    /// Runs the service, whose failure both must hear of.
    func guarding(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let problem as Problem {
            throw fail(problem)
        }
    }
}
