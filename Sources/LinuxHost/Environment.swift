import Glibc

/// The variables the process was started with.
public enum Environment {
    /// Nil when it is not set. Bytes that are not UTF-8 become U+FFFD.
    public static func value(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// All of them, as `NAME=value`.
    public static var all: [String] {
        var result: [String] = []
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            unsafe result.append(String(cString: entry))
            unsafe next += 1
        }
        return result
    }
}
