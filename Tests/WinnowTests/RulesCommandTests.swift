import Foundation
import Testing

@Suite("winnow rules")
struct RulesCommandTests {
    private func config(_ rules: String) throws -> (scratch: Scratch, file: String, rules: String) {
        let scratch = try Scratch()
        let file = try scratch.write("w.yaml", "")
        return (scratch, file, try scratch.write("rules.d/own.yaml", rules))
    }

    @Test("list is what rules does when nothing is said, and has our own")
    func list() async throws {
        let own = try config(ExplainCommandTests.rules)
        for arguments in [["rules"], ["rules", "list"]] {
            let it = try await Binary.run(arguments + ["--config", own.file])
            #expect(it.code == 0)
            #expect(it.lines.contains("\(own.rules): 1 rules"))
            #expect(it.lines.contains { $0.hasPrefix("  turn-the-page  line → cut") && $0.hasSuffix("Asks to read on.") })
            #expect(it.lines.count > 5)
        }
    }

    @Test("one object a rule for programs")
    func json() async throws {
        let own = try config(ExplainCommandTests.rules)
        let it = try await Binary.run(["rules", "list", "--json", "--config", own.file])
        let last = try #require(it.lines.last)
        let rule = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
        #expect(rule["id"] as? String == "turn-the-page")
        #expect(rule["file"] as? String == own.rules)
        #expect(rule["kind"] as? String == "line")
        #expect((rule["text"] as? [String])?.count == 2)
    }

    @Test("the examples of the shipped rules and of ours come out right")
    func good() async throws {
        let own = try config(ExplainCommandTests.rules)
        let it = try await Binary.run(["rules", "test", "--config", own.file])
        #expect(it.code == 0)
        #expect(it.output.hasSuffix(": 0 came out wrong\n"))
    }

    @Test("an example that comes out wrong is named with its place; every other command refuses the rules")
    func wrong() async throws {
        let own = try config(ExplainCommandTests.rules.replacing("cut: [\"Turn the page, reader\"]", with: "cut: [\"Turn the leaf\"]"))
        let it = try await Binary.run(["rules", "test", "--config", own.file])
        #expect(it.code == 65)
        #expect(it.output.hasSuffix(": 1 came out wrong\n"))
        #expect(it.errors.hasPrefix("winnow: \(own.rules):2:"))
        #expect(it.errors.contains("turn-the-page"))
        let json = try await Binary.run(["rules", "test", "--json", "--config", own.file])
        #expect((try json.json["failures"] as? [[String: Any]])?.first?["line"] as? Int == 2)
        #expect(try await Binary.run(["config", "--check", "--config", own.file]).code == 78)
    }
}
