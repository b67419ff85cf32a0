/// One shell pattern, compiled, for names without a slash. Matching takes at most length of name × length of pattern steps.
public struct Glob: Sendable, Equatable {
    /// Why a text is no pattern: a sentence that follows the pattern, such as "is empty".
    public struct Mistake: Error, Equatable, Sendable {
        public let pattern: String
        public let reason: String
    }

    private enum Token: Sendable, Equatable {
        case byte(UInt8)
        case any
        case run
        case set(ByteSet)
    }

    private let tokens: [Token]
    /// The bytes that a name must end with, where the last tokens are just bytes: most names are told apart by them.
    private let tail: [UInt8]

    public init(_ pattern: String) throws(Mistake) {
        let bytes = Array(pattern.utf8)
        if bytes.isEmpty { throw Mistake(pattern: pattern, reason: "is empty") }
        var tokens: [Token] = []
        var at = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "/"):
                throw Mistake(pattern: pattern, reason: "has a slash: patterns are matched against each part of a path")
            case 0:
                throw Mistake(pattern: pattern, reason: "has a NUL byte, which no name has")
            case UInt8(ascii: "*"):
                if tokens.last != .run { tokens.append(.run) }
            case UInt8(ascii: "?"):
                tokens.append(.any)
            case UInt8(ascii: "["):
                guard let (set, end) = ByteSet.parse(bytes, after: at) else {
                    throw Mistake(pattern: pattern, reason: "has a [ that no ] closes; write \\[ for the character itself")
                }
                tokens.append(.set(set))
                at = end
            case UInt8(ascii: "\\"):
                at += 1
                guard at < bytes.count else { throw Mistake(pattern: pattern, reason: "ends in a backslash") }
                tokens.append(.byte(bytes[at]))
            case let byte:
                tokens.append(.byte(byte))
            }
            at += 1
        }
        self.tokens = tokens
        var tail: [UInt8] = []
        for token in tokens.reversed() {
            guard case .byte(let byte) = token else { break }
            tail.append(byte)
        }
        self.tail = tail.reversed()
    }

    /// True when the whole of `name` fits. One place to come back to is enough: a later `*` takes over from an earlier one.
    public func matches(_ name: Span<UInt8>) -> Bool {
        guard endsLikely(name) else { return false }
        var at = 0
        var token = 0
        var retry: (token: Int, at: Int)?
        while at < name.count {
            if token < tokens.count, tokens[token] == .run {
                token += 1
                retry = (token, at)
            } else if token < tokens.count, fits(tokens[token], name[at]) {
                token += 1
                at += 1
            } else if let last = retry {
                retry = (last.token, last.at + 1)
                (token, at) = (last.token, last.at + 1)
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { $0 == .run }
    }

    private func endsLikely(_ name: Span<UInt8>) -> Bool {
        let start = name.count - tail.count
        guard start >= 0 else { return false }
        for i in tail.indices where name[start + i] != tail[i] { return false }
        return true
    }

    private func fits(_ token: Token, _ byte: UInt8) -> Bool {
        switch token {
        case .byte(let expected): byte == expected
        case .any: true
        case .run: false
        case .set(let set): set.contains(byte)
        }
    }
}

/// A set of byte values, as `[a-z]` writes it.
private struct ByteSet: Sendable, Equatable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    func contains(_ byte: UInt8) -> Bool {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        return switch byte >> 6 {
        case 0: words.0 & bit != 0
        case 1: words.1 & bit != 0
        case 2: words.2 & bit != 0
        default: words.3 & bit != 0
        }
    }

    private mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: words.0 |= bit
        case 1: words.1 |= bit
        case 2: words.2 |= bit
        default: words.3 |= bit
        }
    }

    static func == (a: ByteSet, b: ByteSet) -> Bool { a.words == b.words }

    /// Reads the set whose `[` is at `start`; returns it with the index of its `]`. A `]` that comes first is a member.
    static func parse(_ bytes: [UInt8], after start: Int) -> (set: ByteSet, end: Int)? {
        var at = start + 1
        let isNegated = at < bytes.count && (bytes[at] == UInt8(ascii: "!") || bytes[at] == UInt8(ascii: "^"))
        if isNegated { at += 1 }
        var set = ByteSet()
        let first = at
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "]") && at > first {
                if isNegated {
                    let words = set.words
                    set.words = (~words.0, ~words.1, ~words.2, ~words.3)
                }
                return (set, at)
            }
            if bytes[at] == UInt8(ascii: "\\") { at += 1 }
            guard at < bytes.count else { return nil }
            let low = bytes[at]
            var high = low
            if at + 2 < bytes.count, bytes[at + 1] == UInt8(ascii: "-"), bytes[at + 2] != UInt8(ascii: "]") {
                at += 2
                if bytes[at] == UInt8(ascii: "\\") { at += 1 }
                guard at < bytes.count else { return nil }
                high = bytes[at]
            }
            if low <= high { for byte in low...high { set.insert(byte) } }
            at += 1
        }
        return nil
    }
}
