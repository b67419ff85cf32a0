import Foundation
import Testing

@Suite("winnow rules suggest")
struct RulesSuggestTests {
    /// Settings with a folder of rules beside them, and a store of articles with `lines` in the middle of each.
    private struct House {
        let scratch: Scratch
        let config: String

        init() throws {
            scratch = try Scratch()
            config = try scratch.write("w.yaml", "near:\n  policy: off\n")
        }

        func store(_ source: String, _ numbers: Range<Int>, _ lines: [(Int) -> String]) async throws {
            for number in numbers {
                var paragraphs = Invented.article(number).split(separator: "\n").map(String.init)
                paragraphs.insert(contentsOf: lines.map { $0(number) }, at: 3)
                try scratch.write("in-\(source)/\(number).txt", paragraphs.joined(separator: "\n\n") + "\n")
            }
            let it = try await run(["ingest", "--source", source, "in-\(source)"])
            #expect(it.code == 0, "\(it.errors)")
        }

        func run(_ arguments: [String]) async throws -> Finished {
            try await Binary.run(arguments + ["--config", config, "--state", "state"], in: scratch.path)
        }
    }

    private static let desk = "Ring the harbour desk about it on 555"
    private static let label = "Harbour notes, collected"
    private static let sentence = "Notices like this one are collected by the harbour office and shown on its board every day."

    private func harbour() async throws -> House {
        let house = try House()
        try await house.store("harbour", 0..<4, [{ "\(Self.desk) \(1000 + $0)" }, { _ in Self.label }, { _ in Self.sentence }])
        try await house.store("quay", 10..<12, [{ _ in "Quay notes: \"both\" of them" }])
        return house
    }

    private func suggested(_ it: Finished) throws -> [[String: Any]] {
        try it.lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    }

    @Test("short lines of three articles, digits or not; no full sentence, and nothing of two")
    func suggests() async throws {
        let house = try await harbour()
        let it = try await house.run(["rules", "suggest", "--json"])
        #expect(it.code == 0 && it.errors.isEmpty, "\(it.errors)")
        let found = try suggested(it)
        #expect(found.count == 2)
        #expect(found.allSatisfy { $0["articles"] as? Int == 4 && $0["learned"] as? Int == 0 })
        let rules = found.compactMap { $0["rule"] as? [String: Any] }
        let byText = Dictionary(uniqueKeysWithValues: rules.map { (($0["text"] as? [String])?.first ?? "", $0) })
        #expect(byText["Ring the harbour desk about it on # #"]?["kind"] as? String == "pattern")
        #expect(byText["Ring the harbour desk about it on # #"]?["id"] as? String == "seen-ring-the-harbour-desk-about-it")
        #expect(byText[Self.label]?["kind"] as? String == "line")
        #expect(rules.allSatisfy { $0["source"] as? [String] == ["harbour"] })
        #expect(rules.allSatisfy { $0["reason"] as? String == "Stands in 4 articles of harbour." })
        let two = try suggested(try await house.run(["rules", "suggest", "--json", "--at-least", "2"]))
        #expect(two.count == 3)
        #expect(try suggested(try await house.run(["rules", "suggest", "--json", "--at-least", "5"])).isEmpty)
    }

    @Test("put into rules.d as it is: loads, passes its examples, cuts there and only there, and is suggested no more")
    func ready() async throws {
        let house = try await harbour()
        let before = try await house.run(["rules", "test", "--json"])
        let it = try await house.run(["rules", "suggest", "--at-least", "2"])
        #expect(it.code == 0)
        try house.scratch.write("rules.d/seen.yaml", it.output)
        let test = try await house.run(["rules", "test", "--json"])
        #expect(test.code == 0, "\(test.errors)")
        #expect(try test.json["rules"] as? Int == (before.json["rules"] as? Int ?? 0) + 3)
        // Three telephone numbers, and one each of the others.
        #expect(try test.json["examples"] as? Int == (before.json["examples"] as? Int ?? 0) + 5)
        let again = try await house.run(["rules", "suggest", "--at-least", "2"])
        #expect(again.output.hasSuffix("\nrules: []\n"), "\(again.output)")
        let page = try house.scratch.write("page.txt", Invented.article(30) + "\n\(Self.desk) 7\n\nA last word came from the harbour office, which had heard nothing about it until noon.\n")
        let here = try await house.run(["explain", "--source", "harbour", page])
        #expect(here.output.contains("seen-ring-the-harbour-desk-about-it"))
        let there = try await house.run(["explain", "--source", "quay", page])
        #expect(!there.output.contains("seen-ring-the-harbour-desk-about-it"))
    }

    @Test("a line of several sources is for these, one of unnamed sources for all")
    func sources() async throws {
        let house = try House()
        for (source, numbers) in [("harbour", 0..<1), ("quay", 1..<2), ("inbox", 2..<3)] {
            try await house.store(source, numbers, [{ _ in Self.label }])
            if source == "quay" {
                let two = try suggested(try await house.run(["rules", "suggest", "--json", "--at-least", "2"]))
                #expect((two.first?["rule"] as? [String: Any])?["source"] as? [String] == ["harbour", "quay"])
            }
        }
        let three = try suggested(try await house.run(["rules", "suggest", "--json"]))
        #expect(three.count == 1)
        #expect((three.first?["rule"] as? [String: Any])?["source"] == nil)
    }

    @Test("articles out of which a line was cut as learned count too")
    func learned() async throws {
        let house = try House()
        // What is learned comes into force with the 1,025th delivery.
        for number in 0..<1_024 { try house.scratch.write("in-empty/\(number).txt", "") }
        try await house.store("harbour", 0..<3, [{ _ in Self.label }])
        _ = try await house.run(["ingest", "in-empty"])
        try await house.store("harbour", 3..<5, [{ _ in Self.label }])
        let cat = try await house.run(["cat"])
        #expect(cat.lines.count { $0.contains(Self.label) } == 3)
        let found = try suggested(try await house.run(["rules", "suggest", "--json", "--at-least", "5"]))
        #expect(found.count == 1)
        #expect(found.first?["articles"] as? Int == 5)
        #expect(found.first?["learned"] as? Int == 2)
        #expect((found.first?["rule"] as? [String: Any])?["reason"] as? String
            == "Stands in 5 articles of harbour, and was learned and cut in 2 of them.")
    }

    @Test("no store, and a number that makes no sense")
    func wrong() async throws {
        let none = try await Binary.run(["rules", "suggest", "--state", "/nonexistent"])
        #expect(none.code == 66 && none.errors.contains("There is no store"))
        #expect(try await Binary.run(["rules", "suggest", "--at-least", "1"]).code == 64)
    }
}
