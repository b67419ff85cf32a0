internal import CLinux
import Glibc

/// The process and the boot it runs in: together they name it for ever.
public enum ThisProcess {
    public static var id: Int32 { getpid() }
    /// Effective user.
    public static var user: UInt32 { geteuid() }

    /// When the process of this id started, in clock ticks since the boot (proc(5), field 22 of stat): with the id it names
    /// a process for ever. Nil when there is none, or /proc hides it.
    public static func start(of id: Int32) -> Int? {
        guard let fields = fields(of: id), fields.count > 19 else { return nil }
        return Int(fields[19])
    }

    /// True while a process of this id runs, whoever owns it. One that died and that nobody has asked about does not.
    public static func exists(_ id: Int32) -> Bool {
        guard id > 0, kill(id, 0) == 0 || errno == EPERM else { return false }
        let state = fields(of: id)?.first
        return state != "Z" && state != "X"
    }

    /// The fields of stat from the third on, which is the state; nil when there is no such process, or /proc hides it.
    private static func fields(of id: Int32) -> [Substring]? {
        // The name, in brackets, may itself hold brackets and spaces.
        guard let text = KernelFile.value("/proc/\(id)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        return text[text.index(after: end)...].split(separator: " ")
    }

    /// Processor time that all its threads have used.
    public static var processorTime: Duration {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return .zero }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Processor time of the children that have ended and were waited for.
    public static var processorTimeOfChildren: Duration {
        var usage = rusage()
        guard unsafe getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage) == 0 else { return .zero }
        return .seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + .microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }

    /// What is freed stays with the process, up to `bytes` in each of the heaps that its threads have, instead of going to the
    /// kernel and coming back page by page; pieces of `piece` bytes and more go at once. Otherwise the C library keeps up to
    /// 64 MiB, the more the larger the pieces are that were freed.
    public static func keepFreedMemory(upTo bytes: Int32, inPiecesBelow piece: Int32) {
        winnow_keep_freed_memory(bytes, piece)
    }

    /// Memory of its own, in bytes: without what it shares with files. 0 where /proc does not tell.
    public static var anonymousBytes: Int {
        let lines = KernelFile.text("/proc/self/status", limit: KernelFile.tableLimit)?.split(separator: "\n")
        let line = lines?.first { $0.hasPrefix("RssAnon:") }
        return (line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    }
}

/// A random name that the kernel gives each boot; nil where /proc does not tell.
public enum BootID {
    public static var current: String? { KernelFile.value("/proc/sys/kernel/random/boot_id") }
}
