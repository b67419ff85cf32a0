/// Values of an index in memory, in the order of their keys. Valid while the call lasts that gave them: not to be kept.
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
}
