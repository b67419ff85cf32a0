import Ledger
import Prose

/// A delivery after all that can be done for it alone, on any core: read, cleaned, hashed, fingerprinted.
struct Prepared: Sendable {
    /// Without its bytes, which are not needed any more.
    var file: FileInHand
    /// SHA-256 of the raw bytes; nil for what could not be read.
    var digest: Digest?
    var reading: Reading

    enum Reading: Sendable {
        indirect case article(Whole)
        case rejected(Rejection)

        /// An article as its line will have it.
        struct Whole: Sendable {
            let content: Content
            /// Nil when near duplicates are not looked for. Its shingles would take more memory than the text.
            let keys: CandidateKeys?
            /// Fingerprints of the lines that count as recurring; empty when nothing is learned.
            let prints: [UInt64]
        }
    }
}

extension Prepared {
    /// What is looked for to tell whether it is stored.
    var names: [Name] {
        var names: [Name] = []
        if let digest { names.append(Name(digest, .file)) }
        if case .article(let whole) = reading { names.append(Name(whole.content.id, .text)) }
        return names
    }

    /// The keys by which near duplicates are found; none for what is not compared.
    var keys: CandidateKeys {
        if case .article(let whole) = reading, let keys = whole.keys { return keys }
        return .none
    }
}
