internal import CLinux

/// The processors this process may use.
public enum Processors {
    /// Those of its affinity mask, or fewer when a control group (CPUQuota=, docker --cpus) allows less time; at least 1.
    public static var usable: Int {
        let allowed = max(1, Int(winnow_usable_processors()))
        guard let quota = controlGroupQuota() else { return allowed }
        return min(allowed, quota)
    }

    /// The smallest quota of the process's control group and those above it, in whole processors, rounded up.
    private static func controlGroupQuota() -> Int? {
        // Version 2 alone, `0::/system.slice/winnow.service`; version 1 systems are counted by affinity.
        guard let line = KernelFile.text("/proc/self/cgroup", limit: KernelFile.valueLimit)?
            .split(separator: "\n").first(where: { $0.hasPrefix("0::/") })
        else { return nil }
        var group = line.dropFirst(3)
        var least: Int?
        while true {
            if let text = KernelFile.value("/sys/fs/cgroup\(group)/cpu.max"), let count = processors(cpuMax: text) {
                least = min(least ?? count, count)
            }
            guard let slash = group.lastIndex(of: "/"), group.count > 1 else { return least }
            group = slash == group.startIndex ? "/" : group[..<slash]
        }
    }

    /// `150000 100000` (microseconds of a period) is 2 processors; `max 100000` no limit.
    static func processors(cpuMax text: String) -> Int? {
        let words = text.split(separator: " ")
        guard words.count == 2, let quota = Int(words[0]), let period = Int(words[1]), quota > 0, period > 0 else {
            return nil
        }
        let (whole, rest) = quota.quotientAndRemainder(dividingBy: period)
        return max(1, whole + (rest > 0 ? 1 : 0))
    }
}
