/// A path below some folder, as the kernel has it: bytes, not text. It has no leading, trailing or doubled slash,
/// no NUL, and no component `.` or `..`, so that it cannot lead out of its folder. The empty path is the folder itself.
public struct RelativePath: Hashable, Sendable {
    /// The bytes, components separated by `/`; empty for the folder itself.
    public let bytes: [UInt8]

    /// Nil when the bytes break the rules above.
    public init?(bytes: [UInt8]) {
        guard bytes.isEmpty || RelativePath.isWellFormed(bytes) else { return nil }
        self.bytes = bytes
    }

    /// Nil when the text, as UTF-8, breaks the rules above.
    public init?(_ text: String) {
        self.init(bytes: Array(text.utf8))
    }

    private init(trusted bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The folder itself.
    public static let root = RelativePath(trusted: [])

    public var isRoot: Bool { bytes.isEmpty }

    /// How many components the path has; 0 for the root.
    public var depth: Int {
        bytes.isEmpty ? 0 : 1 + bytes.count(where: { $0 == slash })
    }

    /// The first component; the root of the root.
    public var first: RelativePath {
        guard let end = bytes.firstIndex(of: slash) else { return self }
        return RelativePath(trusted: Array(bytes[..<end]))
    }

    /// The last component; the root of the root.
    public var last: RelativePath {
        guard let start = bytes.lastIndex(of: slash) else { return self }
        return RelativePath(trusted: Array(bytes[(start + 1)...]))
    }

    /// All but the last component; the root for a path of one component.
    public var parent: RelativePath {
        guard let end = bytes.lastIndex(of: slash) else { return .root }
        return RelativePath(trusted: Array(bytes[..<end]))
    }

    /// All but the first component; nil for a path of at most one.
    public var droppingFirst: RelativePath? {
        bytes.firstIndex(of: slash).map { RelativePath(trusted: Array(bytes[($0 + 1)...])) }
    }

    /// Every component, first to last, as a path of its own.
    public var components: [RelativePath] {
        bytes.split(separator: slash).map { RelativePath(trusted: Array($0)) }
    }

    /// `other` below this path.
    public func appending(_ other: RelativePath) -> RelativePath {
        if isRoot { return other }
        if other.isRoot { return self }
        return RelativePath(trusted: bytes + [slash] + other.bytes)
    }

    /// True for this path itself and for every path below it.
    public func contains(_ other: RelativePath) -> Bool {
        isRoot || (other.bytes.starts(with: bytes) && (other.bytes.count == bytes.count || other.bytes[bytes.count] == slash))
    }

    /// The path as text; bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// True when `text` loses nothing.
    public var isUTF8: Bool { String(validating: bytes, as: UTF8.self) != nil }

    /// One pass without allocation: every name of every folder listed comes through here.
    private static func isWellFormed(_ bytes: [UInt8]) -> Bool {
        var start = 0
        for (i, byte) in bytes.enumerated() {
            if byte == 0 { return false }
            guard byte == slash else { continue }
            if !isName(bytes, start, i) { return false }
            start = i + 1
        }
        return isName(bytes, start, bytes.count)
    }

    /// True when the bytes from `start` up to `end` are neither nothing nor `.` nor `..`.
    private static func isName(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
        switch end - start {
        case 0: false
        case 1: bytes[start] != dot
        case 2: bytes[start] != dot || bytes[start + 1] != dot
        default: true
        }
    }
}

extension RelativePath: Comparable {
    /// Byte order, which for UTF-8 is the order of code points.
    public static func < (a: RelativePath, b: RelativePath) -> Bool {
        a.bytes.lexicographicallyPrecedes(b.bytes)
    }
}

/// For the names that the program itself gives, such as `articles.jsonl`; a literal that is no path is a mistake in it.
extension RelativePath: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        guard let path = RelativePath(text) else { preconditionFailure("not a relative path: \(text)") }
        self = path
    }
}

extension RelativePath: CustomStringConvertible {
    public var description: String { text }
}

private let slash = UInt8(ascii: "/")
private let dot = UInt8(ascii: ".")
