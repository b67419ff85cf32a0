public import Host

/// Names that are left alone: hidden files, and what programs call a file that they are still writing.
///
/// A pattern is matched against every component of a path, so that one that matches a folder covers what is in it.
/// Patterns are the shell's, on bytes: `*` is any run of bytes, also none and also after a leading dot; `?` is one byte;
/// `[abc]`, `[a-z]` and `[!a-z]` are one byte of a set; `\` takes the special meaning from the next byte.
public struct IgnoreList: Sendable, Equatable {
    /// As they were written.
    public let patterns: [String]
    private let globs: [Glob]

    public init(_ patterns: [String]) throws(Glob.Mistake) {
        var globs: [Glob] = []
        for pattern in patterns { globs.append(try Glob(pattern)) }
        self.init(patterns: patterns, globs: globs)
    }

    private init(patterns: [String], globs: [Glob]) {
        self.patterns = patterns
        self.globs = globs
    }

    /// The default: hidden files, editors' copies, and the names under which rsync, scp, browsers and others write.
    public static let standard = fixed([
        ".*", "*~", "*.tmp", "*.part", "*.partial", "*.filepart", "*.crdownload", "*.inprogress", "*.swp",
    ])

    /// Ignores nothing.
    public static let none = fixed([])

    /// For patterns known to be well formed.
    private static func fixed(_ patterns: [String]) -> IgnoreList {
        let globs = patterns.compactMap { pattern in try? Glob(pattern) }
        precondition(globs.count == patterns.count)
        return IgnoreList(patterns: patterns, globs: globs)
    }

    /// True when any component of `path` matches any pattern. The empty path matches none.
    public func matches(_ path: RelativePath) -> Bool {
        pattern(matching: path) != nil
    }

    /// The first pattern that matches a component of `path`, for a person who asks why.
    public func pattern(matching path: RelativePath) -> String? {
        let bytes = path.bytes.span
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count && bytes[end] != UInt8(ascii: "/") { end += 1 }
            let name = bytes.extracting(start..<end)
            if let index = globs.firstIndex(where: { $0.matches(name) }) { return patterns[index] }
            start = end + 1
        }
        return nil
    }
}
