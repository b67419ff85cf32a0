import Ledger
import Prose

/// Does for a file all that can be done for it alone, on any core. Pure: the same file, rules and learned lines give the same.
struct Preparer: Sendable {
    let reader: ArticleReader
    /// Whether near duplicates are looked for.
    let findsNear: Bool
    /// Whether recurring lines are learned.
    let learns: Bool
    let maker: RecordMaker

    init(_ reader: ArticleReader, _ settings: Settings) {
        guard let mark = RulesMark(reader.rules.fingerprint) else { preconditionFailure("rules have a mark of 12 hex digits") }
        self.reader = reader
        findsNear = settings.nearPolicy != .off
        learns = settings.learn
        maker = RecordMaker(rules: mark)
    }

    func prepare(_ file: FileInHand, learned: LearnedLines) -> Prepared {
        var file = file
        let bytes = file.bytes
        file.bytes = []
        if let refusal = file.refusal {
            let digest = file.digest ?? (refusal.reason == .empty ? Hashing.digest(of: []) : nil)
            return Prepared(file: file, digest: digest, reading: .rejected(refusal))
        }
        return Prepared(
            file: file, digest: file.digest ?? Hashing.digest(of: bytes), reading: read(bytes, file, learned))
    }

    private func read(_ bytes: [UInt8], _ file: FileInHand, _ learned: LearnedLines) -> Prepared.Reading {
        do throws(Refusal) {
            let article = try reader.read(bytes, source: Source.given(for: file), learned: learned)
            let whole = whole(article, file)
            let fits = maker.fits(whole.content, textBytes: article.text.count, file)
            return fits ? .article(whole) : .rejected(Refusals.recordTooLarge())
        } catch {
            return .rejected(Refusals.unusable(error))
        }
    }

    private func whole(_ article: Article, _ file: FileInHand) -> Prepared.Reading.Whole {
        let keys = findsNear ? NearPrint(article).keys : nil
        var prints: [UInt64] = []
        if learns {
            prints.reserveCapacity(article.removed.reduce(article.prints.count) { $0 + $1.prints.count })
            prints += article.prints
            for removal in article.removed { prints += removal.prints }
        }
        let content = maker.content(article, id: Hashing.digest(of: article.text), file)
        return Prepared.Reading.Whole(content: content, keys: keys, prints: prints)
    }
}
