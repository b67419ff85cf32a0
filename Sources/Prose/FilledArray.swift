extension Array {
    /// `count` times `value`: for the small arrays that every document needs several of. The standard library's own
    /// `init(repeating:count:)` was compiled without knowing the type, and asks the runtime for it each time.
    @inline(__always)
    init(filled value: Element, count: Int) {
        self.init()
        append(contentsOf: repeatElement(value, count: count))
    }
}
