import Foundation
import Testing

/// The built program and an inbox that is not as usual, on this kernel.
@Suite("the inbox")
struct InboxTests {
    private func count(_ scratch: Scratch, _ stream: String) -> Int {
        (try? scratch.read("state/store/\(stream).jsonl").split(separator: "\n").count) ?? 0
    }

    private func serve(_ scratch: Scratch, _ settings: [String]) throws -> Background {
        try Background(
            ["run", "--state", scratch.path + "/state"] + settings.flatMap { ["--set", $0] }, in: scratch, named: "daemon")
    }

    /// A daemon that has stored `first.txt`, and hears of everything else by events alone: the first listing is over.
    private func atWork(_ scratch: Scratch) async throws -> Background {
        let daemon = try serve(scratch, ["rescan=1h"])
        try await eventually("it serves") { daemon.errors.contains("Serves ") }
        try scratch.write("state/inbox/first.txt", Invented.article(1))
        try await eventually("an article") { count(scratch, "articles") == 1 }
        return daemon
    }

    @Test("removed and made anew while it is served: the new one is served at once, not at the next listing")
    func removedAndMadeAnew() async throws {
        let scratch = try Scratch()
        let daemon = try await atWork(scratch)
        let inbox = scratch.path + "/state/inbox"
        for round in 2...3 {
            #expect(unsafe rmdir(inbox) == 0)
            #expect(unsafe mkdir(inbox, 0o750) == 0)
            try scratch.write("state/inbox/\(round).txt", Invented.article(round))
            try await eventually("the next article") { count(scratch, "articles") == round }
        }
        #expect(daemon.end(SIGTERM) == 0)
    }

    /// Whoever owns a file may take a lease on it, for as long as they like; the others flow.
    @Test("a file on which somebody holds a lease waits alone")
    func leased() async throws {
        let scratch = try Scratch()
        _ = signal(SIGIO, SIG_IGN)
        try scratch.write("state/inbox/leased.txt", Invented.article(1))
        let file = unsafe open(scratch.path + "/state/inbox/leased.txt", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        let (setLease, write, none): (Int32, Int32, Int32) = (1024, 1, 2)  // F_SETLEASE, F_WRLCK, F_UNLCK
        // A process that another test is just starting has the file open for a moment.
        try await eventually("a lease") { fcntl(file, setLease, write) == 0 }
        let daemon = try serve(scratch, ["rescan=1h"])
        try scratch.write("state/inbox/other.txt", Invented.article(2))
        try await eventually("the other") { count(scratch, "articles") == 1 }
        let trace = try await Binary.run(["trace", "leased.txt", "--state", scratch.path + "/state"])
        #expect(trace.output.contains("waits in the inbox"), "\(trace.output)")
        #expect(fcntl(file, setLease, none) == 0)
        try await eventually("both") { count(scratch, "articles") == 2 }
        #expect(daemon.end(SIGTERM) == 0)
    }

    @Test("removed and not made anew: the daemon makes it again")
    func removed() async throws {
        let scratch = try Scratch()
        let daemon = try await atWork(scratch)
        let inbox = scratch.path + "/state/inbox"
        #expect(unsafe rmdir(inbox) == 0)
        try await eventually("a new inbox") { FileManager.default.fileExists(atPath: inbox) }
        try scratch.write("state/inbox/second.txt", Invented.article(2))
        try await eventually("another article") { count(scratch, "articles") == 2 }
        #expect(daemon.end(SIGTERM) == 0)
    }

    /// CAP_SYS_ADMIN, from the capabilities in force.
    private static var mayMount: Bool {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        return (line?.split(separator: "\t").last).flatMap { UInt64($0, radix: 16) }.map { $0 >> 21 & 1 == 1 } ?? false
    }

    @Test(
        "another filesystem is mounted over it: noticed at once, and when it is gone the work goes on",
        .enabled(if: mayMount, "mounting needs CAP_SYS_ADMIN"))
    func mountedOver() async throws {
        let scratch = try Scratch()
        let daemon = try await atWork(scratch)
        let inbox = scratch.path + "/state/inbox"
        #expect(try await Binary.shell("mount -t tmpfs none '\(inbox)'").code == 0)
        try await eventually("it says so") { daemon.errors.contains("one filesystem and one mount") }
        #expect(try await Binary.shell("umount '\(inbox)'").code == 0)
        try await eventually("it works again") { daemon.errors.contains("Works again") }
        try scratch.write("state/inbox/second.txt", Invented.article(2))
        try await eventually("another article") { count(scratch, "articles") == 2 }
        #expect(daemon.end(SIGTERM) == 0)
    }

    @Test(
        "without inotify folders are listed, and it is said; when there is an instance again, it is used",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace"), "strace is not installed"),
        arguments: ["ENOSYS", "EMFILE", "ENFILE"])
    func withoutInotify(errno: String) async throws {
        let scratch = try Scratch()
        let run = "'\(Binary.path)' run --state '\(scratch.path)/state' --set rescan=1s"
        // -D: the program is the child, and strace is not in the way of signals.
        let strace = "exec /usr/bin/strace -D -f -qq -o /dev/null -e trace=inotify_init1 -e inject=inotify_init1:error=\(errno):when=1..4 "
        let shell = try Background(shell: strace + run, in: scratch, named: "daemon")
        try await eventually("it serves") { shell.errors.contains("Serves ") }
        try await eventually("it says so") { shell.errors.contains("is found by listing") }
        try scratch.write("state/inbox/listed.txt", Invented.article(1))
        try await eventually("an article") { count(scratch, "articles") == 1 }
        try await eventually("it says that it watches") { shell.errors.contains("watched again") }
        try scratch.write("state/inbox/watched.txt", Invented.article(2))
        try await eventually("another article") { count(scratch, "articles") == 2 }
        #expect(shell.end(SIGTERM) == 0)
    }

    @Test("what is hostile is refused with its reason, or stored; nothing of it disturbs the rest")
    func hostile() async throws {
        let scratch = try Scratch()
        let inbox = scratch.path + "/state/inbox/"
        let text = Data(Invented.article(90).utf8)
        var expected: [String: Set<String>] = [:]
        func drop(_ name: String, _ bytes: Data, _ fates: String...) throws {
            try scratch.write("state/inbox/" + name, bytes)
            expected[name] = Set(fates)
        }
        func article(_ number: Int) -> Data { Data(Invented.article(number).utf8) }
        try drop("utf16-without-mark.txt", Invented.article(1).data(using: .utf16LittleEndian) ?? Data(), "article")
        try drop("lone-surrogates.txt", article(2) + Data([0xED, 0xA0, 0x80]), "article", "encoding", "binary")
        try drop("overlong.txt", article(3) + Data([0xC0, 0xAF]), "article", "encoding", "binary")
        try drop("nul.txt", article(4) + Data([0]) + text, "article", "binary")
        try drop("one-line-of-10MB.txt", Data("A long word and another. ".utf8.cycled(10 << 20)), "article", "no-text")
        try drop("a-million-empty-lines.txt", Data(repeating: 10, count: 1_000_000), "empty", "no-text")
        try drop("too-large.txt", Data(count: (16 << 20) + 1), "too-large")
        try drop("line\nbreak.txt", article(5), "article")
        try drop(String(repeating: "x", count: 255), article(6), "article")
        try drop("Case.txt", article(7), "article")
        try drop("case.txt", article(8), "article")
        try drop((1...50).map { "d\($0)" }.joined(separator: "/") + "/deep.txt", article(9), "article")
        for (name, target) in [("into.txt", "Case.txt"), ("out.txt", "/etc/passwd"), ("folder.txt", "d1"), ("loop.txt", "loop.txt")] {
            try FileManager.default.createSymbolicLink(atPath: inbox + name, withDestinationPath: target)
            expected[name] = ["not-a-file"]
        }
        #expect(unsafe mkfifo(inbox + "fifo.txt", 0o600) == 0)
        expected["fifo.txt"] = ["not-a-file"]
        if getuid() == 0 {
            #expect(unsafe mknod(inbox + "device.txt", S_IFCHR | 0o600, 0x103) == 0)
            expected["device.txt"] = ["not-a-file"]
        }
        let socket = try await Binary.shell("python3 -c 'import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' '\(inbox)socket.txt'")
        if socket.code == 0 { expected["socket.txt"] = ["not-a-file"] }
        let it = try await Binary.run(["run", "--drain", "--state", scratch.path + "/state"])
        #expect(it.code == 0, "\(it.errors)")
        let fates = try fates(scratch)
        for (name, allowed) in expected {
            #expect(fates[name]?.count == 1 && allowed.contains(fates[name]?.first ?? ""), "\(name.debugDescription): \(fates[name] ?? [])")
        }
        #expect(fates.count == expected.count)
        let verified = try await Binary.run(["verify", "--originals", "--state", scratch.path + "/state"])
        #expect(verified.code == 0, "\(verified.output)")
    }

    /// What became of each file: `article`, `duplicate`, or the reason of a rejection.
    private func fates(_ scratch: Scratch) throws -> [String: [String]] {
        var fates: [String: [String]] = [:]
        for stream in ["articles", "duplicates", "rejected"] {
            for line in try scratch.read("state/store/\(stream).jsonl").split(separator: "\n") {
                let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
                let file = (record["metadata"] as? [String: Any])?["file"] as? String ?? ""
                fates[file, default: []].append(record["reason"] as? String ?? String(stream.dropLast()))
            }
        }
        return fates
    }
}

extension String.UTF8View {
    /// The bytes again and again until there are `count`.
    fileprivate func cycled(_ count: Int) -> [UInt8] {
        let bytes = Array(self)
        return (0..<count).map { bytes[$0 % bytes.count] }
    }
}
