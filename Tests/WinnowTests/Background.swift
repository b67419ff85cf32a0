import Foundation
import Testing

/// The program at work beside a test, such as the daemon or `cat --follow`. Ended, if need be by force, with the test.
final class Background {
    private let process = Process()
    private let scratch: Scratch
    private let name: String

    convenience init(
        _ arguments: [String], in scratch: Scratch, named name: String, environment: [String: String] = [:]
    ) throws {
        try self.init(Binary.path, arguments, in: scratch, named: name, environment: environment)
    }

    /// A line of bash, such as the program under strace.
    convenience init(shell line: String, in scratch: Scratch, named name: String) throws {
        try self.init("/bin/bash", ["-c", line], in: scratch, named: name, environment: [:])
    }

    private init(
        _ program: String, _ arguments: [String], in scratch: Scratch, named name: String, environment: [String: String]
    ) throws {
        self.scratch = scratch
        self.name = name
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "CONFIGURATION_DIRECTORY": "/nonexistent"].merging(environment) { $1 }
        for (suffix, isOutput) in [("out", true), ("err", false)] {
            let file = scratch.path + "/\(name).\(suffix)"
            if !FileManager.default.fileExists(atPath: file) { try scratch.write("\(name).\(suffix)", "") }
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
            try handle.seekToEnd()
            if isOutput { process.standardOutput = handle } else { process.standardError = handle }
        }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// What it has printed so far.
    var output: String { (try? scratch.read("\(name).out")) ?? "" }
    var errors: String { (try? scratch.read("\(name).err")) ?? "" }

    var isRunning: Bool { process.isRunning }

    /// Sends a signal.
    func signal(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Sends a signal and waits for the end; returns the exit code, nil when the signal ended it.
    @discardableResult
    func end(_ signal: Int32) -> Int32? {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : nil
    }
}

/// Looks again and again until `condition` holds, for at most three minutes: a limit for a hung program only, on a machine as busy as may be.
func eventually(_ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(180)
    var isLate = false
    while true {
        if try condition() { return }
        if isLate { break }
        try await Task.sleep(for: .milliseconds(5))
        // Looked at once more: it may be this loop that has waited for its turn all the while.
        isLate = ContinuousClock.now >= deadline
    }
    Issue.record("\(what) did not come true", sourceLocation: sourceLocation)
}

/// Invented articles, each of its own.
enum Invented {
    static func article(_ number: Int) -> String {
        let words = ["harbour", "council", "bridge", "winter", "orchard", "signal", "market", "teacher", "river", "lantern"]
        func word(_ place: Int) -> String { words[(number * 7 + place * 3 + number / 10) % words.count] + (place % 4 == 0 ? "\(number)" : "") }
        let paragraphs = (0..<4).map { paragraph in
            (0..<3).map { sentence in
                "The \(word(paragraph + sentence)) of parish \(number) was shown to the \(word(sentence * 5)) before noon on day \(paragraph * 3 + sentence), and nobody minded the \(word(number + paragraph))."
            }.joined(separator: " ")
        }
        return "Notice \(number) from the \(word(1))\n\n" + paragraphs.joined(separator: "\n\n") + "\n"
    }
}
