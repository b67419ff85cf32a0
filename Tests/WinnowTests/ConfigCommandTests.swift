import Testing

@Suite("winnow config")
struct ConfigCommandTests {
    @Test("shows every value and where it came from")
    func table() async throws {
        let scratch = try Scratch()
        let file = try scratch.write("winnow.yaml", "settle: 1s\nnear:\n  jaccard: 0.6\n")
        try scratch.write("rules.d/own.yaml", "rules: []\n")
        let it = try await Binary.run(
            ["config", "--config", file, "--set", "learn=off", "--state", "scratch"],
            environment: ["WINNOW_RESCAN": "5m"], in: scratch.path)
        #expect(it.code == 0 && it.errors.isEmpty)
        let rows = it.lines.map { $0.split(separator: " ", omittingEmptySubsequences: true).map(String.init) }
        #expect(rows.contains(["settle", "1s", "\(file):1:9"]))
        #expect(rows.contains(["near.jaccard", "0.6", "\(file):3:12"]))
        #expect(rows.contains(["learn", "off", "--set", "learn"]))
        #expect(rows.contains(["rescan", "5m", "$WINNOW_RESCAN"]))
        #expect(rows.contains(["state", "\(scratch.path)/scratch", "--state"]))
        #expect(rows.contains(["inbox", "\(scratch.path)/scratch/inbox", "default"]))
        #expect(rows.contains(["patience", "10m", "default"]))
        #expect(it.output.contains("Settings file: \(file)\n"))
        #expect(it.output.contains("Rule files: \(scratch.path)/rules.d/own.yaml\n"))
        #expect(!it.output.contains("\u{1B}"))
    }

    @Test("the same for programs")
    func json() async throws {
        let it = try await Binary.run(["config", "--json", "--set", "ignore=['a\"b']", "--set", "batch.files=7"])
        let settings = try #require(try it.json["settings"] as? [[String: Any]])
        let byKey = Dictionary(uniqueKeysWithValues: settings.map { ($0["key"] as? String ?? "", $0) })
        #expect(byKey.count == 22)
        #expect(byKey["ignore"]?["value"] as? [String] == ["a\"b"])
        #expect(byKey["batch.files"]?["value"] as? Int == 7)
        #expect(byKey["batch.files"]?["default"] as? String == "512")
        #expect(byKey["batch.files"]?["from"] as? String == "--set batch.files")
        #expect(byKey["learn"]?["value"] as? Bool == true)
        #expect(try it.json["file"] == nil)
    }

    @Test("systemd's folders count")
    func systemd() async throws {
        let scratch = try Scratch()
        let file = try scratch.write("winnow.yaml", "learn: off\n")
        let it = try await Binary.run(
            ["config"], environment: ["CONFIGURATION_DIRECTORY": scratch.path, "STATE_DIRECTORY": "/var/lib/private/w"])
        #expect(it.output.contains("Settings file: \(file)"))
        #expect(it.output.contains("/var/lib/private/w/inbox"))
        #expect(it.output.contains("$STATE_DIRECTORY"))
    }

    @Test("mistakes are 78 with one message, also from --check", arguments: [
        ("settel: 1s", ":1:1: there is no setting 'settel' (its value is '1s'); the nearest is settle"),
        ("settle: soon", ":1:9: settle: 'soon' is not a time"),
        ("a: [", "not valid YAML"),
    ])
    func mistakes(text: String, message: String) async throws {
        let scratch = try Scratch()
        let file = try scratch.write("w.yaml", text + "\n")
        for arguments in [["config"], ["config", "--check"], ["schema", "duckdb"]] {
            let it = try await Binary.run(arguments + ["--config", file])
            #expect(it.code == 78)
            #expect(it.output.isEmpty)
            #expect(it.errors.hasPrefix("winnow: \(file):"))
            #expect(it.errors.contains(message))
            #expect(it.errors.split(separator: "\n").count == 1)
        }
    }

    @Test("--check says nothing when all is well, and finds mistakes in rule files")
    func check() async throws {
        let scratch = try Scratch()
        let file = try scratch.write("w.yaml", "")
        let good = try await Binary.run(["config", "--check", "--config", file])
        #expect(good.code == 0 && good.output.isEmpty && good.errors.isEmpty)
        let rules = try scratch.write("rules.d/own.yaml", "rules:\n  - id: x\n    flavour: y\n")
        let bad = try await Binary.run(["config", "--check", "--config", file])
        #expect(bad.code == 78)
        #expect(bad.errors.hasPrefix("winnow: \(rules):"))
    }

    @Test("a named file must be there and readable", arguments: ["/nonexistent.yaml", "/dev/null", "/tmp"])
    func named(path: String) async throws {
        let it = try await Binary.run(["config", "--config", path])
        #expect(it.code == 78)
        #expect(it.errors.contains(path))
    }
}
