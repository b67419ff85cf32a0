/// Sixteen bytes of text in one register, which every x86-64 and every arm64 has: what a loop takes in one step where
/// most bytes are plain. A mask has all bits of every byte that is of a kind, and no other bit.
struct SixteenBytes {
    typealias Lanes = SIMD16<UInt8>
    let lanes: Lanes

    static let count = 16
    /// Of each byte its place.
    @inline(__always)
    private static var places: Lanes { Lanes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) }

    @inline(__always)
    init(_ lanes: Lanes) { self.lanes = lanes }

    /// The bytes from `index` on, all of which must exist.
    @inline(__always)
    init(_ text: Span<UInt8>, at index: Int) { lanes = Packed.load128(text, at: index) }

    /// The bytes from `index` on and before `end`, which is behind it; `filler` in place of others.
    @inline(__always)
    init(_ text: Span<UInt8>, from index: Int, to end: Int, filler: UInt8) {
        let left = end &- index
        guard left < SixteenBytes.count else {
            self.init(text, at: index)
            return
        }
        let bytes = SixteenBytes(text, near: index)
        let isOther = SixteenBytes.places .>= Lanes(repeating: UInt8(truncatingIfNeeded: left))
        self.init(bytes.lanes.replacing(with: Lanes(repeating: filler), where: isOther))
    }

    /// The bytes from `index` on; zeros behind the end of the text.
    @inline(__always)
    init(_ text: Span<UInt8>, near index: Int) {
        if index &+ SixteenBytes.count <= text.count {
            self.init(text, at: index)
        } else {
            self.init(Packed.lanes(NearKernel.eight(text, at: index), NearKernel.eight(text, at: index &+ 8)))
        }
    }

    /// Bytes that are `byte`.
    @inline(__always)
    func equal(to byte: UInt8) -> Lanes { Packed.ones(lanes .== Lanes(repeating: byte)) }

    /// Bytes in `first ... last`.
    @inline(__always)
    func within(_ first: UInt8, _ last: UInt8) -> Lanes {
        Packed.ones(lanes &- Lanes(repeating: first) .<= Lanes(repeating: last &- first))
    }

    /// Bytes beyond ASCII.
    @inline(__always)
    var wide: Lanes { Packed.ones(lanes .>= Lanes(repeating: 0x80)) }

    /// Letters of ASCII.
    @inline(__always)
    var letters: Lanes { SixteenBytes(lanes | Lanes(repeating: 0x20)).within(0x61, 0x7A) }

    /// Capital letters of ASCII made small.
    @inline(__always)
    var lowered: Lanes { lanes | within(0x41, 0x5A) & Lanes(repeating: 0x20) }

    /// The same bytes one place on, after `first`.
    @inline(__always)
    func after(_ first: UInt8) -> SixteenBytes {
        let (low, high) = Packed.halves(lanes)
        return SixteenBytes(Packed.lanes(low &<< 8 | UInt64(first), high &<< 8 | low &>> 56))
    }

    /// These bytes, which stand from `index` on, one place before; a space before `start`, the first place of all.
    @inline(__always)
    func before(_ text: Span<UInt8>, at index: Int, from start: Int, to end: Int) -> SixteenBytes {
        if index > start && index &+ SixteenBytes.count <= end { return SixteenBytes(text, at: index &- 1) }
        return after(index > start ? text[index &- 1] : 0x20)
    }

    @inline(__always)
    static func isEmpty(_ mask: Lanes) -> Bool {
        let (low, high) = Packed.halves(mask)
        return low | high == 0
    }

    /// Bytes before the first one of a mask; 16 when it is empty.
    @inline(__always)
    static func before(_ mask: Lanes) -> Int {
        let (low, high) = Packed.halves(mask)
        return low != 0 ? low.trailingZeroBitCount &>> 3 : 8 &+ high.trailingZeroBitCount &>> 3
    }

    /// The sum of sixteen bytes.
    @inline(__always)
    static func sum(_ lanes: Lanes) -> Int {
        let (low, high) = Packed.halves(lanes)
        let pairs: UInt64 = 0x00FF_00FF_00FF_00FF
        let sums = (low & pairs) &+ (low &>> 8 & pairs) &+ (high & pairs) &+ (high &>> 8 & pairs)
        return Int(truncatingIfNeeded: (sums &* 0x0001_0001_0001_0001) &>> 48)
    }

    /// Index of the first `byte` from `start` on; the end of the text when there is none.
    static func first(_ byte: UInt8, in text: Span<UInt8>, from start: Int) -> Int {
        var i = start
        while i &+ 2 &* count <= text.count {
            let found = SixteenBytes(text, at: i).equal(to: byte) | SixteenBytes(text, at: i &+ count).equal(to: byte)
            if !isEmpty(found) { break }
            i &+= 2 &* count
        }
        while i < text.count {
            let found = SixteenBytes(text, from: i, to: text.count, filler: ~byte).equal(to: byte)
            if !isEmpty(found) { return i &+ before(found) }
            i &+= count
        }
        return max(start, text.count)
    }
}
