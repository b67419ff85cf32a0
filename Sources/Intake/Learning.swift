import Host
import Prose

/// The table of recurring lines: fingerprint to number of articles, and which lines are furniture by it.
///
/// What is in force for a delivery follows from the streams alone: the counts of all articles below the last multiple of
/// `block` of its seq. So a batch never crosses one, and what a block learns comes into force with the next.
public struct Learning: Sendable {
    /// Deliveries from one change of what is in force to the next.
    static let block = 1_024
    /// Articles that must carry a line before it is furniture: two may be one story told twice.
    public static let enough = 3

    /// The two families of keys in the table: learned lines come first, so that a start reads only those.
    private enum Family: UInt8 {
        case learned = 0
        case count = 1
    }

    private let store: any IndexStore
    /// False when the settings say so: then nothing is counted either.
    let isOn: Bool
    private(set) var inForce: LearnedLines
    private var inForcePrints: Set<UInt64>
    /// Lines that reached `enough` in the block in hand.
    private var nextInForce: Set<UInt64> = []
    /// Counts changed since the last commit of the index.
    private var counts: [UInt64: Int] = [:]
    /// Lines that became furniture since the last commit of the index, with the block from which on.
    private var learned: [UInt64: Int] = [:]
    /// The block in which the next delivery lies.
    private var blockInHand: Int

    /// Reads what was learned before; `nextSeq` is the seq of the next delivery that `add` or a batch will have.
    init(store: any IndexStore, isOn: Bool, nextSeq: Int) throws(Fault) {
        self.store = store
        self.isOn = isOn
        self.blockInHand = Learning.block(of: nextSeq)
        var force: Set<UInt64> = []
        var next: Set<UInt64> = []
        let inHand = blockInHand
        if isOn {
            try store.scan(.lines) { key, value in
                guard key.count == 9, key[0] == Family.learned.rawValue, value.count == 8 else { return false }
                let print = Learning.number(key, from: 1)
                if Learning.number(value, from: 0) <= UInt64(inHand) { force.insert(print) } else { next.insert(print) }
                return true
            }
        }
        self.inForcePrints = force
        self.nextInForce = next
        self.inForce = LearnedLines(force)
    }

    /// Deliveries that may come before what is in force changes.
    static func room(from nextSeq: Int) -> Int { block - (nextSeq - 1) % block }

    /// True when the same lines are in force for both numbers.
    static func isOneBlock(_ a: Int, _ b: Int) -> Bool { block(of: a) == block(of: b) }

    /// To be called before a batch that begins with `nextSeq`.
    mutating func enter(_ nextSeq: Int) {
        let block = Learning.block(of: nextSeq)
        guard block != blockInHand else { return }
        blockInHand = block
        guard !nextInForce.isEmpty else { return }
        inForcePrints.formUnion(nextInForce)
        nextInForce = []
        inForce = LearnedLines(inForcePrints)
    }

    /// Counts the lines of an article that is no duplicate, in the order of seq.
    mutating func add(_ prints: [UInt64], seq: Int) throws(Fault) {
        guard isOn else { return }
        enter(seq)
        for print in Set(prints) where !inForcePrints.contains(print) && !nextInForce.contains(print) {
            let count = try count(of: print) + 1
            counts[print] = count
            if count >= Learning.enough {
                nextInForce.insert(print)
                learned[print] = blockInHand + 1
            }
        }
    }

    /// True when all of them have been counted, as far as the index was told.
    func knows(_ prints: [UInt64]) throws(Fault) -> Bool {
        guard isOn else { return true }
        for print in Set(prints) where try count(of: print) == 0 { return false }
        return true
    }

    /// What the index must be told, the keys ascending. Call `committed` when it was.
    func changes() -> [IndexChange] { changes(.learned, learned) + changes(.count, counts) }

    private func changes(_ family: Family, _ numbers: [UInt64: Int]) -> [IndexChange] {
        numbers.sorted { $0.key < $1.key }.map { print, number in
            IndexChange(.lines, Learning.key(family, print), Integers.key(number))
        }
    }

    mutating func committed() {
        counts = [:]
        learned = [:]
    }

    private func count(of print: UInt64) throws(Fault) -> Int {
        if let count = counts[print] { return count }
        var count: UInt64 = 0
        _ = try store.get(.lines, Learning.key(.count, print).span) { value in
            if value.count == 8 { count = Learning.number(value, from: 0) }
        }
        return Int(clamping: count)
    }

    private static func block(of seq: Int) -> Int { (seq - 1) / block }

    private static func key(_ family: Family, _ print: UInt64) -> [UInt8] {
        [family.rawValue] + Integers.key(Int(bitPattern: UInt(print)))
    }

    private static func number(_ bytes: Span<UInt8>, from start: Int) -> UInt64 {
        (start..<start + 8).reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
    }
}
