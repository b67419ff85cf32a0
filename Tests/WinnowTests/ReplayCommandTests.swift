import Foundation
import Testing

@Suite("winnow replay")
struct ReplayCommandTests {
    /// Five deliveries through the inbox, one by `ingest`: articles, a repeat, a rejected picture.
    private func store(_ scratch: Scratch) async throws {
        try scratch.write("w.yaml", "state: \(scratch.path)/old\nnear: {policy: \"off\"}\n")
        try scratch.write("old/inbox/coast/ferry.txt", ExplainCommandTests.article)
        try scratch.write("old/inbox/one.txt", Invented.article(1))
        #expect(try await winnow(scratch, "run", "--drain").code == 0)
        try scratch.write("old/inbox/again.txt", Invented.article(1))
        try scratch.write("old/inbox/picture.txt", Data([0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 1, 2, 3]))
        try scratch.write("old/inbox/two.txt", Invented.article(2))
        #expect(try await winnow(scratch, "run", "--drain").code == 0)
        try scratch.write("files/three.txt", Invented.article(3))
        #expect(try await winnow(scratch, "ingest", "--source", "herald", scratch.path + "/files").code == 0)
    }

    private func winnow(_ scratch: Scratch, _ arguments: String...) async throws -> Finished {
        try await Binary.run(arguments + ["--config", scratch.path + "/w.yaml"])
    }

    private func lines(_ scratch: Scratch, _ state: String) async throws -> [[String: Any]] {
        let it = try await winnow(scratch, "cat", "--stream", "all", "--state", scratch.path + "/" + state)
        return try it.lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    }

    /// What a replay may not change.
    private func kept(_ line: [String: Any]) -> [String] {
        let metadata = line["metadata"] as? [String: Any] ?? [:]
        return [line["added"], line["source"], metadata["file"], metadata["original"], metadata["modified"], metadata["sha256"]]
            .map { $0.map { "\($0)" } ?? "" }
    }

    @Test("a new rule cuts its line; all else stays, in its order, and the old state is not touched")
    func newRule() async throws {
        let scratch = try Scratch()
        try await store(scratch)
        let old = try await lines(scratch, "old")
        let files = try FileManager.default.subpathsOfDirectory(atPath: scratch.path + "/old").sorted()
        try scratch.write("rules.d/own.yaml", ExplainCommandTests.rules)
        let it = try await winnow(scratch, "replay", "--into", scratch.path + "/new")
        #expect(it.code == 0 && it.errors == "", "\(it.errors)")
        #expect(it.output == "4 articles, 1 duplicate, 1 rejected\n")
        let new = try await lines(scratch, "new")
        #expect(Set(new.map(kept)) == Set(old.map(kept)))
        func articles(_ lines: [[String: Any]]) -> [[String: Any]] { lines.filter { $0["title"] != nil } }
        #expect(articles(new).map(kept) == articles(old).map(kept))
        let (before, after) = (articles(old).compactMap { $0["text"] as? String }, articles(new).compactMap { $0["text"] as? String })
        #expect(before.count == 4 && before[0].contains("Turn the page") && !after[0].contains("Turn the page"))
        #expect(before.dropFirst() == after.dropFirst())
        #expect(try FileManager.default.subpathsOfDirectory(atPath: scratch.path + "/old").sorted() == files)
        #expect(try await winnow(scratch, "verify", "--state", scratch.path + "/new").code == 0)
    }

    @Test("the new store in the place of the old one serves its archive")
    func inPlace() async throws {
        let scratch = try Scratch()
        try await store(scratch)
        #expect(try await winnow(scratch, "replay", "--into", scratch.path + "/new").code == 0)
        for folder in ["store", "index"] {
            try FileManager.default.moveItem(atPath: "\(scratch.path)/old/\(folder)", toPath: "\(scratch.path)/\(folder)-before")
            try FileManager.default.moveItem(atPath: "\(scratch.path)/new/\(folder)", toPath: "\(scratch.path)/old/\(folder)")
        }
        #expect(try await winnow(scratch, "run", "--drain").code == 0)
        let verify = try await winnow(scratch, "verify", "--originals")
        #expect(verify.code == 0 && verify.output.hasSuffix("5 originals: all is well\n"), "\(verify.output)")
    }

    @Test("what is gone or was changed is named and left out, and tells in the exit status")
    func leftOut() async throws {
        let scratch = try Scratch()
        try await store(scratch)
        try FileManager.default.removeItem(atPath: scratch.path + "/old/archive/000001/two.txt")
        let missing = try await winnow(scratch, "replay", "--json", "--into", scratch.path + "/first")
        #expect(missing.code == 66)
        #expect(missing.errors.contains(", two.txt: its original cannot be read: No such file or directory."))
        #expect(missing.errors.hasSuffix("The new state is without 1 delivery, as told above.\n"))
        #expect(try missing.json["articles"] as? Int == 3 && missing.json["duplicates"] as? Int == 1 && missing.json["rejected"] as? Int == 1)
        #expect(try missing.json["missing"] as? Int == 1 && missing.json["changed"] as? Int == 0)
        try scratch.write("files/three.txt", Invented.article(4))
        let changed = try await winnow(scratch, "replay", "--into", scratch.path + "/second")
        #expect(changed.code == 65 && changed.output == "2 articles, 1 duplicate, 1 rejected; 1 missing; 1 changed\n")
        #expect(changed.errors.contains("three.txt: its original has other bytes than its line says."))
    }

    @Test("a folder that holds something, or is part of the old state, is refused; without a store there is nothing to replay")
    func refused() async throws {
        let scratch = try Scratch()
        try await store(scratch)
        try scratch.write("full/note.txt", "mine")
        let full = try await winnow(scratch, "replay", "--into", scratch.path + "/full")
        #expect(full.code == 73 && full.errors.contains("is not empty"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/full") == ["note.txt"])
        let inside = try await winnow(scratch, "replay", "--into", scratch.path + "/old/inbox/x")
        #expect(inside.code == 73 && inside.errors.contains("part of the old state"))
        let none = try await winnow(scratch, "replay", "--into", scratch.path + "/new", "--state", scratch.path + "/nothing")
        #expect(none.code == 66 && !FileManager.default.fileExists(atPath: scratch.path + "/new"))
        #expect(try await winnow(scratch, "replay").code == 64)
    }
}
