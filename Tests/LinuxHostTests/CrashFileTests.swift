import Glibc
import Host
import SystemPackage
import Testing

@testable import LinuxHost

/// What a crash leaves: each test lets a process of its own crash in earnest.
@Suite struct CrashFileTests {
    /// Where the process that crashes puts its note. It is a child of the one that looks for it.
    static func path(_ name: String, of process: pid_t) -> String { "/tmp/winnow-crash-\(process)-\(name)" }

    static let note = CrashNote(inHand: ["000001/a.txt"], crashesAlone: 1, suspects: ["000001/b.txt"])

    /// In the child: ready to crash with one file in hand.
    static func arm(_ name: String) throws {
        let file = CrashFile(path: path(name, of: getppid()))
        _ = try file.left()
        file.arm(note)
    }

    /// In the parent, afterwards: what was left, which is then forgotten.
    private func left(_ name: String) throws -> CrashNote? {
        let path = Self.path(name, of: getpid())
        defer { PlainFile.remove(path) }
        return CrashNote.read(try PlainFile.read(path, limit: 1 << 20))
    }

    @Test func aBadPointer() async throws {
        await #expect(processExitsWith: .signal(SIGSEGV)) {
            try CrashFileTests.arm("pointer")
            unsafe UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
        }
        #expect(try left("pointer") == Self.note)
    }

    @Test func aBadPointerOnAnotherThread() async throws {
        await #expect(processExitsWith: .signal(SIGSEGV)) {
            try CrashFileTests.arm("thread")
            let thread = try NativeThread { unsafe UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1 }
            thread.join()
        }
        #expect(try left("thread") == Self.note)
    }

    /// The stack is used up: only a stack of the handler's own can tell.
    @Test func noMoreStack() async throws {
        await #expect(processExitsWith: .signal(SIGSEGV)) {
            try CrashFileTests.arm("stack")
            let thread = try NativeThread { _ = endless(1) }
            thread.join()
        }
        #expect(try left("stack") == Self.note)
    }

    /// What Swift does at an overflow, an index out of range, a failed precondition.
    @Test func aTrap() async throws {
        let result = await #expect(processExitsWith: .failure) {
            try CrashFileTests.arm("trap")
            let thread = try NativeThread { preconditionFailure("as a test wants it") }
            thread.join()
        }
        #expect([.signal(SIGILL), .signal(SIGTRAP)].contains(result?.exitStatus))
        #expect(try left("trap") == Self.note)
    }

    /// The watchdog of systemd ends a process that hangs by this signal, from outside.
    @Test func anAbortFromOutside() async throws {
        await #expect(processExitsWith: .signal(SIGABRT)) {
            try CrashFileTests.arm("abort")
            kill(getpid(), SIGABRT)
            while true { pause() }
        }
        #expect(try left("abort") == Self.note)
    }

    @Test func aKillLeavesNothing() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            try CrashFileTests.arm("kill")
            kill(getpid(), SIGKILL)
            while true { pause() }
        }
        #expect(try left("kill") == nil)
    }

    @Test func nothingInHandNothingLeft() async throws {
        await #expect(processExitsWith: .signal(SIGSEGV)) {
            let file = CrashFile(path: CrashFileTests.path("idle", of: getppid()))
            _ = try file.left()
            file.arm(CrashFileTests.note)
            file.disarm()
            unsafe UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
        }
        #expect(try left("idle") == nil)
    }

    /// A shorter note in the place of a longer one that was left before.
    @Test func aNoteReplacesTheOneBefore() async throws {
        let path = Self.path("twice", of: getpid())
        try PlainFile.replace(path, with: CrashNote(inHand: (1...50).map { .of("000001/\($0)") }).bytes)
        await #expect(processExitsWith: .signal(SIGSEGV)) {
            try CrashFileTests.arm("twice")
            unsafe UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
        }
        #expect(try left("twice") == Self.note)
    }

    @Test func clearedIsForgotten() async throws {
        await #expect(processExitsWith: .exitCode(0)) {
            let path = CrashFileTests.path("clear", of: getppid())
            try PlainFile.replace(path, with: CrashFileTests.note.bytes)
            let file = CrashFile(path: path)
            let before = try file.left()
            try file.clear()
            let after = try file.left()
            exit(before == CrashFileTests.note && after == nil ? 0 : 1)
        }
        #expect(try left("clear") == nil)
    }
}

/// Deeper and deeper; what comes back is used, so that no loop can be made of it.
@inline(never) private func endless(_ number: Int) -> Int {
    number == .max ? 0 : number &+ endless(number &+ 1) &* 3
}

extension RelativePath {
    fileprivate static func of(_ text: String) -> RelativePath { RelativePath(text) ?? .root }
}
