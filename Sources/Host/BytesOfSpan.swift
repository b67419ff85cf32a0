extension Array {
    /// What `body` appends, of which there is room for `capacity`. As `init(capacity:initializingWith:)`, which was compiled
    /// without knowing the type and asks the runtime for it each time: that takes 0.1 µs, and an article has dozens of arrays.
    @inlinable @inline(__always)
    public init<E: Error>(room capacity: Int, _ body: (inout OutputSpan<Element>) throws(E) -> Void) throws(E) {
        self.init()
        try append(addingCapacity: capacity, initializingWith: body)
    }
}

extension Array where Element == UInt8 {
    /// A copy of bytes that are valid for a while only.
    public init(copying bytes: Span<UInt8>) {
        self.init(room: bytes.count) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
    }
}
