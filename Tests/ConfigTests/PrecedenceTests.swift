import Config
import Host
import Intake
import SystemPackage
import Testing

@Suite("What counts when several are given")
struct PrecedenceTests {
    @Test("flags, then variables, then the file, then the default")
    func layers() throws {
        let file = "settle: 1s\nlearn: off\nrescan: 2s\nbatch.files: 7\n"
        let it = try configuration(
            file, set: [("settle", "4s"), ("settle", "3s")],
            ["WINNOW_SETTLE": "2s", "WINNOW_RESCAN": "3s", "WINNOW_NEAR_POLICY": "mark", "HOME": "/x"])
        #expect(it.settings.settle == .seconds(3))
        #expect(try origin("settle", it) == "--set settle")
        #expect(it.settings.rescan == .seconds(3))
        #expect(try origin("rescan", it) == "$WINNOW_RESCAN")
        #expect(it.settings.nearPolicy == .mark)
        #expect(try origin("near.policy", it) == "$WINNOW_NEAR_POLICY")
        #expect(try origin("batch.files", it) == "w.yaml:4:14")
        #expect(try origin("patience", it) == "default")
    }

    @Test("the state folder", arguments: [
        (nil, nil, nil, nil, nil, "/var/lib/winnow", "default"),
        (nil, nil, nil, nil, "/var/lib/private/winnow:/x", "/var/lib/private/winnow", "$STATE_DIRECTORY"),
        (nil, nil, nil, "/file", "/systemd", "/file", "w.yaml:1:8"),
        (nil, nil, "/variable", "/file", "/systemd", "/variable", "$WINNOW_STATE"),
        (nil, "/set", "/variable", "/file", "/systemd", "/set", "--set state"),
        ("/flag", "/set", "/variable", "/file", "/systemd", "/flag", "--state"),
        ("scratch/s", nil, nil, nil, nil, "/home/ann/scratch/s", "--state"),
        ("./s/../t//", nil, nil, nil, nil, "/home/ann/t", "--state"),
        (nil, "../s", nil, nil, nil, "/home/s", "--set state"),
        (nil, nil, "s", nil, nil, "/home/ann/s", "$WINNOW_STATE"),
    ] as [(String?, String?, String?, String?, String?, String, String)])
    func state(
        flag: String?, set: String?, variable: String?, file: String?, systemd: String?, path: String, from: String
    ) throws {
        var environment: [String: String] = [:]
        environment["WINNOW_STATE"] = variable
        environment["STATE_DIRECTORY"] = systemd
        let it = try configuration(
            file.map { "state: \($0)\n" }, set: set.map { [("state", $0)] } ?? [], state: flag, environment)
        #expect(it.settings.state == path)
        #expect(try origin("state", it) == from)
    }

    @Test("each key has a variable", arguments: SettingKeyTests.keys)
    func variables(name: String, standard: String, other: String, shown: String) throws {
        let it = try configuration(nil, [ConfigurationInput.variable(for: name): other])
        let key = try #require(SettingKey.named(name))
        #expect(key.value(in: it.settings).text == shown)
        let flagged = try configuration(nil, set: [(name, other)])
        #expect(flagged.settings == it.settings)
        let filed = try configuration("\(name): \(other)")
        #expect(filed.settings == it.settings)
    }

    @Test("lists are written in YAML; other values as they are; empty is not set; off is not a path")
    func texts() throws {
        let it = try configuration(nil, set: [("metrics.textfile", "off")], [
            "WINNOW_IGNORE": "['*.x', .y]", "WINNOW_INBOX": "/a: b # c", "WINNOW_SETTLE": "",
        ])
        #expect(it.settings.ignore.patterns == ["*.x", ".y"])
        #expect(it.settings.inbox == "/a: b # c")
        #expect(try origin("settle", it) == "default")
        #expect(it.settings.metricsTextfile == nil)
    }

    @Test("mistakes name the variable or the flag", arguments: [
        ("WINNOW_SETLE", "1s", "WINNOW_SETLE: no setting has this variable (its value is '1s'); the nearest is WINNOW_SETTLE"),
        ("WINNOW_ARCHIVE.POLICY", "keep", "the nearest is WINNOW_ARCHIVE_POLICY"),
        ("WINNOW_SETTLE", "soon", "WINNOW_SETTLE: settle: 'soon' is not a time"),
        ("WINNOW_IGNORE", "[a, b/c]", "WINNOW_IGNORE:1:5: ignore: 'b/c' has a slash"),
        ("WINNOW_IGNORE", "*.tmp", "WINNOW_IGNORE:1:2: not valid YAML: did not find expected alphabetic"),
        ("WINNOW_IGNORE", "a b", "WINNOW_IGNORE:1:1: ignore: 'a b' is a single value; it takes a list"),
        ("STATE_DIRECTORY", "relative", "STATE_DIRECTORY: state: 'relative' is not an absolute path"),
        ("WINNOW_STORE", "inbox", nil),
        ("WINNOW_STORE", "/var/lib/winnow/inbox/x", "WINNOW_STORE: store (/var/lib/winnow/inbox/x) lies in inbox (/var/lib/winnow/inbox)"),
    ] as [(String, String, String?)])
    func variableMistakes(name: String, value: String, message: String?) throws {
        guard let message else { return _ = try configuration(nil, [name: value]) }
        let mistake = try #require(throws: Mistake.self) { try configuration(nil, [name: value]) }
        #expect(mistake.description.contains(message), "\(mistake)")
    }

    @Test("mistakes in flags", arguments: [
        ("settel", "1s", "--set: there is no setting 'settel' (its value is '1s'); the nearest is settle"),
        ("settle", "soon", "--set settle: settle: 'soon' is not a time"),
        ("ignore", "[", "--set ignore:2:1: not valid YAML: did not find expected node content while parsing a flow node"),
        ("near", "off", "--set: there is no setting 'near'"),
    ])
    func flagMistakes(name: String, value: String, message: String) throws {
        let mistake = try #require(throws: Mistake.self) { try configuration(nil, set: [(name, value)]) }
        #expect(mistake.description.contains(message), "\(mistake)")
    }

    @Test("what is replaced must be right too")
    func replaced() {
        #expect(throws: Mistake.self) { try configuration("settle: soon", set: [("settle", "1s")]) }
        #expect(throws: Mistake.self) { try configuration(nil, set: [("settle", "1s")], ["WINNOW_SETTLE": "soon"]) }
    }
}

@Suite("Finding the files")
struct ConfigurationFilesTests {
    /// A machine with these files.
    private func machine(_ files: [String: String], broken: Set<String> = []) -> FileAccess {
        FileAccess { path, _ throws(Fault) in
            if broken.contains(path) { throw Fault(.open, .permissionDenied, path) }
            guard let text = files[path] else { throw Fault(.open, .noSuchFileOrDirectory, path) }
            return Array(text.utf8)
        } names: { folder throws(Fault) in
            if broken.contains(folder) { throw Fault(.list, .permissionDenied, folder) }
            let names = files.keys.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }
            if names.isEmpty { throw Fault(.open, .noSuchFileOrDirectory, folder) }
            return names
        }
    }

    @Test("which file is read", arguments: [
        (nil, nil, nil, "/etc/winnow/winnow.yaml"),
        (nil, nil, "/etc/other:/x", "/etc/other/winnow.yaml"),
        (nil, "/v.yaml", "/etc/other", "/v.yaml"),
        (nil, "", "/etc/other", "/etc/other/winnow.yaml"),
        ("/f.yaml", "/v.yaml", "/etc/other", "/f.yaml"),
        ("f.yaml", nil, nil, "/home/ann/f.yaml"),
    ] as [(String?, String?, String?, String)])
    func which(flag: String?, variable: String?, systemd: String?, path: String) throws {
        let paths = ["/etc/winnow/winnow.yaml", "/etc/other/winnow.yaml", "/v.yaml", "/f.yaml", "/home/ann/f.yaml"]
        var input = ConfigurationInput()
        input.environment["WINNOW_CONFIG"] = variable
        input.environment["CONFIGURATION_DIRECTORY"] = systemd
        input.workingFolder = "/home/ann"
        let files = machine(Dictionary(uniqueKeysWithValues: paths.map { ($0, "learn: off") }))
        let it = try Configuration.load(input, file: flag, from: files)
        #expect(it.file == path)
        #expect(try origin("learn", it) == path + ":1:8")
    }

    @Test("the usual file may be missing, a named one may not, and one that cannot be read is an error")
    func missing() throws {
        let it = try Configuration.load(ConfigurationInput(), file: nil, from: machine([:]))
        #expect(it.file == nil && it.settings == Settings() && it.ruleFiles.isEmpty)
        let mistake = try #require(throws: Mistake.self) {
            try Configuration.load(ConfigurationInput(), file: "/f.yaml", from: machine([:]))
        }
        #expect(mistake.description.hasPrefix("/f.yaml: Cannot open /f.yaml: "))
        #expect(throws: Mistake.self) {
            try Configuration.load(ConfigurationInput(), file: nil, from: machine([:], broken: [Configuration.standardFile]))
        }
        #expect(throws: Mistake.self) {
            try Configuration.load(ConfigurationInput(), file: nil, from: machine([:], broken: ["/etc/winnow/rules.d"]))
        }
    }

    @Test("rule files lie beside the settings, in the order of their names")
    func rules() throws {
        let files = machine([
            "/c/w.yaml": "", "/c/rules.d/20-b.yaml": "", "/c/rules.d/10-a.yaml": "", "/c/rules.d/B.yaml": "",
            "/c/rules.d/.hidden.yaml": "", "/c/rules.d/notes.txt": "", "/c/rules.d/x.yaml~": "",
        ])
        let it = try Configuration.load(ConfigurationInput(), file: "/c/w.yaml", from: files)
        #expect(it.ruleFiles == ["/c/rules.d/10-a.yaml", "/c/rules.d/20-b.yaml", "/c/rules.d/B.yaml"])
    }
}
