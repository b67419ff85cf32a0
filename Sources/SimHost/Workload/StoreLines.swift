public import Host

/// One line of a stream, as far as the checkers want to know it.
struct StoreLine: Sendable {
    let stream: String
    let seq: Int
    let id: String?
    let text: String?
    let of: String?
    let kind: String?
    let original: RelativePath?
    let file: [UInt8]?
    let sha256: String?
    let bytes: Int?
    let reason: String?

    /// Nil when the bytes (without the LF) are no record.
    init?(_ bytes: ArraySlice<UInt8>, stream: String) {
        guard let json = JSONValue(bytes), let seq = json["seq"]?.int, let metadata = json["metadata"] else { return nil }
        self.stream = stream
        self.seq = seq
        id = json["id"]?.string
        text = json["text"]?.string
        reason = json["reason"]?.string
        of = metadata["duplicate"]?["of"]?.string
        kind = metadata["duplicate"]?["kind"]?.string
        sha256 = metadata["sha256"]?.string
        self.bytes = metadata["bytes"]?.int
        guard let name = metadata["file"]?.string else { return nil }
        let exact = metadata["file_base64"]?.string.flatMap(Base64.bytes)
        file = exact ?? Array(name.utf8)
        guard let original = metadata["original"]?.string else {
            self.original = nil
            return
        }
        // With a name that is no text, the bytes of the original are its first component and those of the file.
        guard let exact else {
            self.original = RelativePath(original)
            return
        }
        let generation = original.utf8.prefix { $0 != UInt8(ascii: "/") }
        self.original = RelativePath(bytes: Array(generation) + [UInt8(ascii: "/")] + exact)
    }
}

/// The lines of one stream over all its files.
struct StoreStream: Sendable {
    let name: String
    /// Paths of its files, the active one last.
    let paths: [RelativePath]
    let bytes: [UInt8]
    /// What is wrong with the files.
    let problem: String?

    static let names = ["articles", "duplicates", "rejected"]

    init(_ name: String, in store: RelativePath, of world: World) {
        self.name = name
        var paths: [RelativePath] = []
        var bytes: [UInt8] = []
        var number = 1
        while let path = RelativePath(StoreStream.file(name, number)).map(store.appending), let sight = world.sight(path) {
            paths.append(path)
            bytes += sight.bytes
            number += 1
        }
        if let path = RelativePath(name + ".jsonl").map(store.appending), let sight = world.sight(path) {
            paths.append(path)
            bytes += sight.bytes
        }
        self.paths = paths
        self.bytes = bytes
        let beyond = RelativePath(StoreStream.file(name, number + 1)).flatMap { world.sight(store.appending($0)) }
        problem = beyond == nil ? nil : "\(name): file number \(number) is missing"
    }

    private static func file(_ name: String, _ number: Int) -> String {
        let digits = String(number)
        return name + "-" + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits + ".jsonl"
    }

    /// Whether all of it would survive a power cut.
    func isDurable(in world: World) -> Bool {
        var durable: [UInt8] = []
        for path in paths { durable += world.durableBytes(path) ?? [] }
        return durable == bytes
    }
}

extension World {
    /// The files of a stream, oldest first.
    public func files(of stream: String, in store: RelativePath) -> [[UInt8]] {
        StoreStream(stream, in: store, of: self).paths.map { sight($0)?.bytes ?? [] }
    }
}

enum Base64 {
    /// Nil unless the text is base64 with padding (RFC 4648).
    static func bytes(_ text: String) -> [UInt8]? {
        var out: [UInt8] = []
        var buffer = 0
        var bits = 0
        for byte in text.utf8 where byte != UInt8(ascii: "=") {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            buffer = (buffer << 6 | value) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                out.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return text.utf8.count % 4 == 0 ? out : nil
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
