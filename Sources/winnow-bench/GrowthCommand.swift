import ArgumentParser
import Config
import Foundation
import Host
import Intake
import Ledger
import LinuxHost
import Prose

/// What a document costs as the store grows.
struct GrowthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "growth",
        abstract: "Measure what storing a document costs while the store grows.",
        discussion: """
            Stores generated articles in a state of its own, durably and with everything on, and measures a window of them \
            whenever so many are stored: processor time and time by the clock a document, the size of the index a \
            document, and the anonymous memory of the process less that of the window's articles.

            Example: the figures of the tests' README

              winnow-bench growth --stored 10000,100000,1000000
            """)

    /// Documents measured at each size: two commits of the index and more.
    private static let window = 10_000

    @Option(help: ArgumentHelp("Documents stored before each window, ascending, with commas.", valueName: "numbers"))
    var stored = "10000,100000"

    @Option(help: ArgumentHelp("Where the state is made, and removed at the end.", valueName: "dir"))
    var folder = "/tmp"

    private var sizes: [Int] { stored.split(separator: ",").compactMap { Int($0) } }

    func validate() throws {
        guard !sizes.isEmpty, sizes == sizes.sorted(), sizes.allSatisfy({ $0 >= 0 }) else {
            throw ValidationError("--stored takes ascending numbers with commas between them.")
        }
    }

    func run() throws {
        var settings = Settings()
        settings.state = folder + "/winnow-growth.\(ThisProcess.id)"
        try FileManager.default.createDirectory(atPath: settings.state, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: settings.state) }
        try measure(settings)
    }

    private func measure(_ settings: Settings) throws {
        let index = LMDBStore(folder: settings.indexFolder.path, mode: .write)
        let clock = SystemTime()
        let seams = Seams(
            volume: LinuxVolume(), watcher: InotifyWatcher(), time: clock, index: index, workers: ThreadWorkers(),
            notifier: SystemdNotifier(), reporter: TerminalReporter(),
            crashes: CrashFile(path: settings.state + "/crash"))
        var ingest = try Ingest(seams: seams, settings: settings, rules: RuleSet(files: RuleFile.shipped()))
        var corpus = GeneratedCorpus()
        var number = 0
        let table = Table(widths: [12, 12, 12, 12, 12, 16])
        print(table.row("stored", "CPU us/doc", "us/doc", "docs/s", "index B/doc", "anonymous MiB"))
        for size in sizes {
            while number < size { try store(corpus.next(), &number, &ingest) }
            let files = (0..<Self.window).map { _ in corpus.next() }
            let (cpu, time) = (ThisProcess.processorTime, clock.monotonic)
            for file in files { try store(file, &number, &ingest) }
            let spent = [ThisProcess.processorTime - cpu, clock.monotonic - time].map { Double($0.wholeNanoseconds) / 1_000 / Double(Self.window) }
            let memory = ThisProcess.anonymousBytes - files.reduce(0) { $0 + $1.count }
            print(
                table.row(
                    String(size), spent[0].rounded(to: 1), spent[1].rounded(to: 1), (1e6 / spent[1]).rounded(to: 0),
                    String(try index.size / number), (Double(memory) / 1_048_576).rounded(to: 1)))
        }
        try ingest.finish { _ in }
    }

    private func store(_ file: [UInt8], _ number: inout Int, _ ingest: inout Ingest) throws {
        number += 1
        try ingest.add(file, path: Array("/generated/\(number)".utf8), source: "generated") { _ in }
    }
}
