import Testing

@testable import Prose

/// Masks of eight bytes, against the bytes one by one: every byte in every place, between neighbours of every kind.
@Suite struct EightBytesTests {
    private static let neighbours: [UInt8] = [0x00, 0x20, 0x41, 0x61, 0x7F, 0x80, 0xFF]

    private func forEach(_ body: (EightBytes, [UInt8]) -> Void) {
        for place in 0..<8 {
            for byte in UInt8.min...UInt8.max {
                for neighbour in Self.neighbours {
                    var bytes = [UInt8](repeating: neighbour, count: 8)
                    bytes[place] = byte
                    body(EightBytes(bytes.span, at: 0), bytes)
                }
            }
        }
    }

    private func mask(_ bytes: [UInt8], _ isOfKind: (UInt8) -> Bool) -> UInt64 {
        bytes.enumerated().reduce(0) { isOfKind($1.element) ? $0 | 0x80 << UInt64(8 * $1.offset) : $0 }
    }

    @Test func masksAreExact() {
        var misses: Set<String> = []
        forEach { eight, bytes in
            if eight.wide != mask(bytes, { $0 >= 0x80 }) { misses.insert("wide") }
            if eight.wideOrDelete != mask(bytes, { $0 >= 0x7F }) { misses.insert("wideOrDelete") }
            if eight.below(0x20) != mask(bytes, { $0 < 0x20 }) { misses.insert("below") }
            if eight.wide(from: 0xCC) != mask(bytes, { $0 >= 0xCC }) { misses.insert("wide(from:)") }
            if eight.equal(to: 0x20) != mask(bytes, { $0 == 0x20 }) { misses.insert("equal") }
            if eight.equal(to: 0xE2) != mask(bytes, { $0 == 0xE2 }) { misses.insert("equal beyond ASCII") }
            if eight.letters != mask(bytes, { (0x61...0x7A).contains($0 | 0x20) && $0 < 0x80 }) { misses.insert("letters") }
            let lowered = bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            if eight.lowered != EightBytes(lowered.span, at: 0).bits { misses.insert("lowered") }
            if EightBytes.count(eight.wide) != bytes.count(where: { $0 >= 0x80 }) { misses.insert("count") }
            if EightBytes.sum(eight.bits) != bytes.reduce(0, { $0 + Int($1) }) { misses.insert("sum") }
        }
        #expect(misses.isEmpty)
    }
}
