import Host
import Prose

/// The table of recurring lines: fingerprint to number of articles, and which lines are furniture by it.
///
/// What is in force for a delivery follows from the streams alone: the counts of all articles before the last multiple of
/// `block` of its seq, but for the last `lag` of them. So a batch never crosses a multiple, and one that begins at one can
/// be prepared while the batch before it is still to be decided.
public struct Learning: Sendable {
    /// Deliveries from one change of what is in force to the next.
    static let block = 1_024
    /// Deliveries before a block that do not count for it: a batch of the size that the settings have by default.
    static let lag = 512
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
    private(set) var inForce = LearnedLines.none
    private var inForcePrints: Set<UInt64> = []
    /// Lines that reached `enough` and are not in force yet, by the block from which on they will be.
    private var toCome: [Int: Set<UInt64>] = [:]
    /// Counts changed since the last commit of the index.
    private var counts: [UInt64: Int] = [:]
    /// Lines that became furniture since the last commit of the index, with the block from which on.
    private var learned: [UInt64: Int] = [:]
    /// The block that was entered last.
    private var entered: Int

    /// Reads what was learned before; `nextSeq` is the seq of the next delivery that `add` or a batch will have.
    init(store: any IndexStore, isOn: Bool, nextSeq: Int) throws(Fault) {
        self.store = store
        self.isOn = isOn
        entered = Learning.block(of: nextSeq)
        var toCome: [Int: Set<UInt64>] = [:]
        if isOn {
            try store.scan(.lines) { key, value in
                guard key.count == 9, key[0] == Family.learned.rawValue, let block = Integers.value(value) else { return false }
                toCome[block, default: []].insert(Learning.number(key, from: 1))
                return true
            }
        }
        self.toCome = toCome
        takeUp()
    }

    /// Deliveries that may come before what is in force changes.
    static func room(from nextSeq: Int) -> Int { block - (nextSeq - 1) % block }

    /// The last delivery that counts for what is in force for `seq`; 0 or less when none does.
    static func lastCounted(for seq: Int) -> Int { block(of: seq) * block - lag }

    /// To be called before a batch that begins with `nextSeq` is prepared, when all that counts for it was added.
    mutating func enter(_ nextSeq: Int) {
        let block = Learning.block(of: nextSeq)
        guard block > entered else { return }
        entered = block
        takeUp()
    }

    private mutating func takeUp() {
        let due = toCome.keys.filter { $0 <= entered }
        guard !due.isEmpty else { return }
        for block in due { inForcePrints.formUnion(toCome.removeValue(forKey: block) ?? []) }
        inForce = LearnedLines(inForcePrints)
    }

    /// Counts the lines of an article that is no duplicate, in the order of seq.
    mutating func add(_ prints: [UInt64], seq: Int) throws(Fault) {
        guard isOn else { return }
        let block = Learning.block(of: seq + Learning.lag) + 1
        precondition(block > entered, "what counts for a block is added before it is entered")
        for print in Set(prints) where !inForcePrints.contains(print) && !toCome.contains(where: { $0.value.contains(print) }) {
            let count = min(Learning.enough, try count(of: print) + 1)
            counts[print] = count
            if count >= Learning.enough {
                toCome[block, default: []].insert(print)
                learned[print] = block
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
    func addChanges(to changes: inout [IndexChange]) {
        changes.reserveCapacity(changes.count + learned.count + counts.count)
        for print in learned.keys.sorted() {
            let block = Integers.key(learned[print] ?? 0)
            changes.append(IndexChange(.lines, Array(copying: Learning.key(.learned, print).span), block))
        }
        for print in counts.keys.sorted() {
            // A line is not counted beyond `enough`.
            let count = [UInt8(clamping: counts[print] ?? 0)]
            changes.append(IndexChange(.lines, Array(copying: Learning.key(.count, print).span), count))
        }
    }

    mutating func committed() {
        counts.removeAll(keepingCapacity: true)
        learned.removeAll(keepingCapacity: true)
    }

    private func count(of print: UInt64) throws(Fault) -> Int {
        if let count = counts[print] { return count }
        var count = 0
        _ = try store.get(.lines, Learning.key(.count, print).span) { value in
            if value.count == 1 { count = Int(value[0]) }
        }
        return count
    }

    private static func block(of seq: Int) -> Int { (seq - 1) / block }

    private static func key(_ family: Family, _ print: UInt64) -> InlineArray<9, UInt8> {
        InlineArray { $0 == 0 ? family.rawValue : UInt8(truncatingIfNeeded: print >> UInt64(64 - 8 * $0)) }
    }

    private static func number(_ bytes: Span<UInt8>, from start: Int) -> UInt64 {
        (start..<start + 8).reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
    }
}
