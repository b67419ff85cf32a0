import Foundation
import Testing

@Suite("winnow status")
struct StatusCommandTests {
    private static var boot: String {
        (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }

    /// A status.json as a daemon would leave it, with these keys changed or added.
    private func status(_ scratch: Scratch, _ changes: [String: Any] = [:]) throws {
        var content: [String: Any] = [
            "pid": Int(ProcessInfo.processInfo.processIdentifier), "boot_id": Self.boot, "state": scratch.path,
            "started": "2031-03-02T06:00:00Z", "time": "2031-03-02T07:00:00Z", "condition": "running",
            "articles": 12431, "duplicates": 1, "rejected": 2, "waiting": 0, "per_second": 842,
        ]
        content.merge(changes) { $1 }
        try scratch.write("status.json", try JSONSerialization.data(withJSONObject: content))
    }

    private func run(_ scratch: Scratch, _ arguments: String...) async throws -> Finished {
        try await Binary.run(["status", "--state", scratch.path] + arguments)
    }

    @Test("nothing there is not running")
    func absent() async throws {
        let scratch = try Scratch()
        let it = try await run(scratch)
        #expect(it.code == 69 && it.errors.isEmpty)
        #expect(it.output.contains("does not run for \(scratch.path)"))
        let json = try await run(scratch, "--json")
        #expect(json.code == 69)
        #expect(try json.json["status"] as? String == "not-running")
    }

    @Test("whether it runs, and takes", arguments: [
        ([:], 0, "running"), (["condition": "starting"], 0, "running"),
        (["condition": "full"], 75, "not-taking"), (["condition": "stalled", "problem": "The disk is gone."], 75, "not-taking"),
        (["boot_id": "another"], 69, "not-running"), (["pid_start": 1], 69, "not-running"), (["pid": "0"], 69, "not-running"), (["pid": "none"], 69, "not-running"),
    ] as [([String: any Sendable], Int32, String)])
    func state(changes: [String: any Sendable], code: Int32, word: String) async throws {
        let scratch = try Scratch()
        try status(scratch, changes)
        let it = try await run(scratch, "--json")
        #expect(it.code == code)
        #expect(try it.json["status"] as? String == word)
        #expect(try it.json["articles"] as? Int == 12431)
        let text = try await run(scratch)
        #expect(text.code == code)
        if let problem = changes["problem"] as? String { #expect(text.output.contains(problem)) }
    }

    @Test("a daemon that has been silent for longer than it may is not believed")
    func silent() async throws {
        let scratch = try Scratch()
        let uptime = try #require(Double(String(contentsOfFile: "/proc/uptime", encoding: .utf8).split(separator: " ")[0]))
        try status(scratch, ["boottime": Int(uptime)])
        #expect(try await run(scratch).code == 0)
        try status(scratch, ["boottime": Int(uptime) - 1_000])
        let it = try await run(scratch)
        #expect(it.code == 75 && it.output.contains("has said nothing for"), "\(it.output)")
        let json = try await run(scratch, "--json")
        #expect(try json.json["status"] as? String == "not-taking")
    }

    @Test("the four numbers, the oldest file and the last fault, for a person")
    func person() async throws {
        let scratch = try Scratch()
        try status(scratch, [
            "waiting": 57, "last_fault": "Cannot append to articles.jsonl.", "last_fault_at": "2031-03-02T06:30:00Z",
            "oldest": ["file": "a/\u{1B}[2Jb.txt", "reason": "being-written", "changed": "2031-03-02T06:00:00Z"],
        ])
        let it = try await run(scratch)
        #expect(it.output.contains("12,431 articles, 1 duplicate, 2 rejected"))
        #expect(it.output.contains("57; the oldest is a/\u{FFFD}[2Jb.txt"))
        #expect(it.output.contains("somebody has it open for writing"))
        #expect(it.output.contains("842 a second"))
        #expect(it.output.contains("Cannot append to articles.jsonl."))
    }

    @Test("the status of another state is not ours; damage is none", arguments: [
        "{\"state\":\"/elsewhere\"}", "", "{", "[]", "{\"state\":", "{\"state\":\"\\ud800\"}", String(repeating: "[", count: 10_000),
    ])
    func foreign(content: String) async throws {
        let scratch = try Scratch()
        try scratch.write("status.json", content)
        let it = try await run(scratch)
        #expect(it.code == 69)
    }

    @Test("the folder that systemd made comes first")
    func runtime() async throws {
        let scratch = try Scratch()
        try status(scratch)
        try scratch.write("run/status.json", try scratch.read("status.json"))
        try FileManager.default.removeItem(atPath: scratch.path + "/status.json")
        let it = try await Binary.run(
            ["status", "--state", scratch.path], environment: ["RUNTIME_DIRECTORY": scratch.path + "/run:/other"])
        #expect(it.code == 0)
    }

    /// A container may show another boot id to a service than to its users; process and start are the same for both.
    @Test("a process is known by its start, whatever the boot is called")
    func start() async throws {
        let scratch = try Scratch()
        let stat = try String(contentsOfFile: "/proc/self/stat", encoding: .utf8)
        let start = try #require(Int(stat.split(separator: ")").last?.split(separator: " ")[19] ?? ""))
        try status(scratch, ["boot_id": "another", "pid_start": start])
        #expect(try await run(scratch).code == 0)
        try status(scratch, ["pid_start": start + 1])
        #expect(try await run(scratch).code == 69)
    }

    @Test("on a full disk what the file says may be old, and is not believed")
    func full() async throws {
        guard geteuid() == 0, try await Binary.shell("unshare --mount true").code == 0 else {
            print("skipped: needs root and mount namespaces")
            return
        }
        let scratch = try Scratch()
        let small = scratch.path + "/small"
        try status(scratch, ["state": small])
        let ask = "\(Binary.path) status --state \(small) --json; echo $?"
        let it = try await Binary.shell("""
            unshare --mount bash -c "
            mkdir \(small) && mount -t tmpfs -o size=64k small \(small) && cp \(scratch.path)/status.json \(small)/
            \(ask.replacing("$", with: "\\$"))
            head -c 100k /dev/zero >\(small)/filler
            \(ask.replacing("$", with: "\\$"))
            rm \(small)/filler; mount -o remount,ro small \(small)
            \(ask.replacing("$", with: "\\$"))" 2>/dev/null
            """)
        let lines = it.lines
        try #require(lines.count == 6, "\(it.output) \(it.errors)")
        #expect([lines[1], lines[3], lines[5]] == ["0", "75", "75"], "\(it.output) \(it.errors)")
        #expect(!lines[0].contains("doubt") && lines[2].contains("No space left"))
        #expect(lines[4].contains("Read-only file system"))
    }
}
