import Host
import Ledger
import Prose
import Synchronization

/// Prepares the files of a batch on all cores. Pure but for the workers: the same files, rules and learned lines give the same.
struct Preparer: Sendable {
    let reader: ArticleReader
    /// Whether near duplicates are looked for.
    let findsNear: Bool
    /// Whether recurring lines are learned.
    let learns: Bool
    let maker: RecordMaker

    func prepare(_ files: [FileInHand], learned: LearnedLines, on workers: any Workers) -> [Prepared] {
        let slots = Mutex<[Prepared?]>(Array(repeating: nil, count: files.count))
        workers.forEach(files.count) { i in
            let prepared = prepare(files[i], learned: learned)
            slots.withLock { $0[i] = prepared }
        }
        return slots.withLock { $0.compactMap(\.self) }
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
            guard maker.fits(article, file) else { return .rejected(Refusals.recordTooLarge()) }
            return .article(whole(article, source: Source.of(file, article)))
        } catch {
            return .rejected(Refusals.unusable(error))
        }
    }

    private func whole(_ article: Article, source: String) -> Prepared.Reading.Whole {
        let learnedPrints = article.removed.flatMap(\.prints)
        return Prepared.Reading.Whole(
            article: article, source: source, id: Hashing.digest(of: article.text),
            nearPrint: findsNear ? NearPrint(article) : nil,
            prints: learns ? reader.prints(ofText: article.text, source: source) + learnedPrints : [])
    }
}
