import Foundation
import Testing

@Suite("winnow run")
struct RunCommandTests {
    /// A state whose daemon runs, in a scratch folder of its own.
    private struct Served {
        let scratch: Scratch
        let daemon: Background

        init(_ scratch: Scratch, _ arguments: [String] = []) throws {
            self.scratch = scratch
            daemon = try Background(
                ["run", "--state", scratch.path + "/state"] + arguments, in: scratch, named: "daemon")
        }

        func lines(_ stream: String) throws -> [[String: Any]] {
            let path = scratch.path + "/state/store/\(stream).jsonl"
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
            return try text.split(separator: "\n").map {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
            }
        }
    }

    private func drain(_ scratch: Scratch, _ more: [String] = []) async throws -> Finished {
        try await Binary.run(["run", "--drain", "--state", scratch.path + "/state"] + more)
    }

    private func metadata(_ line: [String: Any]) throws -> [String: Any] {
        try #require(line["metadata"] as? [String: Any])
    }

    @Test("a file written, one moved in, one linked in: one line each; SIGTERM ends it with 0 and nothing half done")
    func drops() async throws {
        let scratch = try Scratch()
        let served = try Served(scratch)
        try await eventually("it serves") { served.daemon.errors.contains("Serves ") }
        let inbox = scratch.path + "/state/inbox/"
        try scratch.write("state/inbox/written.txt", Invented.article(1))
        let moved = try scratch.write("outside/moved.txt", Invented.article(2))
        try FileManager.default.createDirectory(atPath: inbox + "post", withIntermediateDirectories: false)
        try FileManager.default.moveItem(atPath: moved, toPath: inbox + "post/moved.txt")
        let linked = try scratch.write("outside/linked.txt", Invented.article(3))
        try FileManager.default.linkItem(atPath: linked, toPath: inbox + "linked.txt")
        try await eventually("three articles") { try served.lines("articles").count == 3 }
        #expect(served.daemon.end(SIGTERM) == 0)
        let articles = try served.lines("articles")
        #expect(articles.map { $0["seq"] as? Int } == [1, 2, 3])
        let moves = try articles.filter { try metadata($0)["file"] as? String == "post/moved.txt" }
        #expect(moves.count == 1 && moves.first?["source"] as? String == "post")
        for article in articles {
            let original = try #require(try metadata(article)["original"] as? String)
            #expect(FileManager.default.fileExists(atPath: scratch.path + "/state/archive/" + original))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: inbox) == ["post"])
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/state/status.json"))
    }

    @Test("a file dropped twice gives one article and one duplicate line; ids stay unique over a restart")
    func twice() async throws {
        let scratch = try Scratch()
        for name in ["a.txt", "b.txt"] {
            try scratch.write("state/inbox/\(name)", Invented.article(7))
            #expect(try await drain(scratch).code == 0)
        }
        // The same words under another layout.
        try scratch.write("state/inbox/c.txt", Invented.article(7) + "\n\n")
        #expect(try await drain(scratch).code == 0)
        let served = try Served(scratch)
        #expect(try served.lines("articles").count == 1)
        let duplicates = try served.lines("duplicates").map { try #require(try metadata($0)["duplicate"] as? [String: Any]) }
        #expect(duplicates.map { $0["kind"] as? String } == ["bytes", "text"])
        let id = try #require(try served.lines("articles").first?["id"] as? String)
        #expect(duplicates.allSatisfy { $0["of"] as? String == id })
        #expect(served.daemon.end(SIGKILL) == nil)
    }

    @Test("--drain leaves what is empty, names it, and with --strict ends with 75")
    func left() async throws {
        let scratch = try Scratch()
        try scratch.write("state/inbox/whole.txt", Invented.article(1))
        try scratch.write("state/inbox/empty.txt", "")
        let it = try await drain(scratch)
        #expect(it.code == 0 && it.errors.contains("empty.txt stays in the inbox"))
        #expect(try await drain(scratch, ["--strict"]).code == 75)
        #expect(try scratch.read("state/store/rejected.jsonl").isEmpty)
        let patient = try await drain(scratch, ["--strict", "--set", "patience=0s"])
        #expect(patient.code == 0, "\(patient.errors)")
        #expect(try scratch.read("state/store/rejected.jsonl").contains("\"reason\":\"empty\""))
    }

    @Test("what is no article is refused with its reason and moved on; the rest flows")
    func refused() async throws {
        let scratch = try Scratch()
        try scratch.write("state/inbox/binary.txt", Data([0, 1, 2, 3, 0, 255, 254, 0, 7, 7, 0, 0]))
        try scratch.write("state/inbox/good.txt", Invented.article(4))
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path + "/state/inbox/link.txt", withDestinationPath: "good.txt")
        #expect(unsafe mkfifo(scratch.path + "/state/inbox/pipe.txt", 0o600) == 0)
        let it = try await drain(scratch)
        #expect(it.code == 0, "\(it.errors)")
        let served = try Served(scratch)
        defer { served.daemon.end(SIGTERM) }
        #expect(try served.lines("articles").count == 1)
        let reasons = try served.lines("rejected").map { line in
            let file = try metadata(line)["file"] as? String ?? ""
            return file + " " + (line["reason"] as? String ?? "")
        }
        #expect(Set(reasons) == ["binary.txt binary", "link.txt not-a-file", "pipe.txt not-a-file"])
        #expect(FileManager.default.fileExists(atPath: scratch.path + "/state/rejected/000001/binary.txt"))
    }

    @Test("a second winnow on the same state is told the pid and ends with 75")
    func locked() async throws {
        let scratch = try Scratch()
        let served = try Served(scratch)
        try await eventually("it serves") { served.daemon.errors.contains("Serves ") }
        let second = try await drain(scratch)
        #expect(second.code == 75 && second.errors.contains("pid "))
        #expect(served.daemon.end(SIGINT) == 0)
    }

    @Test("a store that vanished while the archive holds files is not made anew: 73")
    func storeGone() async throws {
        let scratch = try Scratch()
        try scratch.write("state/inbox/a.txt", Invented.article(1))
        #expect(try await drain(scratch).code == 0)
        try FileManager.default.removeItem(atPath: scratch.path + "/state/store")
        let it = try await drain(scratch)
        #expect(it.code == 73 && it.errors.contains("does not exist"))
    }

    @Test("SIGHUP takes over new settings, and keeps the old ones when the file has a mistake or moves a folder")
    func reload() async throws {
        let scratch = try Scratch()
        let file = try scratch.write("winnow.yaml", "settle: 250ms\n")
        let served = try Served(scratch, ["--config", file])
        try await eventually("it serves") { served.daemon.errors.contains("Serves ") }
        for (text, said) in [
            ("settle: 100ms\n", "changed: settle"), ("setle: 1s\n", "setle"),
            ("settle: 100ms\narchive.path: /tmp/elsewhere\n", "needs a restart"),
        ] {
            try scratch.write("winnow.yaml", text)
            served.daemon.signal(SIGHUP)
            try await eventually(said) { served.daemon.errors.contains(said) }
        }
        try scratch.write("state/inbox/after.txt", Invented.article(9))
        try await eventually("an article") { try served.lines("articles").count == 1 }
        #expect(served.daemon.end(SIGTERM) == 0)
    }

    @Test("a deleted index is made again, and nothing is stored twice by it")
    func indexGone() async throws {
        let scratch = try Scratch()
        try scratch.write("state/inbox/a.txt", Invented.article(1))
        #expect(try await drain(scratch).code == 0)
        try FileManager.default.removeItem(atPath: scratch.path + "/state/index")
        try scratch.write("state/inbox/b.txt", Invented.article(1))
        #expect(try await drain(scratch).code == 0)
        #expect(try scratch.read("state/store/articles.jsonl").split(separator: "\n").count == 1)
        #expect(try scratch.read("state/store/duplicates.jsonl").split(separator: "\n").count == 1)
    }
}

@Suite("winnow ingest")
struct IngestCommandTests {
    @Test("files and folders once; again they are known; originals stay")
    func again() async throws {
        let scratch = try Scratch()
        for number in 0..<5 { try scratch.write("in/deep/\(number).txt", Invented.article(number)) }
        let arguments = ["ingest", "in", "--state", "state", "--source", "Post", "--json"]
        let first = try await Binary.run(arguments, in: scratch.path)
        #expect(first.code == 0 && first.output.contains("\"articles\":5"), "\(first.errors)")
        let second = try await Binary.run(arguments, in: scratch.path)
        #expect(second.code == 0 && second.output.contains("\"known\":5"))
        #expect(try scratch.read("state/store/articles.jsonl").contains("\"source\":\"Post\""))
        #expect(try scratch.read("state/store/articles.jsonl").contains("\(scratch.path)/in/deep/0.txt"))
        #expect(FileManager.default.fileExists(atPath: scratch.path + "/in/deep/0.txt"))
    }

    @Test("exit codes: all rejected 65, some 0 or with --strict 65, no such file 66; standard input is an article")
    func codes() async throws {
        let scratch = try Scratch()
        try scratch.write("empty.txt", "")
        try scratch.write("good.txt", Invented.article(3))
        let state = ["--state", "state"]
        #expect(try await Binary.run(["ingest", "empty.txt"] + state, in: scratch.path).code == 65)
        #expect(try await Binary.run(["ingest", "good.txt", "-", "--strict"] + state, in: scratch.path).code == 65)
        let piped = try await Binary.run(["ingest", "-"] + state, input: Invented.article(4), in: scratch.path)
        #expect(piped.code == 0, "\(piped.errors)")
        #expect(try await Binary.run(["ingest", "missing.txt"] + state, in: scratch.path).code == 66)
    }

    @Test("a document that the rules would take most of is kept whole, marked, and stored")
    func keptWhole() async throws {
        let scratch = try Scratch()
        let prompt = "Subscribe to our newsletter for the latest news and updates from our reporters around the island every single morning number"
        let lines = ["Harbour notice for the week", "The pier opens at nine on Monday and the crew says the tide will be kind to visitors."]
        try scratch.write("page.txt", (lines + (0..<30).map { "\(prompt) \($0)." }).joined(separator: "\n\n") + "\n")
        for _ in 0..<2 {
            let it = try await Binary.run(["ingest", "page.txt", "--state", "state"], in: scratch.path)
            #expect(it.code == 0, "\(it.errors)")
        }
        #expect(try scratch.read("state/store/articles.jsonl").contains("{\"rule\":\"kept-whole\"}"))
        let verified = try await Binary.run(["verify", "--state", "state"], in: scratch.path)
        #expect(verified.code == 0, "\(verified.output)")
    }
}
