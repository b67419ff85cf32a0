import Testing

@testable import Prose

/// Masks of sixteen bytes, against the bytes one by one, and what is loaded near the end of a text.
@Suite struct SixteenBytesTests {
    private func mask(_ bytes: [UInt8], _ isOfKind: (UInt8) -> Bool) -> [UInt8] { bytes.map { isOfKind($0) ? 0xFF : 0 } }

    private func bytes(_ lanes: SIMD16<UInt8>) -> [UInt8] { (0..<16).map { lanes[$0] } }

    @Test func masksAreExact() {
        var misses: Set<String> = []
        for place in 0..<16 {
            for byte in UInt8.min...UInt8.max {
                for neighbour: UInt8 in [0x00, 0x20, 0x41, 0x7F, 0x80, 0xFF] {
                    var text = [UInt8](repeating: neighbour, count: 16)
                    text[place] = byte
                    let lanes = SixteenBytes(text.span, at: 0)
                    let before = SixteenBytes.before(lanes.equal(to: 0x2C))
                    if bytes(lanes.wide) != mask(text, { $0 >= 0x80 }) { misses.insert("wide") }
                    if bytes(lanes.equal(to: 0x2C)) != mask(text, { $0 == 0x2C }) { misses.insert("equal") }
                    if bytes(lanes.within(0x09, 0x0D)) != mask(text, { (0x09...0x0D).contains($0) }) { misses.insert("within") }
                    if bytes(lanes.letters) != mask(text, { (0x61...0x7A).contains($0 | 0x20) }) { misses.insert("letters") }
                    if bytes(lanes.lowered) != text.map({ (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }) { misses.insert("lowered") }
                    if bytes(lanes.after(9).lanes) != [9] + text.dropLast() { misses.insert("after") }
                    if SixteenBytes.isEmpty(lanes.wide) != text.allSatisfy({ $0 < 0x80 }) { misses.insert("isEmpty") }
                    if before != text.firstIndex(of: 0x2C) ?? 16 { misses.insert("before") }
                    if SixteenBytes.sum(lanes.lanes) != text.reduce(0, { $0 + Int($1) }) { misses.insert("sum") }
                }
            }
        }
        #expect(misses.isEmpty)
    }

    @Test func nothingIsReadBehindTheEnd() {
        for length in 1...65 {
            let text = (0..<length).map { UInt8($0 + 1) }
            for start in 0..<length {
                let near = SixteenBytes(text.span, near: start)
                #expect(bytes(near.lanes) == (start..<start + 16).map { $0 < length ? text[$0] : 0 })
                for end in start + 1...length {
                    let some = SixteenBytes(text.span, from: start, to: end, filler: 0xEE)
                    if bytes(some.lanes) != (start..<start + 16).map({ $0 < end ? text[$0] : 0xEE }) {
                        Issue.record("from \(start) to \(end) of \(length)")
                    }
                }
            }
        }
    }

    @Test func firstIsFoundAtEveryPlace() {
        for length in 0...65 {
            for place in 0..<length {
                var text = [UInt8](repeating: 0x61, count: length)
                text[place] = 0x0A
                #expect(SixteenBytes.first(0x0A, in: text.span, from: 0) == place)
                #expect(SixteenBytes.first(0x0A, in: text.span, from: place + 1) == length)
            }
        }
    }
}
