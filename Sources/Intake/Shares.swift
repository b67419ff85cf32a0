import Host

/// Room that the sources share so that none can take all of it: each may hold as much as is still free. One source alone
/// gets half, two get a third each, and whoever comes late always finds some.
///
/// Choudhury and Hahne, "Dynamic Queue Length Thresholds for Shared-Memory Packet Switches", IEEE/ACM Transactions on
/// Networking 6 (1998), with α = 1.
struct Shares: Sendable {
    let capacity: Int
    private(set) var total = 0
    private var held: [RelativePath: Int] = [:]

    init(capacity: Int) {
        precondition(capacity > 1)
        self.capacity = capacity
    }

    func hasRoom(for source: RelativePath) -> Bool {
        held[source, default: 0] < capacity - total
    }

    /// Notes that a source holds one more, whether there was room for it or not.
    mutating func take(_ source: RelativePath) {
        held[source, default: 0] += 1
        total += 1
    }

    /// Notes that it holds one less.
    mutating func give(_ source: RelativePath) {
        guard let count = held[source] else { preconditionFailure("nothing of \(source) is held") }
        held[source] = count > 1 ? count - 1 : nil
        total -= 1
    }
}
