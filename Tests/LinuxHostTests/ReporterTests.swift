import Glibc
import Host
import Testing

@testable import LinuxHost

@Suite struct ReporterTests {
    @Test func aLineForEachPriority() {
        for (priority, line) in [
            (Event.Priority.critical, "winnow: critical: text\n"), (.error, "winnow: error: text\n"),
            (.warning, "winnow: warning: text\n"), (.notice, "winnow: text\n"), (.info, "winnow: text\n"),
            (.debug, "winnow: debug: text\n"),
        ] {
            let event = Event(.fault, priority, "text")
            #expect(String(decoding: TerminalReporter.line(event, colours: false), as: UTF8.self) == line)
        }
    }

    @Test func coloursBeginAndEnd() {
        let line = TerminalReporter.line(Event(.fault, .error, "text"), colours: true)
        #expect(String(decoding: line, as: UTF8.self) == "winnow: \u{1B}[31merror: text\u{1B}[0m\n")
        let plain = TerminalReporter.line(Event(.article, .info, "text"), colours: true)
        #expect(String(decoding: plain, as: UTF8.self) == "winnow: text\n")
    }

    @Test(arguments: [
        ("a\nb", "a\\x0ab"), ("\u{1B}[2J", "\\x1b[2J"), ("tab\there", "tab\\x09here"), ("\u{7F}\u{9B}", "\\x7f\\x9b"),
        ("ünï €\u{1F600}", "ünï €\u{1F600}"), ("", ""), ("a\0b", "a\\x00b"),
    ])
    func nothingInAMessageIsObeyed(_ message: String, _ shown: String) {
        let line = TerminalReporter.line(Event(.article, .info, message), colours: false)
        #expect(String(decoding: line, as: UTF8.self) == "winnow: \(shown)\n")
    }

    @Test func fieldsOfTheJournal() {
        let event = Event(.rejected, .warning, "two\nlines", [(.outcome, "rejected"), (.file, "a=b"), (.errno, "5")])
        #expect(JournalReporter.fields(event) == [
            "MESSAGE=two\nlines", "MESSAGE_ID=34e1bea87eca42e0b659ef2cc44b0740", "PRIORITY=4",
            "WINNOW_OUTCOME=rejected", "WINNOW_FILE=a=b", "ERRNO=5",
        ])
    }
}

@Suite struct NotifierTests {
    /// (notices, message)
    @Test(arguments: [
        ([.ready], "READY=1"), ([.stopping], "STOPPING=1"), ([.watchdog], "WATCHDOG=1"),
        ([.watchdogTrigger], "WATCHDOG=trigger"), ([.errno(28)], "ERRNO=28"),
        ([.status("12 articles; 3 waiting"), .watchdog], "STATUS=12 articles; 3 waiting\nWATCHDOG=1"),
        ([.status("two\nREADY=1\r")], "STATUS=two READY=1 "),
        ([.extendTimeout(.seconds(2))], "EXTEND_TIMEOUT_USEC=2000000"),
        ([.extendTimeout(.milliseconds(-2))], "EXTEND_TIMEOUT_USEC=0"),
    ] as [([Notice], String)])
    func messages(_ notices: [Notice], _ message: String) {
        #expect(SystemdNotifier.message(notices) == message)
    }

    @Test func reloadingTellsTheTime() {
        let words = SystemdNotifier.message([.reloading]).split(separator: "\n")
        #expect(words.first == "RELOADING=1")
        #expect(words.last?.hasPrefix("MONOTONIC_USEC=") == true)
        #expect(Int(words.last?.dropFirst("MONOTONIC_USEC=".count) ?? "") ?? 0 > 0)
    }

    @Test func aSupervisorHearsIt() throws {
        // The environment is changed here and nowhere else.
        let root = try TemporaryFolder()
        let path = "\(root.path)/notify"
        let socket = try #require(bound(path))
        defer { _ = close(socket) }
        unsafe setenv("NOTIFY_SOCKET", path, 1)
        unsafe setenv("WATCHDOG_USEC", "3000000", 1)
        unsafe setenv("WATCHDOG_PID", "\(getpid())", 1)
        defer { for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] { unsafe unsetenv(name) } }
        let notifier = SystemdNotifier()
        #expect(notifier.isSupervised)
        #expect(notifier.watchdogInterval == .seconds(3))
        notifier.notify([])
        notifier.notify([.status("hello"), .ready])
        var buffer = [UInt8](repeating: 0, count: 1000)
        let size = unsafe recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        #expect(String(decoding: buffer[..<max(0, size)], as: UTF8.self) == "STATUS=hello\nREADY=1")
        unsafe setenv("WATCHDOG_PID", "1", 1)
        #expect(SystemdNotifier().watchdogInterval == nil)
        unsafe unsetenv("NOTIFY_SOCKET")
        #expect(SystemdNotifier().isSupervised == false)
    }

    private func bound(_ path: String) -> Int32? {
        let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(number, $0, size) }
        }
        return result == 0 ? number : nil
    }
}

@Suite struct MachineTests {
    @Test func theBootHasAName() {
        #expect(BootID.current?.utf8.count == 36)
        #expect(BootID.current == BootID.current)
    }

    @Test func processesThatAreAndAreNot() {
        #expect(ThisProcess.id == getpid())
        #expect(ThisProcess.exists(ThisProcess.id))
        #expect(ThisProcess.exists(1))
        for none: Int32 in [0, -1, .max] { #expect(!ThisProcess.exists(none)) }
    }

    /// One that died and that its parent has not asked about still has its id.
    @Test func aProcessThatDiedDoesNotRun() throws {
        var id: pid_t = 0
        let name = unsafe strdup("true")
        defer { unsafe free(name) }
        let spawned = unsafe posix_spawnp(&id, "true", nil, nil, [name, nil], nil)
        try #require(spawned == 0)
        var info = unsafe siginfo_t()
        let waited = unsafe waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT)
        try #require(waited == 0)
        #expect(kill(id, 0) == 0 && !ThisProcess.exists(id))
        let reaped = waitpid(id, nil, 0)
        #expect(reaped == id)
    }

    @Test func variables() {
        #expect(Environment.value("PATH")?.isEmpty == false)
        #expect(Environment.value("WINNOW_NO_SUCH_VARIABLE") == nil)
        #expect(Environment.all["PATH"] == Environment.value("PATH"))
        #expect(Environment.all["WINNOW_NO_SUCH_VARIABLE"] == nil)
    }

    @Test func filesOfTheKernel() {
        #expect(KernelFile.text("/proc/none", limit: 10) == nil)
        #expect(KernelFile.text("/proc/self/stat", limit: 4)?.utf8.count == 4)
        #expect(KernelFile.text("/proc", limit: 10) == nil)
    }
}

/// What no path may be, because it could lead out of its folder or name nothing.
@Suite struct RelativePathTests {
    @Test(arguments: ["a", "a/b", ".a", "..a", "a..", "...", "a/.b/..c", "a b\n", "a/...", "é"])
    func paths(_ text: String) {
        #expect(RelativePath(text)?.text == text)
    }

    @Test(arguments: [".", "..", "/", "/a", "a/", "a//b", "a/./b", "a/../b", "./a", "../a", "a/..", "a/.", "a\0b", "\0", "//"])
    func noPaths(_ text: String) {
        #expect(RelativePath(text) == nil)
    }

    @Test func theRootAndAnyBytes() {
        #expect(RelativePath("") == .root)
        #expect(RelativePath(bytes: [0xFF, 0x2F, 0xC0])?.depth == 2)
        #expect(RelativePath(bytes: [0xFF, 0x2F, 0xC0])?.isUTF8 == false)
    }
}
