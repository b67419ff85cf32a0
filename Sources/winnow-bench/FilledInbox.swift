import ArgumentParser
import Foundation
import Host
import LinuxHost

/// An inbox full of generated articles, made anew for each measurement, so that all of them find the same files on the disk.
struct FilledInbox: ParsableArguments {
    @Option(help: "Articles drained.")
    var files = 20_000

    @Option(help: ArgumentHelp("Where the states are made, and removed at the end.", valueName: "dir"))
    var folder = "/tmp"

    func validate() throws {
        guard (1...1_000_000).contains(files) else { throw ValidationError("--files must be from 1 to 1,000,000.") }
    }

    /// Microseconds by the clock that `body` takes to drain the state it is given, which is on the disk when it begins, and is
    /// removed after it.
    func microseconds(_ body: (_ state: String) throws -> Void) throws -> Double {
        let state = folder + "/winnow-bench.\(ThisProcess.id)"
        defer { try? FileManager.default.removeItem(atPath: state) }
        try fill(state)
        let volume = LinuxVolume()
        try volume.syncVolume(try volume.openFolder(at: state))
        let time = SystemTime()
        let start = time.monotonic
        try body(state)
        return Double((time.monotonic - start).wholeNanoseconds) / 1_000
    }

    private func fill(_ state: String) throws {
        for name in ["inbox", "archive"] {
            try FileManager.default.createDirectory(atPath: "\(state)/\(name)", withIntermediateDirectories: true)
        }
        var corpus = GeneratedCorpus()
        for number in 0..<files {
            let name = String(number + 10_000_000).dropFirst()
            try Data(corpus.next()).write(to: URL(fileURLWithPath: "\(state)/inbox/\(name).txt"))
        }
    }
}
