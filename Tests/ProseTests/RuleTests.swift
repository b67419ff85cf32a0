import Testing

@testable import Prose

struct RuleTests {
    private static func rule(_ kind: Rule.Kind, _ texts: [String], effect: Rule.Effect = .cut, id: String = "a-rule") -> Rule {
        Rule(id: id, reason: "For the test.", kind: kind, texts: texts, effect: effect)
    }

    private static func finds(_ rule: Rule, _ line: String) throws -> Bool {
        var rule = rule
        rule.examples = Rule.Examples(keep: [line])
        return !(try RuleSet([rule]).exampleFailures().isEmpty)
    }

    private static let lines: [(Rule, String, Bool)] = [
        (rule(.line, ["read next"]), "* READ NEXT:", true),
        (rule(.line, ["read next"]), "Read next week's paper", false),
        (rule(.line, ["don't miss"]), "Don’t Miss…", true),
        (rule(.line, ["à lire"]), "À LIRE", true),
        (rule(.prefix, ["follow us"]), "Follow us on the web", true),
        (rule(.prefix, ["follow us"]), "Follow users", false),
        (rule(.prefix, ["follow us"]), "They follow us", false),
        (rule(.suffix, ["/reuters)"]), "The quay (Ada Byron/Reuters)", true),
        (rule(.suffix, ["click here"]), "Click here now", false),
        (rule(.contains, ["all rights reserved"]), "© 2019. All Rights Reserved. More", true),
        (rule(.contains, ["over land"]), "They went over landfills", false),
        (rule(.pattern, ["# of # photos"]), "3 of 128 photos", true),
        (rule(.pattern, ["# of # photos"]), "three of 128 photos", false),
        (rule(.pattern, ["photo: */*"]), "Photo: Olde/Press", true),
        (rule(.pattern, ["*said*twice*"]), "He said it twice, he did", true),
        (rule(.pattern, ["*said*twice*"]), "Twice he said it", false),
        (rule(.section, ["see also"]), "See also", true),
        (rule(.repeated, ["buy now"]), "Buy now", true),
    ]

    @Test(arguments: lines)
    func kinds(rule: Rule, line: String, found: Bool) throws {
        #expect(try Self.finds(rule, line) == found)
    }

    private static let wrong: [[Rule]] = [
        [rule(.line, ["read next"], id: "Bad Id")],
        [rule(.line, ["read next"]), rule(.line, ["read on"])],
        [rule(.line, ["read next"], id: "pull-quote")],
        [rule(.line, [])],
        [rule(.contains, ["abc"])],
        [rule(.line, ["read next"], effect: .part)],
        [rule(.line, [String(repeating: "x", count: 500)])],
    ]

    @Test(arguments: wrong)
    func refuses(rules: [Rule]) {
        #expect(throws: RuleMistake.self) { try RuleSet(rules) }
    }

    private static let body = """
        Council buys a dredger

        The harbour council has bought a dredger from the yard across the bay, its speaker said on Tuesday. (Valley Wire)

        It will begin its work in May, when the fishing fleet has left for the northern banks.

        """

    @Test func partOfALine() throws {
        let article = try Reading.read(Self.body, rules: [Self.rule(.suffix, ["(valley wire)"], effect: .part)])
        #expect(article.paragraphs[0].hasSuffix("said on Tuesday."))
        #expect(article.removed == [Removal(rule: "a-rule", lines: [3...3], part: true)])
    }

    @Test func scopeOfSourceAndOutlet() throws {
        var rule = Self.rule(.contains, ["(valley wire)"], effect: .outlet)
        rule.outlet = "Valley Wire"
        #expect(try Reading.read(Self.body, rules: [rule]).outlet == "Valley Wire")
        rule.sources = ["elsewhere"]
        #expect(try Reading.read(Self.body, rules: [rule], source: "here").outlet == nil)
        #expect(try Reading.read(Self.body, rules: [rule], source: "Elsewhere").outlet == "Valley Wire")
    }

    @Test func keepBeatsCut() throws {
        let rules = [Self.rule(.prefix, ["it will"]), Self.rule(.contains, ["northern banks"], effect: .keep, id: "b-rule")]
        #expect(try Reading.read(Self.body, rules: rules).paragraphs.count == 2)
    }

    @Test func sectionToTheEndButNotOverMoreProseThanBefore() throws {
        let section = Self.rule(.section, ["more stories"])
        let tail = try Reading.read(Self.body + "More stories\n\nA short one.\n", rules: [section])
        #expect(tail.lines("a-rule") == [6, 8])
        let middle = try Reading.read("Council buys a dredger\n\nMore stories\n\nA short one\n\n" + Self.body, rules: [section])
        #expect(middle.string.contains("northern banks"))
    }

    @Test func keptWholeWhenRulesWouldTakeMost() throws {
        let greedy = Self.rule(.contains, ["harbour council"])
        var noise = Self.rule(.line, ["advertisement"], id: "b-rule")
        noise.noise = true
        let article = try Reading.read(
            """
            Council buys a dredger

            The harbour council has bought a dredger from the yard across the bay, its speaker said on Tuesday.

            Advertisement

            It will begin its work in May.
            """, rules: [greedy, noise])
        #expect(article.string.contains("dredger from the yard"))
        #expect(article.removed.map(\.rule) == ["kept-whole", "b-rule"])
    }

    /// What is no prose does not count: a menu that is many times the article is cut by its rule all the same.
    @Test func cutHoweverLongTheMenuIs() throws {
        let menu = (1...60).map { "Menu of the day \($0)" }.joined(separator: "\n")
        let article = try Reading.read(Self.body + "\n" + menu + "\n", rules: [Self.rule(.prefix, ["menu of the day"])])
        #expect(!article.string.contains("Menu"))
        #expect(!article.removed.contains { $0.rule == "kept-whole" })
    }

    /// Exactly half may be cut, a word more may not: 18 words against 17 and the headline's one.
    @Test(arguments: [(0, false), (1, true)])
    func keptWholeFromTheFirstWordOverHalf(more: Int, isKept: Bool) throws {
        let cut = "The board said " + (0..<15 + more).map { "alpha\($0)" }.joined(separator: " ") + "."
        let kept = "The mayor said " + (0..<14).map { "omega\($0)" }.joined(separator: " ") + "."
        let article = try Reading.read(
            "Council\n\n" + kept + "\n\n" + cut + "\n", rules: [Self.rule(.prefix, ["the board said"])])
        #expect(article.removed.contains { $0.rule == "kept-whole" } == isKept)
    }

    @Test func fingerprintNamesTheRules() throws {
        let one = try RuleSet([Self.rule(.line, ["read next"])]).fingerprint
        let other = try RuleSet([Self.rule(.line, ["read on"])]).fingerprint
        #expect(one != other)
        #expect(one.utf8.count == 12)
        #expect(try RuleSet([Self.rule(.line, ["read next"])]).fingerprint == one)
    }

    @Test func thousandsOfRulesStillFindEach() throws {
        let rules = (0..<6000).map { Self.rule(.contains, ["offer number \($0) ends"], id: "rule-\($0)") }
        let set = try RuleSet(rules)
        let article = try ArticleReader(rules: set).read(
            Array((Self.body + "Our offer number 4711 ends today\n").utf8), source: nil, learned: .none)
        #expect(article.removed.map(\.rule) == ["rule-4711"])
    }
}
