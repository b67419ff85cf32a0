/// How much must stay free on a volume: a number of bytes, a share of the volume, or the smaller of the two.
public struct FreeSpace: Sendable, Equatable {
    /// Nil when only the share counts.
    public let bytes: Int?
    /// 0 to 100; nil when only the bytes count.
    public let percent: Int?

    /// At least one of the two must be given.
    public init(bytes: Int?, percent: Int?) {
        precondition(bytes != nil || percent != nil, "no free space given")
        precondition(bytes ?? 0 >= 0 && (0...100).contains(percent ?? 0))
        self.bytes = bytes
        self.percent = percent
    }

    /// Enough for some batches and for other services on a small disk, and not a twentieth of a large one.
    public static let standard = FreeSpace(bytes: 256 << 20, percent: 5)

    /// The bytes that must be free on a volume of `total` bytes.
    public func bytes(ofTotal total: Int) -> Int {
        min(bytes ?? .max, percent.map { max(0, total) / 100 * $0 } ?? .max)
    }
}
