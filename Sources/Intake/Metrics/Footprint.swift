/// The room that a state takes and has, in bytes; nil where it could not be told.
public struct Footprint: Sendable, Equatable {
    /// The three streams, closed parts included.
    public var store: Int?
    public var index: Int?
    /// Free for the daemon on the store's filesystem.
    public var free: Int?

    public init(store: Int? = nil, index: Int? = nil, free: Int? = nil) {
        self.store = store
        self.index = index
        self.free = free
    }
}
