import Foundation
import Testing

@Suite("winnow schema")
struct SchemaCommandTests {
    @Test("every format for every stream names every key", arguments: ["json", "duckdb", "arrow", "spark"], [
        "articles", "duplicates", "rejected",
    ])
    func keys(format: String, stream: String) async throws {
        let it = try await Binary.run(["schema", format, "--stream", stream])
        #expect(it.code == 0 && it.errors.isEmpty)
        let common = ["seq", "added", "metadata", "file", "file_base64", "original", "bytes", "sha256", "modified"]
        let record = [
            "id", "title", "text", "source", "created", "encoding", "language", "words", "section", "byline", "dateline",
            "published", "captions", "credits", "rules", "removed", "rule", "lines", "part", "prints", "duplicate", "of",
            "kind", "relation", "jaccard", "containment",
        ]
        let names = stream == "rejected" ? common + ["reason", "detail"] : common + record
        for name in names {
            let quoted = format == "spark" ? "`\(name)`" : "\"\(name)\""
            #expect(it.output.contains(quoted), "\(name)")
        }
    }

    @Test("the JSON Schema is JSON and says what is always there")
    func json() async throws {
        let articles = try await Binary.run(["schema"])
        #expect(try articles.json["required"] as? [String] == ["id", "text", "source", "added", "seq", "metadata"])
        let duplicates = try await Binary.run(["schema", "json", "--stream", "duplicates"])
        #expect(try duplicates.json["required"] as? [String] == ["id", "source", "added", "seq", "metadata"])
    }

    @Test("DuckDB reads the store of the settings, whatever it is called")
    func duckdb() async throws {
        let it = try await Binary.run(["schema", "duckdb", "--state", "/it's here"])
        #expect(it.output.contains("read_json('/it''s here/store/articles*.jsonl'"))
    }
}
