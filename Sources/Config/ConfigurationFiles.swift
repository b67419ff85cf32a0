public import Host

/// What reading settings asks of the machine. Paths are absolute; symbolic links are followed, since people keep such files
/// elsewhere and link them.
public struct FileAccess: Sendable {
    /// All bytes of a regular file of at most `limit` bytes.
    public let read: @Sendable (_ path: String, _ limit: Int) throws(Fault) -> [UInt8]
    /// The names in a folder, in any order.
    public let names: @Sendable (_ path: String) throws(Fault) -> [String]

    public init(
        read: @escaping @Sendable (_ path: String, _ limit: Int) throws(Fault) -> [UInt8],
        names: @escaping @Sendable (_ path: String) throws(Fault) -> [String]
    ) {
        self.read = read
        self.names = names
    }
}

extension Configuration {
    /// Where settings are read from unless `--config`, `WINNOW_CONFIG` or systemd say otherwise.
    public static let standardFile = "/etc/winnow/winnow.yaml"

    /// Finds and reads the settings file, then everything else in `input`, and lists the rule files beside it.
    /// - Parameter path: `--config`. A file that is named must exist; the one at the usual place need not.
    public static func load(
        _ input: ConfigurationInput, file path: String?, from files: FileAccess
    ) throws(Mistake) -> Configuration {
        var input = input
        let (path, isNamed) = input.settingsFile(path)
        do throws(Fault) {
            input.file = (path, try files.read(path, YAMLParser.sizeLimit))
        } catch {
            if isNamed || !error.isGone { throw Mistake(Place(path), error.sentence) }
        }
        var configuration = try Configuration(input)
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        configuration.ruleFiles = try ruleFiles(in: folder + "/rules.d", from: files)
        return configuration
    }

    private static func ruleFiles(in folder: String, from files: FileAccess) throws(Mistake) -> [String] {
        do throws(Fault) {
            return try files.names(folder)
                .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                .map { folder + "/" + $0 }
        } catch {
            if error.isGone { return [] }
            throw Mistake(Place(folder), error.sentence)
        }
    }
}

extension ConfigurationInput {
    /// The settings file, and whether somebody named it.
    fileprivate func settingsFile(_ flag: String?) -> (path: String, isNamed: Bool) {
        if let flag { return (absolute(flag), true) }
        if let variable = environment[Self.fileVariable], !variable.isEmpty { return (absolute(variable), true) }
        if let folder = systemdFolder("CONFIGURATION_DIRECTORY") { return (folder + "/winnow.yaml", false) }
        return (Configuration.standardFile, false)
    }
}
