public import Intake

/// Where a value was read.
public enum Origin: Sendable, Equatable, CustomStringConvertible {
    case standard
    case file(Place)
    /// The variable's name.
    case environment(String)
    /// `--state`, or `--set` with the key.
    case flag(String)

    public var description: String {
        switch self {
        case .standard: "default"
        case .file(let place): place.description
        case .environment(let name): "$" + name
        case .flag(let flag): flag
        }
    }

    var place: Place {
        switch self {
        case .standard: Place("default")
        case .file(let place): place
        case .environment(let name): Place(name)
        case .flag(let flag): Place(flag)
        }
    }
}

/// The settings in force, and where each came from.
public struct Configuration: Sendable, Equatable {
    public let settings: Settings
    /// The settings file that was read; nil when there was none.
    public let file: String?
    /// Extra rule files, in the order in which they count: by the bytes of their names.
    public internal(set) var ruleFiles: [String] = []
    private let origins: [String: Origin]

    init(settings: Settings, file: String?, origins: [String: Origin]) {
        self.settings = settings
        self.file = file
        self.origins = origins
    }

    public func origin(of key: SettingKey) -> Origin {
        origins[key.name] ?? .standard
    }
}
