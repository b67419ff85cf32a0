/// A file that waits, and why.
public struct WaitingFile: Sendable, Equatable {
    /// Relative to the inbox.
    public var path: String
    public var reason: WaitReason
    /// Its last change, in nanoseconds since 1970.
    public var changed: Int64
}
