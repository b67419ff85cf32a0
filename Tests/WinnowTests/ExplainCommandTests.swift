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
