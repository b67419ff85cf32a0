import Testing

@Suite("Usage, help and exit codes")
struct UsageTests {
    @Test("help and version are answers, not errors", arguments: [
        ([], "USAGE: winnow"), (["--help"], "USAGE: winnow"), (["help", "config"], "USAGE: winnow config"),
        (["config", "-h"], "Example:"), (["explain", "--help"], "Example:"), (["schema", "--help"], "Example:"),
        (["--version"], "0."),
    ])
    func help(arguments: [String], text: String) async throws {
        let it = try await Binary.run(arguments)
        #expect(it.code == 0)
        #expect(it.output.contains(text))
        #expect(it.errors.isEmpty)
    }

    @Test("wrong usage is 64, with one message on standard error", arguments: [
        ["frobnicate"], ["config", "--frobnicate"], ["config", "--set", "settle"], ["config", "--set", "=1"],
        ["schema", "xml"], ["explain"], ["config", "extra"],
    ])
    func usage(arguments: [String]) async throws {
        let it = try await Binary.run(arguments)
        #expect(it.code == 64)
        #expect(it.output.isEmpty)
        #expect(it.errors.hasPrefix("winnow: "))
        #expect(!it.errors.contains("Error:"))
    }

    @Test("a reader that goes away ends the program without a word")
    func pipe() async throws {
        let it = try await Binary.shell("\(Binary.path) config | true; echo ${PIPESTATUS[0]}")
        #expect(it.errors.isEmpty)
        let quiet = try await Binary.shell("trap '' PIPE; \(Binary.path) config | true; echo ${PIPESTATUS[0]}")
        #expect(quiet.errors.isEmpty)
        #expect(quiet.output == "0\n")
    }

    @Test("a full disk behind standard output is an error")
    func full() async throws {
        let it = try await Binary.shell("\(Binary.path) schema > /dev/full")
        #expect(it.code == 74)
        #expect(it.errors.contains("standard output"))
    }
}
