import Glibc

/// The process and the boot it runs in: together they name it for ever.
public enum ThisProcess {
    public static var id: Int32 { getpid() }
    /// Effective user.
    public static var user: UInt32 { geteuid() }

    /// True while a process of this id runs, whoever owns it.
    public static func exists(_ id: Int32) -> Bool {
        id > 0 && (kill(id, 0) == 0 || errno == EPERM)
    }
}

/// A random name that the kernel gives each boot; nil where /proc does not tell.
public enum BootID {
    public static var current: String? { KernelFile.value("/proc/sys/kernel/random/boot_id") }
}
