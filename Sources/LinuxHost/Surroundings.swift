import Glibc

/// Where the process was started.
public enum Surroundings {
    /// Absolute; nil when it was removed or cannot be reached.
    public static var workingFolder: String? {
        guard let path = unsafe getcwd(nil, 0) else { return nil }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }
}
