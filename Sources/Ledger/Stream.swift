/// The three files that hold everything.
public enum Stream: UInt8, CaseIterable, Sendable, Hashable, Comparable {
    // The order of a commit: what a line names is durable before the line.
    case articles, duplicates, rejected

    /// The stem of its file names.
    public var name: String {
        switch self {
        case .articles: "articles"
        case .duplicates: "duplicates"
        case .rejected: "rejected"
        }
    }

    public static func < (a: Stream, b: Stream) -> Bool { a.rawValue < b.rawValue }
}

/// One value for each stream.
public struct PerStream<Value> {
    public var articles: Value
    public var duplicates: Value
    public var rejected: Value

    public init(articles: Value, duplicates: Value, rejected: Value) {
        self.articles = articles
        self.duplicates = duplicates
        self.rejected = rejected
    }

    public init(repeating value: Value) {
        self.init(articles: value, duplicates: value, rejected: value)
    }

    public subscript(stream: Stream) -> Value {
        get {
            switch stream {
            case .articles: articles
            case .duplicates: duplicates
            case .rejected: rejected
            }
        }
        // In place, so that an array inside is not copied at every change.
        _modify {
            switch stream {
            case .articles: yield &articles
            case .duplicates: yield &duplicates
            case .rejected: yield &rejected
            }
        }
    }
}

extension PerStream: Sendable where Value: Sendable {}
extension PerStream: Equatable where Value: Equatable {}
