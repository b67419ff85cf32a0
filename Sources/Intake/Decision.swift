import Ledger

/// What becomes of a delivery.
enum Decision: Sendable {
    case article(Near?)
    case near(Near)
    case sameText(of: Digest, seq: Int)
    case sameBytes(of: Digest, seq: Int)
    case rejected(Rejection)

    var stream: Stream {
        switch self {
        case .article: .articles
        case .near, .sameText, .sameBytes: .duplicates
        case .rejected: .rejected
        }
    }
}
