import Foundation
import Testing

/// The built program and files that crash it. strace sends the signal at the first reservation of space for a batch: the
/// files of the batch are in hand then, and nothing of them is written.
@Suite("crashes", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace"), "strace is not installed"))
struct CrashTests {
    /// Runs until the inbox is empty, or the signal comes. Returns the exit code as bash tells it.
    private func drain(_ scratch: Scratch, signal: String? = nil) async throws -> Int32? {
        let inject = signal.map { "/usr/bin/strace -f -qq -o /dev/null -e trace=fallocate -e inject=fallocate:signal=\($0):when=1 " }
        let run = "\(inject ?? "")'\(Binary.path)' run --drain --state '\(scratch.path)/state' 2>>'\(scratch.path)/log'"
        // A program that a signal ends is told by strace in its own end, and by bash as 128 and the number.
        return try await Binary.shell("ulimit -c 0; export SWIFT_BACKTRACE=enable=no; \(run); exit $?").code
    }

    private func note(_ scratch: Scratch) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/state/crash")), as: UTF8.self)
    }

    @Test("two crashes with a file alone in hand set it aside as poison; what was in hand with it is stored", arguments: ["SIGSEGV", "SIGABRT"])
    func poison(signal: String) async throws {
        let scratch = try Scratch()
        try scratch.write("state/inbox/a.txt", Invented.article(1))
        try scratch.write("state/inbox/b.txt", Invented.article(2))
        #expect(try await drain(scratch, signal: signal) != 0)
        #expect(try note(scratch).contains("in-hand 2\nalone 0\n"))
        #expect(try await drain(scratch, signal: signal) != 0)
        #expect(try note(scratch).contains("in-hand 1\nalone 1\n"))
        #expect(try await drain(scratch, signal: signal) != 0)
        #expect(try note(scratch).contains("in-hand 1\nalone 2\n"))
        #expect(try await drain(scratch) == 0)
        #expect(try note(scratch).isEmpty)
        let rejected = try scratch.read("state/store/rejected.jsonl")
        #expect(rejected.contains("\"reason\":\"poison\"") && rejected.split(separator: "\n").count == 1)
        #expect(try scratch.read("state/store/articles.jsonl").split(separator: "\n").count == 1)
        #expect(try scratch.read("log").contains("crashed"))
        let verified = try await Binary.run(["verify", "--originals", "--state", scratch.path + "/state"])
        #expect(verified.code == 0, "\(verified.output)")
    }

    @Test("SIGKILL, as often as may be, is no crash of the file's")
    func kills() async throws {
        let scratch = try Scratch()
        try scratch.write("state/inbox/a.txt", Invented.article(1))
        for _ in 0..<4 {
            #expect(try await drain(scratch, signal: "SIGKILL") != 0)
            #expect(try note(scratch).isEmpty)
        }
        #expect(try await drain(scratch) == 0)
        #expect(try scratch.read("state/store/articles.jsonl").split(separator: "\n").count == 1)
        #expect(try scratch.read("state/store/rejected.jsonl").isEmpty)
    }
}
