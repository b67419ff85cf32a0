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

@Suite("damaged pages of the index, which crash the library that reads them")
struct DamagedPagesTests {
    private static let page = 4096

    /// A small store, with the bytes of its index.
    private func stored(_ scratch: Scratch) async throws -> Data {
        for number in 1...4 { try scratch.write("state/inbox/\(number).txt", Invented.article(number)) }
        #expect(try await run(scratch, "run --drain").code == 0)
        let index = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/state/index/data.mdb"))
        try scratch.write("new.txt", Invented.article(5))
        return index
    }

    private func run(_ scratch: Scratch, _ command: String) async throws -> Finished {
        try await Binary.shell("ulimit -c 0; export SWIFT_BACKTRACE=enable=no; '\(Binary.path)' \(command) --state '\(scratch.path)/state'; exit $?")
    }

    @Test("each page filled with ones: whoever writes crashes once at most, and no answer is wrong", arguments: ["run --drain", "ingest again.txt"])
    func writers(command: String) async throws {
        let scratch = try Scratch()
        let index = try await stored(scratch)
        let path = try scratch.write("again.txt", Invented.article(2))
        let command = command.replacingOccurrences(of: "again.txt", with: "'\(path)'")
        var crashes = 0
        for page in 2..<index.count / Self.page {
            var damaged = index
            for place in page * Self.page + 16..<(page + 1) * Self.page { damaged[place] = 0xFF }
            let other = try Scratch()
            _ = try await Binary.shell("cp -a '\(scratch.path)/state' '\(other.path)/state'")
            try other.write("state/index/data.mdb", damaged)
            try other.write("state/inbox/again.txt", Invented.article(2))
            var code = try await run(other, command).code
            if code != 0 {
                crashes += 1
                #expect(code ?? 0 > 128, "page \(page): it ended with \(code ?? 0)")
                code = try await run(other, command).code
            }
            #expect(code == 0, "page \(page)")
            #expect(try other.read("state/store/articles.jsonl").split(separator: "\n").count == 4)
            #expect(try other.read("state/store/duplicates.jsonl").split(separator: "\n").count == 1)
            #expect(try other.read("state/crash").isEmpty)
        }
        #expect(crashes > 0, "none of these damages crashes anything: the test proves nothing")
    }

    @Test("verify finds it, and repairs it; similar answers, or says what to do")
    func readers() async throws {
        let scratch = try Scratch()
        let index = try await stored(scratch)
        var crashes = 0
        for page in 2..<index.count / Self.page {
            var damaged = index
            for place in page * Self.page + 16..<(page + 1) * Self.page { damaged[place] = 0xFF }
            try scratch.write("state/index/data.mdb", damaged)
            let similar = try await run(scratch, "similar '\(scratch.path)/new.txt'")
            if similar.code != 0 {
                crashes += 1
                #expect(similar.errors.contains("The program crashed while it used the index"), "page \(page): \(similar.errors)")
            }
            let verified = try await run(scratch, "verify")
            #expect(verified.code == 0 || verified.code == 65, "page \(page): \(verified.code ?? -1)")
            #expect(try await run(scratch, "verify --repair").code == 0)
            #expect(try await run(scratch, "verify").code == 0)
        }
        #expect(crashes > 0, "none of these damages crashes anything: the test proves nothing")
    }

    @Test("an empty file is no index")
    func empty() async throws {
        let scratch = try Scratch()
        _ = try await stored(scratch)
        try scratch.write("state/index/data.mdb", Data())
        let verified = try await run(scratch, "verify")
        #expect(verified.code == 0 && verified.output.contains("no index"), "\(verified.output) \(verified.errors)")
        #expect(try await run(scratch, "similar '\(scratch.path)/new.txt'").code == 0)
    }
}
