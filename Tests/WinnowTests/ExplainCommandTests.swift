import Foundation
import Testing

@Suite("winnow explain")
struct ExplainCommandTests {
    static let article = """
        Ferry back in service after winter repairs

        The island ferry runs again from Monday, the harbour office said, after nine weeks in the dry dock at Kell.

        Turn the page, reader

        Its new engine uses a third less fuel, and the crossing will take twenty minutes as before, said the captain.

        """

    /// A rule of our own, so that the shipped ones may change.
    static let rules = """
        rules:
          - id: turn-the-page
            reason: Asks to read on.
            kind: line
            text: [turn the page reader, "turn the page, reader"]
            examples: {cut: ["Turn the page, reader"], keep: ["Turn the page, reader, and see what the captain said next"]}
        """

    @Test("each line with its fate, then what was found out")
    func lines() async throws {
        let scratch = try Scratch()
        let path = try scratch.write("ferry.txt", Self.article)
        let config = try scratch.write("w.yaml", "")
        try scratch.write("rules.d/own.yaml", Self.rules)
        let it = try await Binary.run(["explain", "--config", config, path])
        #expect(it.code == 0 && it.errors.isEmpty, "\(it.errors)")
        #expect(it.lines.first == path)
        #expect(it.lines.contains { $0.contains("1 = Ferry back in service") && $0.hasSuffix("<title>") })
        #expect(it.lines.contains { $0.contains("3 + The island ferry runs again") })
        #expect(it.lines.contains { $0.contains("5 - Turn the page") && $0.hasSuffix("<turn-the-page: Asks to read on.>") })
        #expect(it.lines.contains { $0.hasPrefix("title") && $0.hasSuffix("Ferry back in service after winter repairs") })
        #expect(it.lines.contains { $0.hasPrefix("source") && $0.hasSuffix("inbox") })
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
        #expect(left.sorted() == ["ferry.txt", "rules.d", "w.yaml"])
    }

    @Test("the record for programs, from standard input, with a source")
    func json() async throws {
        let scratch = try Scratch()
        let config = try scratch.write("w.yaml", "")
        try scratch.write("rules.d/own.yaml", Self.rules)
        let it = try await Binary.run(
            ["explain", "--json", "--source", "harbour", "--config", config, "-"], input: Self.article)
        let record = try #require(try it.json["record"] as? [String: Any])
        #expect(try it.json["outcome"] as? String == "article")
        #expect(record["title"] as? String == "Ferry back in service after winter repairs")
        #expect(record["source"] as? String == "harbour")
        #expect((record["text"] as? String)?.hasPrefix("The island ferry") == true)
        #expect((record["text"] as? String)?.contains("Turn") == false)
        let metadata = try #require(record["metadata"] as? [String: Any])
        #expect(metadata["bytes"] as? Int == Self.article.utf8.count)
        #expect(metadata["encoding"] as? String == "utf-8")
        #expect((metadata["removed"] as? [[String: Any]])?.first?["lines"] as? [[Int]] == [[5, 5]])
    }

    @Test("a subfolder of the inbox is the source")
    func source() async throws {
        let scratch = try Scratch()
        try scratch.write("inbox/harbour/deep/ferry.txt", Self.article)
        let it = try await Binary.run(
            ["explain", "--json", "--state", ".", "inbox/harbour/deep/ferry.txt"], in: scratch.path)
        #expect((try it.json["record"] as? [String: Any])?["source"] as? String == "harbour")
    }

    /// The store's own decider answers: what `explain` says is what `ingest` does a moment later.
    @Test("the verdict of the store, before and after the file is in it")
    func verdict() async throws {
        let scratch = try Scratch()
        let words = (0..<80).map { "word\($0 * 7 % 80)x\($0)" }.joined(separator: " ") + "."
        try scratch.write("in/first.txt", "The ferry is back\n\n" + words + "\n")
        let again = try scratch.write("again.txt", "The ferry is back\n\n" + words + "\n")
        let retold = try scratch.write("retold.txt", "Ferry returns\n\n" + words + "\n")
        let longer = try scratch.write("longer.txt", "Ferry returns\n\n" + words + " It left the dock at noon.\n")
        func explain(_ path: String, _ more: String...) async throws -> Finished {
            try await Binary.run(["explain", "--state", "state"] + more + [path], in: scratch.path)
        }
        #expect(try await explain(again).lines.contains { $0.hasPrefix("verdict") && $0.contains("  a new article: there is no store at ") })
        #expect(try await Binary.run(["ingest", "--state", "state", "in"], in: scratch.path).code == 0)
        let name = " 1, \(scratch.path)/in/first.txt, The ferry is back"
        for (path, verdict) in [
            (again, "the same bytes as" + name), (retold, "the same text as" + name),
            (longer, "a near duplicate of" + name + ": near, J 0.93, C 1.00"),
        ] {
            let it = try await explain(path)
            #expect(it.lines.contains { $0.hasPrefix("verdict") && $0.hasSuffix(verdict) }, "\(it.output)")
            let told = try await explain(path, "--json").json
            #expect(told["outcome"] as? String == "duplicate")
            #expect((told["repeats"] as? [String: Any])?["seq"] as? Int == 1)
            let record = try #require(told["record"] as? [String: Any])
            try FileManager.default.copyItem(atPath: scratch.path + "/state", toPath: scratch.path + "/other")
            #expect(try await Binary.run(["ingest", "--state", "other", path], in: scratch.path).code == 0)
            let line = try #require(try scratch.read("other/store/duplicates.jsonl").split(separator: "\n").last)
            var stored = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            stored["added"] = record["added"]
            #expect(NSDictionary(dictionary: stored) == NSDictionary(dictionary: record))
            try FileManager.default.removeItem(atPath: scratch.path + "/other")
        }
    }

    @Test("without an index the store is read; where it cannot be, the doubt is told")
    func doubt() async throws {
        let scratch = try Scratch()
        let path = try scratch.write("in/ferry.txt", Self.article)
        #expect(try await Binary.run(["ingest", "--state", "state", "in"], in: scratch.path).code == 0)
        try FileManager.default.removeItem(atPath: scratch.path + "/state/index")
        let known = try await Binary.run(["explain", "--state", "state", path], in: scratch.path)
        #expect(known.lines.contains { $0.hasPrefix("verdict") && $0.contains("the same bytes as 1, ") }, "\(known.output)")
        let lines = try scratch.read("state/store/articles.jsonl")
        try scratch.write("state/store/articles.jsonl", lines.replacingOccurrences(of: "The island ferry", with: "The inland ferry"))
        let it = try await Binary.run(["explain", "--state", "state", path], in: scratch.path)
        #expect(it.code == 0)
        #expect(it.lines.contains { $0.hasPrefix("verdict") && $0.contains("not known: ") }, "\(it.output)")
        let json = try await Binary.run(["explain", "--json", "--state", "state", path], in: scratch.path)
        #expect((try json.json["doubt"] as? String)?.contains("articles.jsonl") == true)
    }

    @Test("what cannot become an article is told with the reason")
    func refusals() async throws {
        let empty = try await Binary.run(["explain", "-"], input: "\n\n")
        #expect(empty.code == 0)
        #expect(empty.output.contains("rejected  empty: "))
        let json = try await Binary.run(["explain", "--json", "-"], input: "")
        #expect((try json.json["record"] as? [String: Any])?["reason"] as? String == "empty")
    }

    @Test("a file cannot write on the terminal")
    func controls() async throws {
        let it = try await Binary.run(["explain", "-"], input: "A headline\n\n" + Self.article + "\u{9B}31m \u{85}\n")
        #expect(!it.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" || (0x7F..<0xA0).contains($0.value) })
    }

    @Test("a name cannot write on the terminal, in a message either", arguments: [["explain"], ["ingest", "--state", "state"], ["no-such-command"]])
    func controlsInMessages(command: [String]) async throws {
        let scratch = try Scratch()
        let it = try await Binary.run(command + ["\u{1B}[31mred"], in: scratch.path)
        #expect(it.code != 0 && it.errors.contains("[31mred"))
        #expect(!it.errors.contains("\u{1B}"))
    }

    @Test("files that cannot be read", arguments: [
        ("/nonexistent", 66, "There is no file"), ("/tmp", 65, "is a folder"), ("/dev/null", 65, "no regular file"),
    ])
    func unreadable(path: String, code: Int32, message: String) async throws {
        let it = try await Binary.run(["explain", path])
        #expect(it.code == code)
        #expect(it.errors.contains(message))
    }

    @Test("a file over the limit is not read")
    func large() async throws {
        let it = try await Binary.run(["explain", "--set", "max_file_size=10", "-"], input: "eleven bytes")
        #expect(it.code == 65)
        #expect(it.errors.contains("larger than max_file_size"))
    }
}
