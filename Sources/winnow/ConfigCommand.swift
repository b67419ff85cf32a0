import ArgumentParser
import Config
import Intake
import LinuxHost

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show the settings in force and where each came from.",
        discussion: """
            A value comes from a flag, else from the environment (WINNOW_ and the key in capitals, dots as _), else from \
            the settings file, else it is the default. Anything wrong ends with exit code 78 and one message that names \
            the place.

            Example: what would hold if near duplicates were marked

              winnow config --set near.policy=mark

            Example: before a reload

              winnow config --check && systemctl reload winnow
            """)

    @Flag(help: "Only check the settings and the rules, and say nothing when they are right.")
    var check = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let configuration = try shared.load()
        if check {
            _ = try configuration.rules()
            return
        }
        try printing { output in
            if json {
                try output.line(Self.json(configuration).line)
            } else {
                try Self.table(configuration, Style(for: .output)).forEach { try output.line($0) }
            }
        }
    }

    private static func json(_ configuration: Configuration) -> JSON {
        let settings = SettingKey.all.map { key in
            JSON.object([
                ("key", .text(key.name)),
                ("value", value(key.value(in: configuration.settings))),
                ("from", .text(configuration.origin(of: key).description)),
                ("default", .text(key.defaultText)),
                ("takes", .text(key.form)),
                ("help", .text(key.help)),
            ])
        }
        return .object([
            ("file", configuration.file.map(JSON.text)),
            ("rules", .list(configuration.ruleFiles.map(JSON.text))),
            ("settings", .list(settings)),
        ])
    }

    private static func value(_ value: SettingValue) -> JSON {
        switch value {
        case .text(let text): .text(text)
        case .count(let number): .integer(number)
        case .ratio(let number): .number(number)
        case .toggle(let isOn): .bool(isOn)
        case .list(let items): .list(items.map(JSON.text))
        }
    }

    /// Three columns, and what is not the default stands out.
    private static func table(_ configuration: Configuration, _ style: Style) -> [String] {
        let rows = SettingKey.all.map { key in
            (key.name, key.value(in: configuration.settings).text, configuration.origin(of: key))
        }
        let keyWidth = rows.map(\.0.count).max() ?? 0
        // A long list must not push the last column out of sight.
        let valueWidth = min(32, rows.map(\.1.count).max() ?? 0)
        var lines = rows.map { name, value, origin in
            let key = name.padded(to: keyWidth)
            let text = value.padded(to: valueWidth)
            return origin == .standard
                ? style(.dim, "\(key)  \(text)  default")
                : "\(style(.bold, key))  \(style(.green, text))  \(origin)"
        }
        lines.append("")
        lines.append("Settings file: \(configuration.file ?? "none")")
        let ruleFiles = configuration.ruleFiles.joined(separator: ", ")
        lines.append("Rule files: \(ruleFiles.isEmpty ? "none" : ruleFiles)")
        return lines
    }
}
