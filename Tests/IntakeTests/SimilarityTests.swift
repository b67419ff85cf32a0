import Host
import Prose
import SimHost
import SystemPackage
import Testing

@testable import Intake

@Suite struct SimilarityTests {
    @Test func findsEachKind() throws {
        var texts = InventedTexts(seed: 1)
        let (old, short) = (texts.words(400), texts.words(90))
        var store = try SimilarityFixture()
        #expect(try store.take([old.joined(separator: " "), short.joined(separator: " ")]) == [nil, nil])
        try store.commit()
        var edited = old
        edited[7] = "edited"
        let answers = try store.take([
            edited.joined(separator: " "),
            (old.prefix(300) + texts.words(60)).joined(separator: " "),
            old[100..<200].joined(separator: " "),
            (texts.words(200) + short + texts.words(200)).joined(separator: " "),
            texts.text(300),
        ])
        #expect(answers.map { $0?.relation } == [.near, .revision, .contained, .contains, nil])
        #expect(answers.map { $0?.article } == [1, 1, 1, 2, nil])
        // 5 of 396 shingles differ.
        #expect(answers[0]?.likeness.jaccard == 391.0 / 401.0)
    }

    /// Highest J, then highest C, then the earliest article.
    @Test func nearestOfSeveral() throws {
        var texts = InventedTexts(seed: 2)
        let base = texts.words(300)
        var store = try SimilarityFixture()
        // Three articles that are not near each other, but each to what comes then.
        let parts = [base[0..<170] + texts.words(120), base[130..<300] + texts.words(120), base[0..<170] + texts.words(120)]
        #expect(try store.take(parts.map { $0.joined(separator: " ") }) == [nil, nil, nil])
        store.thresholds = NearThresholds(jaccard: 0.3, containment: 0.9)
        let answers = try store.take([base.joined(separator: " "), base[0..<160].joined(separator: " ")])
        #expect(answers[0]?.article == 1)
        #expect(answers[1]?.article == 1)
        let second = try store.take([base[120..<300].joined(separator: " ")])
        #expect(second[0]?.article == 2)
    }

    /// Earlier texts of the same batch count, and duplicates never do.
    @Test func withinOneBatch() throws {
        var texts = InventedTexts(seed: 3)
        let words = texts.words(300)
        var batch: [String] = []
        for index in 0..<20 {
            var copy = words
            copy[index * 10] = "other"
            batch.append(copy.joined(separator: " "))
        }
        var store = try SimilarityFixture()
        let answers = try store.take(batch)
        #expect(answers[0] == nil)
        #expect(answers.dropFirst().allSatisfy { $0?.article == 1 })
        #expect(store.texts.count == 1)
        #expect(store.reads == 1)
    }

    /// The answers do not depend on batches, commits, or whether the index was opened anew.
    @Test(arguments: [(1, 1), (3, 2), (16, 1), (64, 5), (7, 1000)])
    func sameAnswers(_ batch: Int, _ commits: Int) throws {
        var texts = InventedTexts(seed: 4)
        let stream = texts.stream(400)
        var whole = try SimilarityFixture()
        let expected = try whole.take(stream)
        #expect(expected.contains { $0?.relation == .contains } && expected.contains { $0?.relation == .contained })
        var store = try SimilarityFixture()
        var answers: [Similarity.Match?] = []
        for start in stride(from: 0, to: stream.count, by: batch) {
            answers += try store.take(Array(stream[start..<min(stream.count, start + batch)]))
            if (start / batch) % commits == commits - 1 {
                try store.commit()
                store.similarity = try Similarity(store: store.index)
            }
        }
        #expect(answers == expected)
    }

    /// Nor on how many cores look the keys up, in whatever order.
    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func sameAnswersOnSeveralCores(_ seed: UInt64) throws {
        var texts = InventedTexts(seed: 4)
        let stream = texts.stream(800)
        var whole = try SimilarityFixture()
        let expected = try whole.take(stream)
        var store = try SimilarityFixture()
        store.workers = SimWorkers(seed: seed)
        var answers: [Similarity.Match?] = []
        for part in [stream[..<400], stream[400...]] {
            // Enough for several cores.
            let keys = part.reduce(0) { $0 + NearPrint(Array($1.utf8).span).keys.keys.count }
            #expect(keys > 4_096)
            answers += try store.take(Array(part))
            try store.commit()
        }
        #expect(answers == expected)
    }

    /// Nor on how long a commit takes to be over: what it moves is found in memory until then.
    @Test(arguments: [1, 2, 5])
    func sameAnswersDuringACommit(_ batches: Int) throws {
        var texts = InventedTexts(seed: 4)
        let stream = texts.stream(400)
        var whole = try SimilarityFixture()
        let expected = try whole.take(stream)
        var store = try SimilarityFixture()
        var answers: [Similarity.Match?] = []
        for start in stride(from: 0, to: stream.count, by: 5) {
            answers += try store.take(Array(stream[start..<start + 5]))
            if (start / 5) % batches == batches - 1 { try store.beginCommit() }
        }
        #expect(answers == expected)
    }

    /// A lookup from before a commit does not know what that moved; the answer does.
    @Test func lookupAcrossCommit() throws {
        var texts = InventedTexts(seed: 5)
        var store = try SimilarityFixture()
        let body = Array(texts.text(200).utf8)
        let print = NearPrint(body.span)
        let lookup = try store.similarity.lookUp([print.keys])
        store.similarity.insert(1, print.keys)
        try store.commit()
        let match = try store.similarity.nearest(to: print.keys, of: body, lookup, 0, thresholds: .standard) {
            (_: UInt32) throws(Fault) in body
        }
        #expect(match?.article == 1)
    }

    /// After a commit that failed everything is as it was before, and can be inserted again.
    @Test func afterFailedCommit() throws {
        var texts = InventedTexts(seed: 6)
        let (first, second) = (texts.text(200), texts.text(200))
        var store = try SimilarityFixture()
        _ = try store.take([first])
        try store.commit()
        _ = try store.take([second])
        _ = store.similarity.beginUpdate()
        store.similarity = try Similarity(store: store.index)
        #expect(store.similarity.last == 1)
        let body = Array(second.utf8)
        store.similarity.insert(1, NearPrint(body.span).keys)
        store.similarity.insert(2, NearPrint(body.span).keys)
        let answers = try store.take([first, second])
        #expect(answers.map { $0?.article } == [1, 2])
    }

    /// A thousand notices from one template with other figures: all are articles, and none costs more than a bounded
    /// number of comparisons; a correction of one of the first, which are known by the template's keys, is found.
    @Test func template() throws {
        var texts = InventedTexts(seed: 7)
        let template = texts.words(80)
        func notice(_ number: Int) -> String {
            "\(number) \(number * 7) " + template.prefix(40).joined(separator: " ") + " \(number * 13) "
                + template.dropFirst(40).joined(separator: " ")
        }
        var store = try SimilarityFixture()
        let answers = try store.take((1...1000).map { notice($0) })
        #expect(answers.allSatisfy { $0 == nil })
        #expect(store.reads <= 1000)
    }

    /// A thousand texts nearly the same, each another than all before: all but the first repeat it, and its text is read
    /// once a batch at most, however many copies there are.
    @Test func manyCopies() throws {
        var texts = InventedTexts(seed: 9)
        let words = texts.words(300)
        var store = try SimilarityFixture()
        for start in stride(from: 0, to: 1000, by: 100) {
            let answers = try store.take(
                (start..<start + 100).map { number in
                    var copy = words
                    copy[number % 300] = "copy" + texts.word(number)
                    return copy.joined(separator: " ")
                })
            #expect(answers.dropFirst(start == 0 ? 1 : 0).allSatisfy { $0?.article == 1 })
            try store.commit()
        }
        #expect(store.texts.count == 1 && store.reads <= 10)
    }

    @Test func damage() throws {
        var texts = InventedTexts(seed: 8)
        var store = try SimilarityFixture()
        let stream = texts.stream(60)
        for start in stride(from: 0, to: 60, by: 10) {
            _ = try store.take(Array(stream[start..<start + 10]))
            try store.commit()
        }
        let sound = store.index.values
        for (name, value) in sound {
            let damaged: [[UInt8]] = [
                Array(value.dropLast()), value + [0], value.map { _ in 0xFF }, value.reversed(), [],
                value.indices.map { _ in UInt8(truncatingIfNeeded: texts.next()) },
            ]
            for bytes in damaged {
                store.index.values = sound
                store.index.values[name] = bytes
                // Either a fault that says so, or other answers; never a crash.
                do throws(Fault) {
                    var other = try Similarity(store: store.index)
                    let body = Array(stream[0].utf8)
                    let print = NearPrint(body.span)
                    let lookup = try other.lookUp([print.keys])
                    _ = try other.nearest(to: print.keys, of: body, lookup, 0, thresholds: .standard) { (_: UInt32) throws(Fault) in body }
                    var update = other.beginUpdate()
                    var writer = IndexWriter(store.index)
                    try update.merge(RunDirectory.fan, &writer)
                } catch {
                    #expect(error.errno == .badMessage)
                }
            }
        }
    }
}
