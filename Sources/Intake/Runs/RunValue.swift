/// What stands beside a key in a table of runs.
protocol RunValue: Sendable {
    /// Bytes that it takes in a block.
    static var size: Int { get }

    /// What other runs have of its hash is of no interest any more.
    var isConclusive: Bool { get }

    /// Reads what `store` wrote.
    init(_ bytes: Span<UInt8>, at index: Int)
    func store(in bytes: inout MutableSpan<UInt8>, at index: Int)
    /// Drops entries that tell nothing beside the others.
    static func reduce(_ entries: inout RunEntries<Self>)
}

extension RunValue {
    var isConclusive: Bool { false }
}
