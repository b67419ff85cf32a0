import Host
import LinuxHost
import SystemPackage

/// Whoever read our output has gone, as `head` does: the command ends quietly.
struct ReaderGone: Error {}

/// Standard output, gathered into large writes. Everything that a command prints for its reader goes through here.
struct Output: ~Copyable {
    /// Bytes gathered before a write: a few pipe buffers, so that a long `cat` makes few calls.
    private static let room = 256 << 10

    private var waiting: [UInt8] = []

    mutating func write(_ bytes: some Collection<UInt8>) throws {
        waiting += bytes
        if waiting.count >= Self.room { try flush() }
    }

    mutating func write(_ bytes: Span<UInt8>) throws {
        waiting.append(addingCapacity: bytes.count) { room in
            for index in bytes.indices { room.append(bytes[index]) }
        }
        if waiting.count >= Self.room { try flush() }
    }

    mutating func line(_ text: String) throws {
        try write(text.utf8)
        try write(CollectionOfOne(UInt8(ascii: "\n")))
    }

    /// Must be called before the command ends, and whenever a reader should see what there is.
    mutating func flush() throws {
        defer { waiting.removeAll(keepingCapacity: true) }
        do throws(Fault) {
            try StandardStream.output.write(waiting.span)
        } catch {
            if error.errno == .brokenPipe { throw ReaderGone() }
            throw Problem(error)
        }
    }
}

/// Runs `body` with an output that is flushed at its end.
func printing(_ body: (inout Output) throws -> Void) throws {
    var output = Output()
    try body(&output)
    try output.flush()
}
