import Host
import Ledger
import Prose

/// Turns a decided delivery into the record that says so.
struct RecordMaker: Sendable {
    let rules: RulesMark

    /// `added` is in seconds since 1970.
    func record(_ decided: Decider.Decided, seq: Int, added: Timestamp) -> Record {
        let prepared = decided.prepared
        return Record(
            seq: seq, added: added, delivery: delivery(prepared), outcome: outcome(prepared, decided.decision))
    }

    /// False when the record of a text of so many bytes would be longer than a line may be.
    func fits(_ content: Content, textBytes: Int, _ file: FileInHand) -> Bool {
        // Every byte of a text takes at most six in a line.
        guard textBytes > Limits.lineBytes / 8 else { return true }
        let zero = Hashing.digest(of: [])
        let record = Record(
            seq: Limits.number, added: Timestamp(seconds: 0),
            delivery: delivery(file, digest: zero),
            outcome: .near(content, Near(of: zero, relation: .contained, jaccard: 1, containment: 1)))
        return (try? RecordEncoder.line(record)) != nil
    }

    private func outcome(_ prepared: Prepared, _ decision: Decision) -> Record.Outcome {
        switch (decision, prepared.reading) {
        case (.rejected(let rejection), _):
            return .rejected(rejection)
        case (.sameBytes(let of, _), .article(let whole)):
            return .sameBytes(id: whole.content.id, source: whole.content.source, of: of)
        case (.sameBytes(let of, _), .rejected):
            return .sameBytes(id: of, source: Source.of(prepared.file, nil), of: of)
        case (.sameText(let of, _), .article(let whole)):
            var content = whole.content
            content.text = []
            return .sameText(content, of: of)
        case (.article(let near), .article(let whole)):
            return .article(whole.content, near)
        case (.near(let near), .article(let whole)):
            return .near(whole.content, near)
        case (.article, .rejected), (.near, .rejected), (.sameText, .rejected):
            preconditionFailure("only an article is decided to be one")
        }
    }

    private func delivery(_ prepared: Prepared) -> Delivery {
        delivery(prepared.file, digest: prepared.digest)
    }

    private func delivery(_ file: FileInHand, digest: Digest?) -> Delivery {
        let path =
            switch file.origin {
            case .inbox(let path, _): path.bytes
            case .path(let path, _): path
            }
        return Delivery(
            file: path, original: file.original, bytes: file.size, sha256: digest,
            modified: Timestamp(nanoseconds: file.modified))
    }

    func content(_ article: Article, id: Digest, _ file: FileInHand) -> Content {
        var content = Content(
            id: id, text: article.text, source: Source.of(file, article), encoding: article.encoding.rawValue,
            words: article.words, rules: rules)
        content.title = article.title
        content.created = article.created.map { Timestamp(seconds: $0) }
        content.language = article.language
        content.section = article.section
        content.byline = article.byline
        content.dateline = article.dateline
        content.published = article.published
        content.captions = article.captions
        content.credits = article.credits
        content.removed = article.removed.map {
            Content.Removal(rule: $0.rule, lines: $0.lines, part: $0.part, prints: $0.prints)
        }
        return content
    }
}
