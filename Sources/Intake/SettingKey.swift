/// One key of the settings: its name, what it takes, what it is for, and how its text becomes part of `Settings` and back.
/// Parsing, `winnow config`, suggestions and the manual all read this one description.
public struct SettingKey: Sendable {
    /// As in the file, groups and names separated by dots: `archive.policy`.
    public let name: String
    /// What a value looks like, with its range, for a person: `a time from 0s to 1h`.
    public let form: String
    /// What the setting does, in one line.
    public let help: String
    /// The default as a person would write it.
    public let defaultText: String
    /// A running daemon cannot take over another value.
    public let needsRestart: Bool
    /// The values are lists; all others are single texts.
    public let takesList: Bool
    /// The value is a path: on a command line it may be relative to the working folder.
    public let takesPath: Bool
    private let write: @Sendable ([String], inout Settings) throws(SettingMistake) -> Void
    private let read: @Sendable (Settings) -> SettingValue

    init(
        _ name: String, form: String, help: String, defaultText: String? = nil, needsRestart: Bool = false,
        takesList: Bool = false, takesPath: Bool = false,
        write: @escaping @Sendable ([String], inout Settings) throws(SettingMistake) -> Void,
        read: @escaping @Sendable (Settings) -> SettingValue
    ) {
        self.name = name
        self.form = form
        self.help = help
        self.defaultText = defaultText ?? read(Settings()).text
        self.needsRestart = needsRestart
        self.takesList = takesList
        self.takesPath = takesPath
        self.write = write
        self.read = read
    }

    /// Reads `texts` (exactly one unless `takesList`) into `settings`, or says what is wrong with them.
    public func set(_ texts: [String], in settings: inout Settings) throws(SettingMistake) {
        precondition(takesList || texts.count == 1)
        try write(texts, &settings)
    }

    /// The value in `settings`.
    public func value(in settings: Settings) -> SettingValue {
        read(settings)
    }
}

/// The value of a setting as people and programs are shown it. Times and sizes are texts that read back.
public enum SettingValue: Sendable, Equatable {
    case text(String)
    case count(Int)
    case ratio(Double)
    case toggle(Bool)
    case list([String])

    /// As a person would write it in the file.
    public var text: String {
        switch self {
        case .text(let text): text
        case .count(let number): String(number)
        case .ratio(let number): String(number)
        case .toggle(let isOn): isOn ? "on" : "off"
        case .list(let items): "[" + items.map(quoted).joined(separator: ", ") + "]"
        }
    }

    /// In YAML's single quotes, in which a quote is doubled.
    private func quoted(_ item: String) -> String {
        "'" + item.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
