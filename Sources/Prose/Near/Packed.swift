extension Packed {
    /// All of `wide`, eight bytes each, then all of `narrow`, four bytes each, little end first.
    public static func bytes(_ wide: ArraySlice<UInt64>, _ narrow: ArraySlice<UInt32>) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: wide.count * 8 + narrow.count * 4)
        var out = bytes.mutableSpan
        var place = 0
        for value in wide {
            out.store(value, at: place)
            place += 8
        }
        for value in narrow {
            for byte in 0..<4 { out[place + byte] = UInt8(truncatingIfNeeded: value >> UInt32(8 * byte)) }
            place += 4
        }
        return bytes
    }
}
