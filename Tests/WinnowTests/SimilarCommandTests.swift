import Foundation
import Testing

@Suite("winnow similar")
struct SimilarCommandTests {
    /// Sentences of invented words: number `n` is the same wherever it stands, and no two share a passage.
    private static func sentences(_ numbers: Range<Int>) -> String {
        numbers.map { n in
            (0..<12).map { word in "wo" + ["ba", "ke", "li", "mo", "nu", "sa", "te", "vi", "zo", "fa"][(n / 10 + word) % 10]
                + ["rin", "dol", "pem", "gat", "sux", "lar", "ven", "hob", "mis", "tak"][n % 10] + String(UnicodeScalar(UInt8(97 + word))) }
                .joined(separator: " ") + "."
        }.joined(separator: " ")
    }

    private static func article(_ headline: String, _ numbers: Range<Int>) -> String {
        headline + "\n\n" + sentences(numbers) + "\n"
    }

    /// A store with three articles.
    private func store(_ scratch: Scratch) async throws {
        try scratch.write("in/1.txt", Self.article("The ferry runs again from Monday", 0..<12))
        try scratch.write("in/2.txt", Self.article("A new bridge for the harbour", 20..<32))
        try scratch.write("in/3.txt", Self.article("Long report on the whole coast", 40..<80))
        let it = try await Binary.run(["ingest", "--state", "state", "--source", "herald", "in"], in: scratch.path)
        #expect(it.code == 0, "\(it.errors)")
    }

    private func rows(_ it: Finished) throws -> [[String: Any]] {
        try it.lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    }

    @Test("the nearest first, with J, C and what the file would be")
    func nearest() async throws {
        let scratch = try Scratch()
        try await store(scratch)
        // Ten sentences of the first, two of the second.
        let path = try scratch.write("new.txt", "The ferry is back\n\n" + Self.sentences(0..<10) + " " + Self.sentences(25..<27) + "\n")
        let it = try await Binary.run(["similar", "--state", "state", path], in: scratch.path)
        #expect(it.code == 0 && it.errors.isEmpty, "\(it.errors)")
        #expect(it.lines.count == 2)
        #expect(it.lines.first?.hasPrefix("J 0.71  C 0.83  revision ") == true, "\(it.output)")
        #expect(it.lines.first?.hasSuffix("/in/1.txt  The ferry runs again from Monday") == true)
        #expect(it.lines.last?.contains("  -        ") == true && it.lines.last?.contains("A new bridge") == true)
        let found = try rows(try await Binary.run(["similar", "--json", "--state", "state", path], in: scratch.path))
        #expect(found.map { $0["seq"] as? Int } == [1, 2])
        #expect(found.first?["relation"] as? String == "revision" && found.last?["relation"] == nil)
        // 140 passages each, of which ten sentences in a row, 120 words, share 116.
        #expect(found.first?["jaccard"] as? Double == 0.7073 && found.first?["containment"] as? Double == 0.8286)
        let one = try await Binary.run(["similar", "--json", "--limit", "1", "--state", "state", path], in: scratch.path)
        #expect(try rows(one).count == 1)
    }

    @Test("contained in a stored one, and around one")
    func containment() async throws {
        let scratch = try Scratch()
        try await store(scratch)
        let part = try scratch.write("part.txt", Self.article("Only the middle", 50..<60))
        let whole = try scratch.write("whole.txt", Self.article("All of it", 0..<40))
        let inside = try rows(try await Binary.run(["similar", "--json", "--state", "state", part], in: scratch.path))
        #expect(inside.first?["relation"] as? String == "contained" && inside.first?["containment"] as? Double == 1)
        let around = try rows(try await Binary.run(["similar", "--json", "--state", "state", whole], in: scratch.path))
        #expect(around.map { $0["relation"] as? String } == ["contains", "contains"])
    }

    @Test("a stored text is told as itself; the store is not touched")
    func itself() async throws {
        let scratch = try Scratch()
        try await store(scratch)
        let before = try scratch.read("state/store/articles.jsonl")
        let files = try FileManager.default.subpathsOfDirectory(atPath: scratch.path).sorted()
        let it = try await Binary.run(["similar", "--json", "--state", "state", "in/2.txt"], in: scratch.path)
        #expect(try rows(it).first?["relation"] as? String == "text")
        #expect(try rows(it).first?["jaccard"] as? Double == 1)
        #expect(try scratch.read("state/store/articles.jsonl") == before)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: scratch.path).sorted() == files)
    }

    /// Without an index every article is compared; one that the index lacks is found as well.
    @Test("the answer does not depend on the index")
    func withoutIndex() async throws {
        let scratch = try Scratch()
        try await store(scratch)
        let with = try await Binary.run(["similar", "--json", "--state", "state", "in/3.txt"], in: scratch.path)
        try FileManager.default.removeItem(atPath: scratch.path + "/state/index")
        let without = try await Binary.run(["similar", "--json", "--state", "state", "in/3.txt"], in: scratch.path)
        #expect(with.code == 0 && without.code == 0 && with.output == without.output && !with.output.isEmpty)
    }

    @Test("nothing in common, no store, no article")
    func nothing() async throws {
        let scratch = try Scratch()
        let path = try scratch.write("other.txt", Self.article("Quite another thing", 90..<99))
        let none = try await Binary.run(["similar", "--state", "state", path], in: scratch.path)
        #expect(none.code == 66 && none.errors.contains("no store"), "\(none.errors)")
        try await store(scratch)
        let it = try await Binary.run(["similar", "--state", "state", path], in: scratch.path)
        #expect(it.code == 0 && it.output == "No stored article has a passage in common with it.\n")
        let empty = try await Binary.run(["similar", "--state", "state", "-"], input: "\n", in: scratch.path)
        #expect(empty.code == 65 && empty.errors.contains("would be rejected (empty)"))
    }
}
