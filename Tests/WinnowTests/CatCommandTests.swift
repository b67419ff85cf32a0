import Foundation
import Testing

@Suite("winnow cat")
struct CatCommandTests {
    /// A store with 30 articles in several files, duplicates of three of them, and two rejected files.
    private func store(_ scratch: Scratch) async throws {
        for number in 0..<30 { try scratch.write("in/\(number).txt", Invented.article(number)) }
        for number in 0..<3 { try scratch.write("in/again/\(number).txt", Invented.article(number)) }
        try scratch.write("in/empty1.txt", "")
        try scratch.write("in/empty2.txt", "\n")
        let it = try await Binary.run(
            ["ingest", "in", "--state", "state", "--set", "rotate.size=8KiB", "--set", "batch.files=4", "--set", "near.policy=off"],
            in: scratch.path)
        #expect(it.code == 0, "\(it.errors)")
    }

    private func numbers(_ it: Finished) throws -> [Int] { try it.lines.map(number) }

    private func number(_ line: String) throws -> Int {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return try #require(object?["seq"] as? Int)
    }

    @Test("each line once and unchanged, the files that were rotated out first")
    func whole() async throws {
        let scratch = try Scratch()
        try await store(scratch)
        let files = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/state/store").sorted()
        let rotated = files.filter { $0.hasPrefix("articles-") }
        #expect(rotated.count > 2)
        let text = try (rotated + ["articles.jsonl"]).map { try scratch.read("state/store/" + $0) }.joined()
        let it = try await Binary.run(["cat", "--state", "state"], in: scratch.path)
        #expect(it.code == 0 && it.errors.isEmpty)
        #expect(it.output == text)
        let all = try await Binary.run(["cat", "--state", "state", "--stream", "all", "--json"], in: scratch.path)
        #expect(try numbers(all) == Array(1...35))
        let duplicates = try await Binary.run(["cat", "--state", "state", "--stream", "duplicates"], in: scratch.path)
        #expect(duplicates.lines.count == 3)
        let rejected = try await Binary.run(["cat", "--state", "state", "--stream", "rejected"], in: scratch.path)
        #expect(rejected.lines.count == 2)
    }

    @Test("since a number, also one that another stream has", arguments: [1, 2, 17, 34, 35, 36, 1000])
    func since(number: Int) async throws {
        let scratch = try Scratch()
        try await store(scratch)
        let all = try await Binary.run(
            ["cat", "--state", "state", "--stream", "all", "--since", "\(number)"], in: scratch.path)
        #expect(try numbers(all) == (number <= 35 ? Array(number...35) : []))
        let articles = try await Binary.run(["cat", "--state", "state", "--since", "\(number)"], in: scratch.path)
        let whole = try await Binary.run(["cat", "--state", "state"], in: scratch.path)
        #expect(try articles.lines == whole.lines.filter { try self.number($0) >= number })
    }

    @Test("no store, a wrong number, an unknown stream")
    func wrong() async throws {
        #expect(try await Binary.run(["cat", "--state", "/nonexistent"]).code == 66)
        #expect(try await Binary.run(["cat", "--since", "0"]).code == 64)
        #expect(try await Binary.run(["cat", "--stream", "everything"]).code == 64)
    }

    @Test("an unfinished line is not printed, and what is no line ends the printing with 65")
    func torn() async throws {
        let scratch = try Scratch()
        try await store(scratch)
        let whole = try await Binary.run(["cat", "--state", "state"], in: scratch.path)
        let text = try scratch.read("state/store/articles.jsonl")
        try scratch.write("state/store/articles.jsonl", text + "{\"id\":\"ab")
        let torn = try await Binary.run(["cat", "--state", "state"], in: scratch.path)
        #expect(torn.code == 0 && torn.output == whole.output)
        try scratch.write("state/store/articles.jsonl", text + "nonsense\n")
        let damaged = try await Binary.run(["cat", "--state", "state"], in: scratch.path)
        #expect(damaged.code == 65 && damaged.output == whole.output)
        #expect(damaged.errors.contains("articles.jsonl"))
    }

    @Test("only what the daemon says is durable")
    func durable() async throws {
        let scratch = try Scratch()
        try await store(scratch)
        let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8).prefix(36)
        let first = try scratch.read("state/store/articles-000001.jsonl")
        let end = try #require(first.range(of: "\n")).upperBound.utf16Offset(in: first)
        func told(by process: Int32, rejected: Int = 0) throws {
            try scratch.write("state/status.json", """
                {"pid":\(process),"boot_id":"\(boot)","state":"\(scratch.path)/state",
                "condition":"running","durable":{"articles":{"segment":1,"offset":\(Data(first.prefix(end).utf8).count)},
                "duplicates":{"segment":1,"offset":0},"rejected":{"segment":1,"offset":\(rejected)}}}
                """)
        }
        try told(by: ProcessInfo.processInfo.processIdentifier)
        let it = try await Binary.run(["cat", "--state", "state", "--stream", "all"], in: scratch.path)
        #expect(it.code == 0)
        #expect(it.lines.count == 1)
        #expect(first.hasPrefix(it.output))
        #expect(it.errors.isEmpty)
        // No process has such a number.
        try told(by: .max)
        let last = try await Binary.run(["cat", "--state", "state"], in: scratch.path)
        #expect(last.code == 0 && last.output == it.output)
        #expect(last.errors.contains("is left out"))
        // Nothing is left out of the stream that was asked for.
        let rejected = try scratch.read("state/store/rejected.jsonl")
        try told(by: .max, rejected: rejected.utf8.count)
        let all = try await Binary.run(["cat", "--state", "state", "--stream", "rejected"], in: scratch.path)
        #expect(all.code == 0 && all.output == rejected && all.errors.isEmpty)
    }

    @Test("a line is followed soon after it is stored, not at the next second")
    func soon() async throws {
        let scratch = try Scratch()
        let daemon = try Background(["run", "--state", scratch.path + "/state", "--set", "settle=0s"], in: scratch, named: "run")
        try await eventually("it serves") { daemon.errors.contains("Serves ") }
        let cat = try Background(["cat", "-f", "--state", scratch.path + "/state"], in: scratch, named: "cat")
        var waits: [Duration] = []
        for number in 0..<12 {
            try scratch.write("state/inbox/\(number).txt", Invented.article(number))
            let stored = { (try? scratch.read("state/store/articles.jsonl").split(separator: "\n").count) ?? 0 }
            try await eventually("it is stored") { stored() > number }
            let start = ContinuousClock.now
            try await eventually("it is followed") { cat.output.split(separator: "\n").count > number }
            waits.append(ContinuousClock.now - start)
        }
        // The median, because the machine may be busy; a pace of a second would show in it.
        #expect(waits.sorted()[6] < .milliseconds(500), "\(waits)")
        daemon.end(SIGTERM)
        cat.end(SIGTERM)
    }

    @Test("a tail -F that keeps up sees every line once, over rotations, kills and stops")
    func tail() async throws {
        let scratch = try Scratch()
        let active = scratch.path + "/state/store/articles.jsonl"
        let tail = Process()
        tail.executableURL = URL(fileURLWithPath: "/usr/bin/tail")
        // Where it cannot have inotify it looks for a new file at each fifth interval.
        tail.arguments = ["-n", "+1", "-s", "0.1", "-F", active]
        try scratch.write("tail.out", "")
        tail.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.path + "/tail.out"))
        tail.standardError = FileHandle.nullDevice
        try tail.run()
        // It inherits which signals are blocked here, and would never hear of SIGTERM.
        defer { kill(tail.processIdentifier, SIGKILL) }
        let run = ["run", "--state", scratch.path + "/state", "--set", "rotate.size=4KiB", "--set", "near.policy=off", "--set", "settle=0s"]
        var dropped = 0
        // A stop comes last: tail sees a line before it is durable, and only a recovery or a stop settles what a kill left.
        for signal in [SIGKILL, SIGTERM, SIGKILL, SIGTERM] {
            let daemon = try Background(run, in: scratch, named: "run")
            for _ in 0..<5 {
                try scratch.write("state/inbox/\(dropped).txt", Invented.article(dropped))
                dropped += 1
                try await eventually("tail has line \(dropped)") { try scratch.read("tail.out").split(separator: "\n").count >= dropped }
            }
            daemon.end(signal)
        }
        let whole = try await Binary.run(["cat", "--state", scratch.path + "/state"])
        #expect(whole.lines.count == dropped)
        #expect(try scratch.read("tail.out") == whole.output)
        let files = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/state/store")
        #expect(files.count { $0.hasPrefix("articles-") } >= 5)
    }

    @Test("follows over rotations, a crash, a clean stop and restarts, each line once")
    func follow() async throws {
        let scratch = try Scratch()
        let run = ["run", "--state", scratch.path + "/state", "--set", "rotate.size=8KiB", "--set", "near.policy=off", "--set", "settle=0s"]
        try scratch.write("state/store/.keep", "")
        let cat = try Background(["cat", "-f", "--stream", "all", "--state", scratch.path + "/state"], in: scratch, named: "cat")
        var dropped = 0
        for signal in [SIGKILL, SIGTERM, SIGKILL, SIGTERM] {
            let daemon = try Background(run, in: scratch, named: "run")
            for _ in 0..<8 {
                try scratch.write("state/inbox/a/\(dropped).txt", Invented.article(dropped))
                dropped += 1
            }
            try await eventually("\(dropped) lines") { cat.output.split(separator: "\n").count >= dropped }
            daemon.end(signal)
        }
        let lines = cat.output.split(separator: "\n").map(String.init)
        #expect(try lines.map(number) == Array(1...dropped))
        cat.end(SIGTERM)
    }
}
