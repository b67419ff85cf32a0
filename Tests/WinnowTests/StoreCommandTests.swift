import Foundation
import Testing

/// A state after a drained inbox: three articles (two of them of the source a), one duplicate, one rejected file.
private func drained(_ scratch: Scratch) async throws -> String {
    let state = scratch.path + "/state"
    for number in 1...2 { try scratch.write("state/inbox/a/\(number).txt", Invented.article(number)) }
    try scratch.write("state/inbox/three.txt", Invented.article(3))
    let first = try await Binary.run(["run", "--drain", "--state", state, "--set", "near.policy=off"])
    #expect(first.code == 0, "\(first.errors)")
    try scratch.write("state/inbox/again.txt", Invented.article(1))
    try scratch.write("state/inbox/picture.txt", Data([0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 1, 2, 3]))
    let second = try await Binary.run(["run", "--drain", "--state", state, "--set", "near.policy=off"])
    #expect(second.code == 0, "\(second.errors)")
    return state
}

@Suite("winnow run --drain")
struct DrainTests {
    @Test("below min_free it says so, takes nothing, and ends with 75")
    func full() async throws {
        let scratch = try Scratch()
        let state = scratch.path + "/state"
        try scratch.write("state/inbox/one.txt", Invented.article(1))
        let full = try await Binary.run(["run", "--drain", "--state", state, "--set", "min_free=100%"])
        #expect(full.code == 75 && full.errors.contains("min_free"), "\(full.errors)")
        let later = try await Binary.run(["run", "--drain", "--state", state])
        #expect(later.code == 0 && later.errors.contains("1 article"), "\(later.errors)")
    }
}

@Suite("winnow trace")
struct TraceCommandTests {
    @Test("every line about a file, by path, last part, id and checksum; and what waits")
    func trace() async throws {
        let scratch = try Scratch()
        let state = try await drained(scratch)
        func trace(_ name: String, _ arguments: String...) async throws -> Finished {
            try await Binary.run(["trace", name, "--state", state] + arguments)
        }
        let byName = try await trace("1.txt")
        #expect(byName.code == 0 && byName.lines.count == 1)
        #expect(byName.output.contains("a/1.txt  article "))
        #expect(byName.output.contains("Notice 1 from the"))
        #expect(try await trace("\(state)/inbox/a/1.txt").output == byName.output)
        #expect(try await trace("000001/a/1.txt").output == byName.output)
        let id = try #require(byName.output.split(separator: " ").first { $0.utf8.count == 64 }).description
        let byID = try await trace(id)
        #expect(byID.lines.count == 2 && byID.output.contains("again.txt  same bytes as \(id)"))
        #expect(try await trace("picture.txt").output.contains("rejected: binary"))
        let json = try await trace("a/2.txt", "--json")
        #expect(try json.json["stream"] as? String == "articles")
        #expect((try json.json["record"] as? [String: Any])?["seq"] is Int)
        for digits in [String(id.prefix(12)), String(id.prefix(6))] { #expect(try await trace(digits).output == byID.output) }
        #expect(try await trace(String(id.prefix(5))).code == 66)
        #expect(try await trace("2").output.hasPrefix("2  "))
        #expect(try await trace("4").output.contains("again.txt  same bytes as \(id)"))
        let unknown = try await trace("xt")
        #expect(unknown.code == 66 && unknown.errors.contains("Nothing is known of xt"))
        try scratch.write("state/inbox/b/1.txt", "x")
        try scratch.write("state/inbox/b/late.txt.part", "x")
        #expect(try await trace("1.txt").output.contains("b/1.txt  waits in the inbox: no daemon runs"))
        #expect(try await trace("late.txt.part").output.contains("left alone, by the pattern *.part"))
    }

    @Test("no store and no inbox: nothing is known")
    func nothing() async throws {
        #expect(try await Binary.run(["trace", "x", "--state", "/nonexistent"]).code == 66)
    }
}

@Suite("winnow verify and reindex")
struct VerifyCommandTests {
    private func verify(_ state: String, _ arguments: String...) async throws -> Finished {
        try await Binary.run(["verify", "--state", state, "--set", "near.policy=off"] + arguments)
    }

    @Test("a good store, its originals too")
    func good() async throws {
        let scratch = try Scratch()
        let state = try await drained(scratch)
        let it = try await verify(state, "--originals")
        #expect(it.code == 0, "\(it.output)")
        #expect(it.output == "3 articles, 1 duplicate, 1 rejected; 5 originals: all is well\n")
        let json = try await verify(state, "--json")
        #expect(try json.json["good"] as? Bool == true)
        #expect(try json.json["articles"] as? Int == 3)
    }

    /// It says how far it was durable at most once a second: what came after that is judged no less.
    @Test("a daemon that died has not told of all lines")
    func afterAKill() async throws {
        let scratch = try Scratch()
        let state = try await drained(scratch)
        let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8).prefix(36)
        try scratch.write("state/status.json", """
            {"pid":\(Int32.max),"boot_id":"\(boot)","state":"\(state)","condition":"running","durable":{"articles":
            {"segment":1,"offset":0},"duplicates":{"segment":1,"offset":0},"rejected":{"segment":1,"offset":0}}}
            """)
        try FileManager.default.removeItem(atPath: state + "/index")
        let good = try await verify(state, "--originals")
        #expect(good.code == 0)
        #expect(good.output == "3 articles, 1 duplicate, 1 rejected; 5 originals; no index yet: all is well\n")
        let text = try scratch.read("state/store/articles.jsonl")
        try scratch.write("state/store/articles.jsonl", text.replacing("before noon", with: "before moon"))
        let bad = try await verify(state)
        #expect(bad.code == 65 && bad.output.contains("(articles.jsonl byte 0): the id is not that of the text"), "\(bad.output)")
    }

    @Test("reindex says what it cut")
    func cut() async throws {
        let scratch = try Scratch()
        let state = try await drained(scratch)
        let text = try scratch.read("state/store/articles.jsonl")
        try scratch.write("state/store/articles.jsonl", text + "{\"id\":")
        let it = try await Binary.run(["reindex", "--state", state])
        #expect(it.code == 0 && it.errors.contains("Cut 6 bytes (1 lines) off the end of articles.jsonl"), "\(it.errors)")
        #expect(try scratch.read("state/store/articles.jsonl") == text)
    }

    /// What can go wrong with a store, what is done to its articles, and what is said.
    static let damages: [(change: @Sendable (String) -> String?, message: String)] = [
        ({ $0.replacing("before noon", with: "before moon") }, "the id is not that of the text"),
        ({ $0.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().joined(separator: "\n") }, "should come next"),
        ({ $0 + ($0.split(separator: "\n").first ?? "") + "\n" }, "comes after line"),
        ({ $0.replacing("\"words\":", with: "\"wards\":") }, "articles.jsonl"),
        ({ $0 + "nonsense\n" }, "articles.jsonl"),
        ({ _ in nil }, "articles.jsonl is missing"),
        ({ _ in "" }, "articles.jsonl is shorter than the index knows it"),
    ]

    @Test("damage is found and named", arguments: damages.indices)
    func damage(index: Int) async throws {
        let scratch = try Scratch()
        let state = try await drained(scratch)
        let text = try scratch.read("state/store/articles.jsonl")
        if let changed = Self.damages[index].change(text) {
            try scratch.write("state/store/articles.jsonl", changed)
        } else {
            try FileManager.default.removeItem(atPath: state + "/store/articles.jsonl")
        }
        let it = try await verify(state)
        #expect(it.code == 65)
        #expect(it.output.contains(Self.damages[index].message), "\(it.output)")
        let json = try await verify(state, "--json")
        #expect(json.code == 65)
        #expect(try json.json["good"] as? Bool == false)
    }

    @Test("originals that changed or went away, unless they were to be deleted")
    func originals() async throws {
        let scratch = try Scratch()
        let state = try await drained(scratch)
        try scratch.write("state/archive/000001/a/1.txt", "something else")
        try FileManager.default.removeItem(atPath: state + "/archive/000001/three.txt")
        let it = try await verify(state, "--originals")
        #expect(it.code == 65)
        #expect(it.output.contains("000001/a/1.txt has other bytes"))
        #expect(it.output.contains("000001/three.txt cannot be read"))
        #expect(it.output.hasSuffix(": 2 mistakes\n"))
        let policy = try await verify(state, "--originals", "--set", "archive.policy=delete")
        #expect(policy.output.hasSuffix("1 deleted by policy: 1 mistake\n"))
        #expect(try await verify(state).code == 0)
    }

    @Test("a line that says another size than its original has")
    func sizes() async throws {
        let scratch = try Scratch()
        let state = try await drained(scratch)
        try FileManager.default.removeItem(atPath: state + "/index")
        let text = try scratch.read("state/store/duplicates.jsonl")
        try scratch.write("state/store/duplicates.jsonl", text.replacing(/"bytes":[0-9]+/, with: "\"bytes\":7777"))
        let it = try await verify(state, "--originals")
        #expect(it.code == 65 && it.output.contains("it says 7777 bytes of 000001/again.txt, which has"), "\(it.output)")
    }

    @Test("an original that no line names, and one that waits for its line")
    func strays() async throws {
        let scratch = try Scratch()
        let state = try await drained(scratch)
        try scratch.write("state/rejected/000001/b/stray.txt", "x")
        try scratch.write("state/archive/000009/taken.txt", "x")
        let it = try await verify(state, "--originals")
        #expect(it.code == 65)
        #expect(it.output.contains("rejected/000001/b/stray.txt has no line"))
        #expect(it.output.hasSuffix("5 originals, 1 without a line yet: 1 mistake\n"))
    }

    @Test("the index is held against the lines, and --repair makes it again")
    func index() async throws {
        let scratch = try Scratch()
        let state = try await drained(scratch)
        let other = scratch.path + "/other"
        try FileManager.default.copyItem(atPath: state, toPath: other)
        try scratch.write("other/inbox/5.txt", Invented.article(5))
        #expect(try await Binary.run(["run", "--drain", "--state", other]).code == 0)
        // Another index under these lines: it knows more than there is.
        try FileManager.default.removeItem(atPath: state + "/index")
        try FileManager.default.copyItem(atPath: other + "/index", toPath: state + "/index")
        let it = try await verify(state, "--json")
        #expect(it.code == 65)
        #expect(try it.json["index_mistakes"] as? Int ?? 0 > 0, "\(it.output)")
        // The lines of another order under this index: places and numbers are not what it says.
        try FileManager.default.removeItem(atPath: state + "/index")
        try scratch.write("state/index/data.mdb", Data(repeating: 7, count: 65_536))
        let damaged = try await verify(state)
        #expect(damaged.code == 65 && damaged.output.contains("Index: the index is damaged"), "\(damaged.output) \(damaged.errors)")
        let repaired = try await verify(state, "--repair")
        #expect(repaired.code == 0 && repaired.output.contains("the index was made again: all is well"), "\(repaired.output) \(repaired.errors)")
        #expect(try await verify(state).output == "3 articles, 1 duplicate, 1 rejected: all is well\n")
        try FileManager.default.removeItem(atPath: state + "/index")
        #expect(try await verify(state).output == "3 articles, 1 duplicate, 1 rejected; no index yet: all is well\n")
    }

    @Test("the index is made again, also from nothing, and knows what it knew")
    func reindex() async throws {
        let scratch = try Scratch()
        let state = try await drained(scratch)
        try FileManager.default.removeItem(atPath: state + "/index")
        #expect(try await Binary.run(["reindex", "--state", state]).code == 0)
        #expect(try await verify(state, "--repair").code == 0)
        try scratch.write("state/inbox/once more.txt", Invented.article(2))
        #expect(try await Binary.run(["run", "--drain", "--state", state]).code == 0)
        #expect(try await verify(state).output == "3 articles, 2 duplicates, 1 rejected: all is well\n")
    }

    @Test("the index is made again over rotated files that were moved, wherever the store is now; one left behind is named")
    func moved() async throws {
        let scratch = try Scratch()
        for number in 1...6 { try scratch.write("in/\(number).txt", Invented.article(number)) }
        let settings = ["--set", "rotate.size=1KiB", "--set", "batch.files=1", "--set", "near.policy=off"]
        #expect(try await Binary.run(["ingest", "in", "--state", "state"] + settings, in: scratch.path).code == 0)
        let text = try await Binary.run(["cat", "--state", "state"], in: scratch.path)
        try FileManager.default.createDirectory(atPath: scratch.path + "/disk", withIntermediateDirectories: true)
        let files = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/state/store")
        #expect(files.count { $0.hasPrefix("articles-") } >= 3)
        // Copies, as from another filesystem: no inode stays what it was.
        for file in files { try FileManager.default.copyItem(atPath: scratch.path + "/state/store/" + file, toPath: scratch.path + "/disk/" + file) }
        for folder in ["store", "index"] { try FileManager.default.removeItem(atPath: scratch.path + "/state/" + folder) }
        let there = ["--state", "state", "--set", "store=" + scratch.path + "/disk"] + settings
        let missing = scratch.path + "/disk/articles-000002.jsonl"
        try FileManager.default.moveItem(atPath: missing, toPath: scratch.path + "/behind")
        let refused = try await Binary.run(["reindex"] + there, in: scratch.path)
        #expect(refused.code == 65 && refused.errors.contains("articles-000002.jsonl is missing"), "\(refused.errors)")
        try FileManager.default.moveItem(atPath: scratch.path + "/behind", toPath: missing)
        #expect(try await Binary.run(["reindex"] + there, in: scratch.path).code == 0)
        #expect(try await Binary.run(["verify"] + there, in: scratch.path).output == "6 articles, 0 duplicates, 0 rejected: all is well\n")
        #expect(try await Binary.run(["cat"] + there, in: scratch.path).output == text.output)
        // It knows what lies in the moved files.
        try scratch.write("again/2.txt", Invented.article(2))
        #expect(try await Binary.run(["ingest", "again"] + there, in: scratch.path).output.contains("0 articles, 1 duplicate"))
    }

    @Test("a rotated file may be a symbolic link to where it was moved; one that leads nowhere is named, and the active file is none")
    func linked() async throws {
        let scratch = try Scratch()
        for number in 1...6 { try scratch.write("in/\(number).txt", Invented.article(number)) }
        let settings = ["--state", "state", "--set", "rotate.size=1KiB", "--set", "batch.files=1", "--set", "near.policy=off"]
        #expect(try await Binary.run(["ingest", "in"] + settings, in: scratch.path).code == 0)
        let text = try await Binary.run(["cat", "--state", "state"], in: scratch.path)
        let store = scratch.path + "/state/store/"
        func move(_ name: String) throws {
            try FileManager.default.createDirectory(atPath: scratch.path + "/disk", withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: store + name, toPath: scratch.path + "/disk/" + name)
            try FileManager.default.createSymbolicLink(atPath: store + name, withDestinationPath: scratch.path + "/disk/" + name)
        }
        try move("articles-000001.jsonl")
        try move("articles-000002.jsonl")
        #expect(try await Binary.run(["verify"] + settings, in: scratch.path).output == "6 articles, 0 duplicates, 0 rejected: all is well\n")
        #expect(try await Binary.run(["reindex"] + settings, in: scratch.path).code == 0)
        #expect(try await Binary.run(["cat", "--state", "state"], in: scratch.path).output == text.output)
        try scratch.write("state/inbox/again.txt", Invented.article(1))
        #expect(try await Binary.run(["run", "--drain"] + settings, in: scratch.path).code == 0)
        #expect(try await Binary.run(["verify"] + settings, in: scratch.path).output == "6 articles, 1 duplicate, 0 rejected: all is well\n")

        try FileManager.default.moveItem(atPath: scratch.path + "/disk/articles-000002.jsonl", toPath: scratch.path + "/behind")
        let missing = try await Binary.run(["reindex"] + settings, in: scratch.path)
        #expect(missing.code != 0 && missing.errors.contains("articles-000002.jsonl"), "\(missing.errors)")
        try FileManager.default.moveItem(atPath: scratch.path + "/behind", toPath: scratch.path + "/disk/articles-000002.jsonl")
        try move("articles.jsonl")
        let active = try await Binary.run(["run", "--drain"] + settings, in: scratch.path)
        #expect(active.code == 74 && active.errors.contains("A symbolic link stands there"), "\(active.errors)")
    }

    @Test("no store; a store in use")
    func refused() async throws {
        #expect(try await Binary.run(["verify", "--state", "/nonexistent"]).code == 66)
        #expect(try await Binary.run(["reindex", "--state", "/nonexistent"]).code == 66)
        let scratch = try Scratch()
        let state = try await drained(scratch)
        let daemon = try Background(["run", "--state", state], in: scratch, named: "run")
        try await eventually("the daemon runs") { FileManager.default.fileExists(atPath: state + "/status.json") }
        let it = try await Binary.run(["reindex", "--state", state])
        #expect(it.code == 75)
        #expect(it.errors.contains("Another winnow"))
        #expect(try await verify(state).code == 0)
        daemon.end(SIGTERM)
    }
}
