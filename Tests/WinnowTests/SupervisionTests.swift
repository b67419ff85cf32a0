import Foundation
import Testing

/// What a service manager hears of the program, by the protocol of sd_notify(3).
@Suite("Supervision")
struct SupervisionTests {
    private struct Supervised {
        let scratch: Scratch
        let manager: NotifySocket
        let daemon: Background

        init(_ more: [String] = [], _ environment: [String: String] = [:], on scratch: Scratch? = nil) throws {
            self.scratch = try scratch ?? Scratch()
            let scratch = self.scratch
            manager = try #require(NotifySocket())
            try scratch.write("winnow.yaml", "")
            daemon = try Background(
                ["run", "--state", scratch.path + "/state", "--config", scratch.path + "/winnow.yaml"] + more, in: scratch,
                named: "daemon", environment: ["NOTIFY_SOCKET": manager.name].merging(environment) { $1 })
        }

        /// Ends it, reading all the while: who sends is held back while nobody reads.
        func end(_ signal: Int32) async throws -> Int32? {
            daemon.signal(signal)
            try await eventually("the end") {
                _ = manager.all
                return !daemon.isRunning
            }
            return daemon.end(0)
        }
    }

    @Test("ready once the store is open; the four numbers; reloading with the time, then ready; stopping")
    func life() async throws {
        let it = try Supervised()
        try await eventually("it is ready") { it.manager.has("READY=1") }
        let first = it.manager.assignments
        #expect(first.first == "STATUS=Opening the store")
        try it.scratch.write("state/inbox/a.txt", Invented.article(1))
        try await eventually("the numbers") { it.manager.has("STATUS=1 article, 0 duplicates, 0 rejected; 0 waiting; ") }
        it.daemon.signal(SIGHUP)
        try await eventually("it is ready again") { it.manager.count("READY=1") == 2 }
        let words = it.manager.assignments
        let reloading = try #require(words.firstIndex(of: "RELOADING=1"))
        #expect(words[reloading + 1].wholeMatch(of: /MONOTONIC_USEC=[1-9][0-9]*/) != nil)
        #expect(words[reloading...].contains("READY=1"))
        #expect(try await it.end(SIGTERM) == 0)
        #expect(it.manager.assignments.suffix(1) == ["STOPPING=1"])
        #expect(!it.manager.has("WATCHDOG=") && !it.manager.has("ERRNO="), "nobody asked for proof, and nothing failed")
    }

    @Test("opening a store of many lines asks for more time, and is proof of progress")
    func opening() async throws {
        let scratch = try Scratch()
        for number in 0..<1_000 { try scratch.write("in/\(number).txt", "Notice \(number)\n\nThe pier opens at nine on day \(number).\n") }
        let ingest = try await Binary.run(["ingest", "in", "--state", "state"], in: scratch.path)
        #expect(ingest.code == 0, "\(ingest.errors)")
        try FileManager.default.removeItem(atPath: scratch.path + "/state/index")
        let it = try Supervised(on: scratch)
        try await eventually("it is ready") { it.manager.has("READY=1") }
        let words = it.manager.assignments
        let request = try #require(words.firstIndex(of: "EXTEND_TIMEOUT_USEC=60000000"))
        #expect(words[request...].prefix(3) == ["EXTEND_TIMEOUT_USEC=60000000", "WATCHDOG=1", "STATUS=Opening the store, 1,000 lines read"])
        #expect(try request < #require(words.firstIndex(of: "READY=1")))
        #expect(try await it.end(SIGTERM) == 0)
    }

    @Test("an idle daemon feeds the watchdog; a stopped one does not")
    func watchdog() async throws {
        let it = try Supervised([], ["WATCHDOG_USEC": "400000"])
        try await eventually("five proofs") { it.manager.count("WATCHDOG=1") >= 5 }
        it.daemon.signal(SIGSTOP)
        it.daemon.signal(SIGCONT)
        try await eventually("more") { it.manager.count("WATCHDOG=1") >= 7 }
        #expect(try await it.end(SIGTERM) == 0)
    }

    @Test("the watchdog of another process is none of ours")
    func anothers() async throws {
        let it = try Supervised([], ["WATCHDOG_USEC": "100000", "WATCHDOG_PID": "1"])
        try it.scratch.write("state/inbox/a.txt", Invented.article(1))
        // The second line after the busy one comes a second later: ten proofs would have come by then.
        try await eventually("the rate is over") { it.manager.has("STATUS=1 article, 0 duplicates, 0 rejected; 0 waiting; 0/s") }
        #expect(!it.manager.has("WATCHDOG"))
        #expect(try await it.end(SIGTERM) == 0)
    }

    @Test("a failure is told with its number: settings 22, a missing folder 2", arguments: [
        (["--set", "settle=soon"], 78, "ERRNO=22", "settle"), (["--set", "inbox=/nonexistent"], 73, "ERRNO=2", "/nonexistent"),
    ] as [([String], Int32, String, String)])
    func failure(arguments: [String], code: Int32, number: String, word: String) async throws {
        let it = try Supervised(arguments)
        try await eventually("its last word") { it.manager.has("ERRNO=") }
        #expect(it.manager.assignments.last == number)
        #expect(it.manager.assignments.contains { $0.hasPrefix("STATUS=") && $0.contains(word) })
        #expect(!it.manager.has("READY=1"))
        #expect(try await it.end(0) == code)
    }

    @Test("a reload that is refused stays in the status until one is taken")
    func refusedReload() async throws {
        let it = try Supervised()
        try await eventually("it is ready") { it.manager.has("READY=1") }
        try it.scratch.write("winnow.yaml", "setle: 1s\n")
        it.daemon.signal(SIGHUP)
        try await eventually("the refusal") { it.manager.assignments.last { $0.hasPrefix("STATUS=") }?.contains("; reload refused: ") == true }
        #expect(it.manager.count("READY=1") == 2)
        let status = try await Binary.run(["status", "--json", "--state", it.scratch.path + "/state"])
        #expect(try status.json["reloads_refused"] as? Int == 1)
        try it.scratch.write("winnow.yaml", "settle: 1s\n")
        it.daemon.signal(SIGHUP)
        try await eventually("a plain status") { it.manager.assignments.last { $0.hasPrefix("STATUS=") }?.hasSuffix("/s") == true }
        #expect(try await it.end(SIGTERM) == 0)
    }

    @Test("numbers for Prometheus: fresh while it runs, gone after a stop, kept after a drain")
    func metrics() async throws {
        let numbers = try Scratch()
        let file = numbers.path + "/winnow.prom"
        let it = try Supervised(["--set", "metrics.textfile=\(file)"])
        try it.scratch.write("state/inbox/a.txt", Invented.article(1))
        try await eventually("the count") {
            _ = it.manager.all
            return (try? numbers.read("winnow.prom"))?.contains("winnow_articles_total 1\n") == true
        }
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o644)
        #expect(try await it.end(SIGTERM) == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: numbers.path).isEmpty)
        let drain = try await Binary.run(
            ["run", "--drain", "--state", it.scratch.path + "/state", "--set", "metrics.textfile=\(file)"])
        #expect(drain.code == 0, "\(drain.errors)")
        #expect(try numbers.read("winnow.prom").contains("winnow_store_lines{stream=\"articles\"} 1\n"))
    }
}
