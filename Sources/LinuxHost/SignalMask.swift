import Glibc

/// Which signals the process takes, and how.
public enum SignalMask {
    /// The signals that `EventLoop` reads: stop, stop, reload, rescan.
    static let service = [SIGTERM, SIGINT, SIGHUP, SIGUSR1]

    /// Called first in `main`, before any thread starts, for threads inherit the mask: from then on the signals of a
    /// service wait until `EventLoop` reads them. SIGPIPE, SIGXFSZ and SIGIO are ignored: a closed pipe is an EPIPE
    /// and a file that may not grow an EFBIG like any other failed write, and a lease is asked whether it holds.
    public static func blockForService() {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in service { unsafe sigaddset(&set, number) }
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        ignorePipe()
        _ = signal(SIGXFSZ, SIG_IGN)
        _ = signal(SIGIO, SIG_IGN)
    }

    /// Gives SIGTERM and SIGINT back their default action on this thread.
    static func restoreStop() {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in [SIGTERM, SIGINT] {
            _ = signal(number, SIG_DFL)
            unsafe sigaddset(&set, number)
        }
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// For commands that print: whoever reads them may stop early (`winnow cat | head`).
    public static func ignorePipe() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// Runs `body` while this thread takes no signal, so that threads started in it take none for ever. The signals of
    /// a crash are left alone: blocked, they would kill without a core.
    static func withAllBlocked<Result>(_ body: () -> Result) -> Result {
        var all = sigset_t()
        var old = sigset_t()
        unsafe sigfillset(&all)
        for number in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { unsafe sigdelset(&all, number) }
        unsafe pthread_sigmask(SIG_SETMASK, &all, &old)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &old, nil) }
        return body()
    }
}
