/// Values of an index in memory, in the order of their keys. Valid while the call lasts that gave them: not to be kept.
///
/// Unsafe code outside of the floor that talks to the kernel: many values at once, each where the index has it, are what no
/// safe type holds, and to copy them would cost more than to search them.
@safe public struct IndexValues {
    /// Nil for a key that is not there.
    @usableFromInline let values: [UnsafeBufferPointer<UInt8>?]

    /// What `values` point to must stay as it is for as long as this is used.
    public init(_ values: [UnsafeBufferPointer<UInt8>?]) {
        unsafe self.values = unsafe values
    }

    /// Nil for a key that is not there.
    @inlinable @inline(__always)
    public func read<Result>(_ index: Int, _ body: (Span<UInt8>) -> Result) -> Result? {
        guard let value = unsafe values[index] else { return nil }
        return body(unsafe value.span)
    }

    /// Gives `body` values that are none of an index's memory.
    static func withCopies(_ copies: [[UInt8]?], _ body: (IndexValues) -> Void) {
        var bytes: [UInt8] = []
        let ranges = copies.map { copy -> Range<Int>? in
            guard let copy else { return nil }
            bytes += copy
            return bytes.count - copy.count..<bytes.count
        }
        unsafe bytes.withUnsafeBufferPointer { memory in
            body(unsafe IndexValues(ranges.map { range in unsafe range.map { unsafe UnsafeBufferPointer(rebasing: memory[$0]) } }))
        }
    }
}
