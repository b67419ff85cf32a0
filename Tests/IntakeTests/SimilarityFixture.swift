import Host
import Prose
import Synchronization
import SystemPackage

@testable import Intake

/// An index in memory, for candidate keys.
final class SimilarityIndex: IndexStore {
    private let state = Mutex<[[UInt8]: [UInt8]]>([:])

    var values: [[UInt8]: [UInt8]] {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    func get(_ table: IndexTable, _ key: Span<UInt8>, _ body: (Span<UInt8>) -> Void) throws(Fault) -> Bool {
        let name = Array(copying: key)
        guard let value = state.withLock({ $0[name] }) else { return false }
        body(value.span)
        return true
    }

    func scan(_ table: IndexTable, _ each: (_ key: Span<UInt8>, _ value: Span<UInt8>) -> Bool) throws(Fault) {}

    func commit(_ changes: [IndexChange]) throws(Fault) {
        state.withLock { values in
            for change in changes { values[change.key] = change.value }
        }
    }

    func erase() throws(Fault) { values = [:] }
    func check(_ isAtWork: () -> Void) throws(Fault) {}

    var size: Int { get throws(Fault) { values.reduce(0) { $0 + $1.key.count + $1.value.count } } }
}

/// A store of texts with its similarity, fed as the engine does it.
struct SimilarityFixture: ~Copyable {
    let index: SimilarityIndex
    var similarity: Similarity
    private(set) var texts: [[UInt8]] = []
    /// Texts of articles that were read to be compared.
    private(set) var reads = 0
    var thresholds = NearThresholds.standard
    /// Who looks up many keys; nil for the caller alone.
    var workers: (any Workers)?

    init(index: SimilarityIndex = SimilarityIndex()) throws {
        self.index = index
        similarity = try Similarity(store: index)
    }

    /// Takes a batch; one answer for each text. The first article has number 1.
    mutating func take(_ batch: [String]) throws -> [Similarity.Match?] {
        let bodies = batch.map { Array($0.utf8) }
        let prints = bodies.map { body in NearPrint(body.span) }
        let lookup = try similarity.lookUp(prints.map(\.keys), on: workers)
        var answers: [Similarity.Match?] = []
        for (position, print) in prints.enumerated() {
            let stored = texts
            var reads = 0
            let match = try similarity.nearest(to: print.keys, of: bodies[position], lookup, position, thresholds: thresholds) {
                (article: UInt32) throws(Fault) in
                reads += 1
                return stored[Int(article) - 1]
            }
            self.reads += reads
            answers.append(match)
            if match == nil {
                texts.append(bodies[position])
                similarity.insert(UInt32(texts.count), print.keys)
            }
        }
        return answers
    }

    /// The commit that is under way.
    private var update: Similarity.Update?

    mutating func commit() throws {
        try beginCommit()
        finishCommit()
    }

    /// Everything of it is in the index, but nobody has been told.
    mutating func beginCommit() throws {
        finishCommit()
        var update = similarity.beginUpdate()
        var writer = IndexWriter(index)
        try update.merge(RunDirectory.fan, &writer)
        update.add(&writer)
        try writer.commit()
        self.update = update
    }

    mutating func finishCommit() {
        if let update { similarity.finish(update) }
        update = nil
    }
}

/// Invented texts, the same for the same seed.
struct InventedTexts {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    /// xorshift64*, by Marsaglia and Vigna.
    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func below(_ limit: Int) -> Int { Int(next() >> 33) % limit }

    /// Words of letters alone: the numbers of a text matter.
    mutating func words(_ count: Int) -> [String] { (0..<count).map { _ in word(below(5000)) } }

    func word(_ number: Int) -> String {
        String(number, radix: 16).map { $0.isNumber ? "ghijklmnop"[$0] : String($0) }.joined()
    }

    mutating func text(_ count: Int) -> String { words(count).joined(separator: " ") }

    /// A stream of texts, of which every third repeats an earlier one: edited, cut out of it, or around it.
    mutating func stream(_ count: Int) -> [String] {
        var bodies: [[String]] = []
        for index in 0..<count {
            guard index % 3 == 2 else {
                bodies.append(words(20 + below(300)))
                continue
            }
            var body = bodies[below(bodies.count)]
            switch below(4) {
            case 0: body = Array(body.dropFirst(body.count / 2))
            case 1: body = words(30) + body + words(200)
            default: for _ in 0...below(body.count / 8) { body[below(body.count)] = word(5000 + below(1000)) }
            }
            bodies.append(body)
        }
        return bodies.map { $0.joined(separator: " ") }
    }
}

extension String {
    /// The letter that stands for a digit.
    fileprivate subscript(digit: Character) -> String {
        String(self[index(startIndex, offsetBy: digit.wholeNumberValue ?? 0)])
    }
}
