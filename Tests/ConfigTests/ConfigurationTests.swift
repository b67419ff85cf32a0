import Config
import Intake
import Testing

/// Settings from a text, as the file `w.yaml`.
func configuration(
    _ file: String? = nil, set: [(String, String)] = [], state: String? = nil, _ environment: [String: String] = [:]
) throws(Mistake) -> Configuration {
    var input = ConfigurationInput()
    input.file = file.map { ("w.yaml", Array($0.utf8)) }
    input.sets = set.map { (key: $0.0, value: $0.1) }
    input.state = state
    input.environment = environment
    input.workingFolder = "/home/ann"
    return try Configuration(input)
}

func origin(_ name: String, _ configuration: Configuration) throws -> String {
    configuration.origin(of: try #require(SettingKey.named(name))).description
}

@Suite("Settings files")
struct SettingsFileTests {
    @Test("nothing set is all defaults", arguments: [
        nil, "", "\n\n", "# only words\n", "---\n", "~\n", "\u{FEFF}", "\u{FEFF}# words\n",
    ] as [String?])
    func empty(file: String?) throws {
        let it = try configuration(file)
        #expect(it.settings == Settings())
        #expect(SettingKey.all.allSatisfy { it.origin(of: $0) == .standard })
    }

    @Test("groups, dots, and both at once")
    func forms() throws {
        let nested = try configuration("archive:\n  policy: delete\n  path: /a\nnear:\n  policy: off\nsettle: 1s\n")
        let dotted = try configuration("archive.policy: delete\narchive.path: /a\nnear.policy: off\nsettle: 1s\n")
        let mixed = try configuration("archive.path: /a\nsettle: '1s'\narchive: {policy: delete}\nnear: {'policy': \"off\"}\n")
        #expect(nested.settings.archivePolicy == .delete && nested.settings.nearPolicy == .off)
        #expect(nested.settings.archivePath == "/a" && nested.settings.settle == .seconds(1))
        #expect(dotted.settings == nested.settings)
        #expect(mixed.settings == nested.settings)
    }

    @Test("words stay words, whatever YAML makes of them elsewhere")
    func words() throws {
        let it = try configuration("learn: no\nnear.policy: off\nbatch.files: 0100\nmin_free: 10%\nmetrics.textfile: off\n")
        #expect(!it.settings.learn && it.settings.nearPolicy == .off && it.settings.batchFiles == 100)
        #expect(it.settings.minFree == FreeSpace(bytes: nil, percent: 10) && it.settings.metricsTextfile == nil)
    }

    @Test("lists in both of YAML's forms, and aliases")
    func lists() throws {
        #expect(try configuration("ignore: ['*.x', .y]").settings.ignore.patterns == ["*.x", ".y"])
        #expect(try configuration("ignore:\n  - '*.x'\n  - .y\n").settings.ignore.patterns == ["*.x", ".y"])
        #expect(try configuration("ignore: []").settings.ignore == .none)
        #expect(try configuration("settle: &p 3s\nrescan: *p\n").settings.rescan == .seconds(3))
    }

    @Test("CR LF, comments and documents' marks are no trouble")
    func layout() throws {
        let it = try configuration("---\r\n# settings\r\nsettle: 1s # quiet\r\nlearn: off\r\n...\r\n")
        #expect(it.settings.settle == .seconds(1) && !it.settings.learn)
    }

    @Test("each value remembers its place")
    func places() throws {
        let it = try configuration("# top\nsettle:   1s\narchive:\n  policy: delete\nignore:\n  - a\n")
        #expect(try origin("settle", it) == "w.yaml:2:11")
        #expect(try origin("archive.policy", it) == "w.yaml:4:11")
        #expect(try origin("ignore", it) == "w.yaml:6:3")
        #expect(try origin("learn", it) == "default")
    }

    @Test("mistakes, with their place and the remedy", arguments: [
        // Keys
        ("settel: 1s", "w.yaml:1:1: there is no setting 'settel' (its value is '1s'); the nearest is settle"),
        ("learn: on\n\n  \nnear:\n  jacard: 0.4", "w.yaml:5:3: there is no setting 'near.jacard' (its value is '0.4'); the nearest is near.jaccard"),
        ("jaccard: 0.4", "w.yaml:1:1: there is no setting 'jaccard' (its value is '0.4'); the nearest is near.jaccard"),
        ("maxFileSize: 1", "w.yaml:1:1: there is no setting 'maxFileSize' (its value is '1'); the nearest is max_file_size"),
        ("rules: [a]", "w.yaml:1:1: there is no setting 'rules'; the nearest is "),
        ("[a]: 1", "w.yaml:1:1: a key must be a word, not a list"),
        ("? {a: b}\n: 1", "w.yaml:1:3: a key must be a word, not a group of keys"),
        ("~: 1", "w.yaml:1:1: a key must be a word, not nothing"),
        // Given twice
        ("settle: 1s\nlearn: on\nsettle: 2s\n", "w.yaml:3:1: 'settle' is given twice; the first is in line 1"),
        ("settle: 1s\nsettle: 2s\nsettle: 3s\n", "w.yaml:2:1: 'settle' is given twice; the first is in line 1"),
        ("near:\n  policy: off\n  \"policy\": mark\n", "w.yaml:3:3: "),
        ("learn: on\nnear: {jaccard: 1, jaccard: 0.5}", "w.yaml:2:20: 'jaccard' is given twice; the first is in line 2"),
        ("'learn': on\nsettle: 1s\n'learn': off", "w.yaml:3:1: 'learn' is given twice; the first is in line 1"),
        ("near.policy: off\nnear:\n  policy: mark\n", "w.yaml:3:3: near.policy is given twice; the first is in line 1"),
        ("near: {policy: off}\nnear: {jaccard: 1}", "w.yaml:2:1: 'near' is given twice; the first is in line 1"),
        // Types
        ("settle: [1s]", "w.yaml:1:9: settle takes a time from 0s to 60m, not a list"),
        ("settle:\n  quiet: 1s", "w.yaml:2:3: settle takes a time from 0s to 60m, not a group of keys"),
        ("learn: on\nsettle:\n", "w.yaml:2:1: settle has no value: write a time from 0s to 60m, or remove the line"),
        ("ignore: ~", "w.yaml:1:1: ignore has no value: write a list of shell patterns"),
        ("ignore: .x", "w.yaml:1:9: ignore: '.x' is a single value; it takes a list of shell patterns"),
        ("ignore: [a, [b]]", "w.yaml:1:13: ignore is a list of shell patterns"),
        ("ignore:\n  - a\n  - b/c\n", "w.yaml:3:5: ignore: 'b/c' has a slash"),
        ("near: off", "w.yaml:1:7: near: 'off' is no value for a group of settings; it has near.policy, near.jaccard, near.containment"),
        ("archive:\n", "w.yaml:1:9: archive: nothing is no value for a group of settings"),
        ("- settle\n", "w.yaml:1:1: settings are written `key: value`, and this is a list"),
        ("settle", "w.yaml:1:1: settings are written `key: value`, and this is a single value"),
        // Values
        ("settle: soon", "w.yaml:1:9: settle: 'soon' is not a time"),
        ("batch:\n  files: 5000", "w.yaml:2:10: batch.files: '5000' is out of range: it may be from 1 to 1024"),
        ("state: var", "w.yaml:1:8: state: 'var' is not an absolute path"),
        ("inbox: /x\nstore: /x/store", "w.yaml:2:8: store (/x/store) lies in inbox (/x): give each a folder of its own"),
        ("state: /x\nmetrics.textfile: /x/store/articles.jsonl", "w.yaml:2:19: metrics.textfile (/x/store/articles.jsonl) lies in /x/store, "),
        ("inbox: /x/inbox\nstate: /x/inbox/s", "lies in inbox (/x/inbox)"),
        // YAML itself
        ("settle: 1s\n\tlearn: on", "w.yaml:2:1: not valid YAML: found a tab character that violates indentation while scanning a plain scalar (from line 1); indent with spaces"),
        ("settle: a: b", "w.yaml:1:10: not valid YAML: mapping values are not allowed in this context; put quotes"),
        ("ignore: [*.x]", "w.yaml:1:11: not valid YAML: did not find expected alphabetic or numeric character while scanning an alias; put quotes"),
        ("settle: 'a", "w.yaml:1:11: not valid YAML: found unexpected end of stream while scanning a quoted scalar"),
        ("inbox: *nowhere", "w.yaml:1:8: not valid YAML: found undefined alias"),
        ("a: 1\n---\nb: 2\n", "w.yaml:2:1: not valid YAML: but found another document"),
        ("learn: on\nsettle: \u{1}", "w.yaml:2:9: not valid YAML: control characters are not allowed"),
    ])
    func mistakes(file: String, message: String) throws {
        let mistake = try #require(throws: Mistake.self) { try configuration(file) }
        #expect(mistake.description.contains(message), "\(mistake)")
        #expect(!mistake.description.contains("\n"))
    }

    @Test("what is not UTF-8 is refused at its place")
    func encoding() throws {
        var input = ConfigurationInput()
        input.file = ("w.yaml", Array("learn: on\n# caf".utf8) + [0xE9, 0x0A])
        let mistake = try #require(throws: Mistake.self) { try Configuration(input) }
        #expect(mistake.description == "w.yaml:2:6: not UTF-8: save the file in that encoding")
    }

    @Test("a text that unfolds without end is refused")
    func bomb() throws {
        var file = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        for level in 1...9 { file += "a\(level): &a\(level) [" + String(repeating: "*a\(level - 1),", count: 10) + "]\n" }
        let mistake = try #require(throws: Mistake.self) { try configuration(file) }
        #expect(mistake.sentence.hasPrefix("too many values"))
    }

    @Test("deep nesting and every single byte end in a message")
    func hostile() throws {
        #expect(throws: Mistake.self) { try configuration(String(repeating: "[", count: 100_000)) }
        #expect(throws: Mistake.self) { try configuration(String(repeating: "{a: ", count: 100_000)) }
        for byte in UInt8.min ... .max {
            var input = ConfigurationInput()
            for text in [[byte], [byte, 0x0A], Array("settle: ".utf8) + [byte], Array("s: 1\ns: 1\n".utf8) + [byte]] {
                input.file = ("w.yaml", text)
                do throws(Mistake) { _ = try Configuration(input) } catch { #expect(error.place.source == "w.yaml") }
            }
        }
    }
}
