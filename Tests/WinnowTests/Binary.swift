import Foundation
import Subprocess
import SystemPackage

/// What a run of the built program left.
struct Finished {
    /// The exit code; nil when a signal ended it.
    var code: Int32?
    var output: String
    var errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
    /// The output as one JSON object.
    var json: [String: Any] {
        get throws { try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:] }
    }
}

/// The program as it was built beside these tests.
enum Binary {
    static let path: String = {
        let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("winnow").path
    }()

    /// Bytes of output gathered at most: more is a runaway.
    private static let limit = 64 << 20

    /// Runs it to its end with nothing in its environment but what is given, so that no setting of the machine counts.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String = "", in folder: String? = nil
    ) async throws -> Finished {
        var variables: [Environment.Key: String] = ["PATH": "/usr/bin:/bin", "CONFIGURATION_DIRECTORY": "/nonexistent"]
        for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), environment: .custom(variables),
            workingDirectory: folder.map { FilePath($0) }, input: .string(input),
            output: .string(limit: limit), error: .string(limit: limit))
        var code: Int32?
        if case .exited(let status) = result.terminationStatus { code = status }
        return Finished(code: code, output: result.standardOutput, errors: result.standardError)
    }
}

/// A folder of its own for one test, removed when the test is over.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file below the folder, and the folders to it; returns its path.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try write(name, Data(text.utf8))
    }

    @discardableResult
    func write(_ name: String, _ bytes: Data) throws -> String {
        let url = URL(fileURLWithPath: path).appendingPathComponent(name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: url)
        return url.path
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }
}

extension Binary {
    /// Runs a line of bash, for pipes and redirections.
    static func shell(_ line: String) async throws -> Finished {
        let result = try await Subprocess.run(
            .path("/bin/bash"), arguments: ["-c", line],
            environment: .custom(["PATH": "/usr/bin:/bin", "CONFIGURATION_DIRECTORY": "/nonexistent"]),
            output: .string(limit: limit), error: .string(limit: limit))
        var code: Int32?
        if case .exited(let status) = result.terminationStatus { code = status }
        return Finished(code: code, output: result.standardOutput, errors: result.standardError)
    }
}
