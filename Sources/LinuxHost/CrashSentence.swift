internal import CLinux
internal import Host

/// What a command that crashes says on standard error before the signal takes its course. For commands that leave no
/// `CrashFile`: a process has one or the other.
public enum CrashSentence {
    public static func install(_ sentence: String) {
        let bytes = Array("winnow: \(sentence)\n".utf8)
        // Without it a crash is told by the shell alone, and that is all.
        guard winnow_crash_install(StandardStream.error.rawValue, 1) == 0 else { return }
        _ = winnow_crash_stack()
        _ = unsafe winnow_crash_arm(bytes, bytes.count)
    }
}
