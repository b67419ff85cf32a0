public import Ledger

/// Deliveries counted by outcome.
public struct Tally: Sendable, Equatable, Codable {
    public var articles = 0
    public var duplicates = 0
    public var rejected = 0

    public init(articles: Int = 0, duplicates: Int = 0, rejected: Int = 0) {
        self.articles = articles
        self.duplicates = duplicates
        self.rejected = rejected
    }

    public var total: Int { articles + duplicates + rejected }

    /// `3 articles, 1 duplicate, 0 rejected`.
    public var sentence: String {
        String.counted(articles, "article") + ", " + String.counted(duplicates, "duplicate") + ", \(String.grouped(rejected)) rejected"
    }

    /// One more of this outcome.
    public mutating func count(_ stream: Stream) {
        switch stream {
        case .articles: articles += 1
        case .duplicates: duplicates += 1
        case .rejected: rejected += 1
        }
    }

    public subscript(stream: Stream) -> Int {
        switch stream {
        case .articles: articles
        case .duplicates: duplicates
        case .rejected: rejected
        }
    }
}
