/// The bytes of a file: as every process sees them, and as the medium has them (the rules are those of `CrashModel`).
struct Content: Sendable {
    /// One change not yet durable, with all it needs to be done again on the medium's bytes.
    private enum Change: Sendable {
        case append([UInt8])
        case overwrite(Int, [UInt8])
        case truncate(Int)
    }

    /// As every process sees them.
    private(set) var bytes: [UInt8] = []
    /// Space that belongs to the file, in bytes, whatever its size.
    var reserved = 0
    /// As long as the file only grew since it was durable: its first `durableCount` bytes are what the medium has.
    private var durableCount = 0
    /// Otherwise what the medium has, and the changes since.
    private var medium: [UInt8]?
    private var changes: [Change] = []
    /// Bytes that a failed sync called clean without writing them: zeros on the medium.
    private var dropped: [Range<Int>] = []
    /// Bytes written again since the last sync: the next one that succeeds brings them to the medium.
    private var rewritten: [Range<Int>] = []

    var count: Int { bytes.count }

    /// Bytes taken from the volume.
    var charge: Int { max(bytes.count, reserved) }

    /// True when the medium has, or will have at the next sync, just what is read.
    var isClean: Bool { medium == nil && durableCount == bytes.count && dropped.isEmpty }

    /// What the medium has for certain.
    var durable: [UInt8] { zeroed(medium ?? Array(bytes[..<durableCount])) }

    mutating func append(_ more: ArraySlice<UInt8>) {
        guard !more.isEmpty else { return }
        if medium != nil { changes.append(.append(Array(more))) }
        bytes.append(contentsOf: more)
    }

    /// Changes bytes in place; what lies beyond the end grows the file.
    mutating func overwrite(at offset: Int, with new: [UInt8]) {
        precondition(offset >= 0 && offset <= bytes.count)
        let inside = min(new.count, bytes.count - offset)
        if inside > 0 {
            keepMedium()
            changes.append(.overwrite(offset, Array(new[..<inside])))
            bytes.replaceSubrange(offset..<(offset + inside), with: new[..<inside])
            rewritten.append(offset..<(offset + inside))
        }
        append(new[inside...])
    }

    /// Cuts the file, or grows it by zeros. Reserved space beyond the new end is given back.
    mutating func truncate(to size: Int) {
        if size > bytes.count {
            append(ArraySlice(repeatElement(0, count: size - bytes.count)))
        } else if size < bytes.count {
            if size < durableCount || medium != nil {
                keepMedium()
                changes.append(.truncate(size))
            }
            bytes.removeSubrange(size...)
            dropped = dropped.compactMap { $0.lowerBound < size ? $0.lowerBound..<min($0.upperBound, size) : nil }
        }
        reserved = min(reserved, size)
    }

    /// All is on the medium now, but for what an earlier sync dropped and nobody wrote again.
    mutating func sync() {
        for range in rewritten { dropped = dropped.flatMap { Content.without(range, $0) } }
        calledClean()
    }

    private static func without(_ range: Range<Int>, _ other: Range<Int>) -> [Range<Int>] {
        let before = other.lowerBound..<max(other.lowerBound, min(other.upperBound, range.lowerBound))
        let after = min(other.upperBound, max(other.lowerBound, range.upperBound))..<other.upperBound
        return [before, after].filter { !$0.isEmpty }
    }

    /// Nothing is dirty any more.
    private mutating func calledClean() {
        rewritten = []
        medium = nil
        changes = []
        durableCount = bytes.count
    }

    /// The medium refused: some of the new bytes are on it, the others are lost to it, and nobody will try again.
    mutating func failSync(_ random: inout SeededRandom) {
        let from = firstUnsynced
        if from < bytes.count {
            let written = random.chance(300) ? random.below(bytes.count - from + 1) : 0
            if from + written < bytes.count { dropped.append((from + written)..<bytes.count) }
        }
        calledClean()
    }

    /// The power goes. Returns true when anything that could be read before is lost.
    mutating func crash(_ model: CrashModel, _ random: inout SeededRandom) -> Bool {
        if isClean { return false }
        let before = bytes
        keepMedium()
        var kept = medium ?? []
        let whole = random.below(changes.count + 1)
        for change in changes[..<whole] { Content.apply(change, to: &kept) }
        if whole < changes.count { Content.applyPart(of: changes[whole], to: &kept, model, &random) }
        bytes = zeroed(kept)
        dropped = []
        calledClean()
        reserved = 0
        return bytes != before
    }

    /// The lowest offset whose byte may differ on the medium.
    private var firstUnsynced: Int {
        guard let medium else { return durableCount }
        return changes.reduce(medium.count) { lowest, change in
            switch change {
            case .append: lowest
            case .overwrite(let offset, _): min(lowest, offset)
            case .truncate(let size): min(lowest, size)
            }
        }
    }

    /// From now on the medium's bytes are kept apart: the file no longer only grows.
    private mutating func keepMedium() {
        guard medium == nil else { return }
        medium = Array(bytes[..<durableCount])
        if durableCount < bytes.count { changes.append(.append(Array(bytes[durableCount...]))) }
    }

    private func zeroed(_ kept: [UInt8]) -> [UInt8] {
        var kept = kept
        for range in dropped where range.lowerBound < kept.count {
            let lost = range.clamped(to: 0..<kept.count)
            kept.replaceSubrange(lost, with: repeatElement(0, count: lost.count))
        }
        return kept
    }

    private static func apply(_ change: Change, to kept: inout [UInt8]) {
        switch change {
        case .append(let more): kept.append(contentsOf: more)
        case .overwrite(let offset, let new):
            kept.replaceSubrange(offset..<(offset + new.count), with: new)
        case .truncate(let size): kept.removeSubrange(min(size, kept.count)...)
        }
    }

    private static func applyPart(
        of change: Change, to kept: inout [UInt8], _ model: CrashModel, _ random: inout SeededRandom
    ) {
        switch change {
        case .truncate: break
        case .overwrite(let offset, let new):
            let part = random.below(new.count + 1)
            kept.replaceSubrange(offset..<(offset + part), with: new[..<part])
        case .append(let more):
            var end = random.below(more.count + 1)
            kept.append(contentsOf: more[..<end])
            guard random.chance(500) else { return }
            let limit = random.number(in: end...more.count)
            while end < limit {
                let size = min(limit - end, Block.size - kept.count % Block.size)
                switch model == .ordered ? 0 : random.below(3) {
                case 0: kept.append(contentsOf: repeatElement(0, count: size))
                case 1: kept.append(contentsOf: (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) })
                default: kept.append(contentsOf: more[end..<(end + size)])
                }
                end += size
            }
        }
    }
}
