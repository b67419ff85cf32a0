/// Everything that settings are read from, as values.
public struct ConfigurationInput: Sendable {
    /// `--set KEY=VALUE`, in the order given; of two for one key the later counts.
    public var sets: [(key: String, value: String)] = []
    /// `--state`.
    public var state: String?
    /// All variables of the process.
    public var environment: [String: String] = [:]
    /// The settings file, when there is one.
    public var file: (path: String, bytes: [UInt8])?
    /// Absolute; what relative paths in flags and variables start from. A file must have absolute paths.
    public var workingFolder: String?

    public init() {}
}

extension ConfigurationInput {
    /// Names the settings file, for processes that cannot be given `--config`.
    static let fileVariable = "WINNOW_CONFIG"
    private static let prefix = "WINNOW_"

    /// The variable that sets a key.
    public static func variable(for key: String) -> String {
        prefix + String(key.uppercased().map { $0 == "." ? "_" : $0 })
    }

    /// The variables that are meant for us, by name; one that is empty counts as not set.
    var variables: [(name: String, value: String)] {
        environment.filter { $0.key.hasPrefix(Self.prefix) && $0.key != Self.fileVariable && !$0.value.isEmpty }
            .map { (name: $0.key, value: $0.value) }
            .sorted { $0.name < $1.name }
    }

    /// What systemd made for `StateDirectory=` and the like: the first of a list.
    func systemdFolder(_ variable: String) -> String? {
        environment[variable]?.split(separator: ":").first.map(String.init)
    }

    /// A path of a flag or variable as seen from the working folder.
    func absolute(_ path: String) -> String {
        guard !path.isEmpty, !path.hasPrefix("/"), let workingFolder else { return path }
        var parts = workingFolder.split(separator: "/")
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
