/// How each type of setting is read, checked against its range, and shown.
extension SettingKey {
    static func duration(
        _ name: String, _ field: any WritableKeyPath<Settings, Duration> & Sendable, _ range: ClosedRange<Duration>,
        _ help: String
    ) -> SettingKey {
        let limits = Limits(range, SettingsGrammar.text(of:))
        return SettingKey(name, form: "a time \(limits.text)", help: help) { texts, settings throws(SettingMistake) in
            settings[keyPath: field] = try limits.checked(SettingsGrammar.duration(texts[0]), texts[0])
        } read: {
            .text(SettingsGrammar.text(of: $0[keyPath: field]))
        }
    }

    static func size(
        _ name: String, _ field: any WritableKeyPath<Settings, Int> & Sendable, _ range: ClosedRange<Int>, _ help: String
    ) -> SettingKey {
        let limits = Limits(range, SettingsGrammar.text(ofSize:))
        return SettingKey(name, form: "a size \(limits.text)", help: help) { texts, settings throws(SettingMistake) in
            settings[keyPath: field] = try limits.checked(SettingsGrammar.size(texts[0]), texts[0])
        } read: {
            .text(SettingsGrammar.text(ofSize: $0[keyPath: field]))
        }
    }

    static func count(
        _ name: String, _ field: any WritableKeyPath<Settings, Int> & Sendable, _ range: ClosedRange<Int>, _ help: String
    ) -> SettingKey {
        let limits = Limits(range) { String($0) }
        return SettingKey(name, form: "a number \(limits.text)", help: help) { texts, settings throws(SettingMistake) in
            settings[keyPath: field] = try limits.checked(SettingsGrammar.count(texts[0]), texts[0])
        } read: {
            .count($0[keyPath: field])
        }
    }

    static func ratio(
        _ name: String, _ field: any WritableKeyPath<Settings, Double> & Sendable, _ range: ClosedRange<Double>,
        _ help: String
    ) -> SettingKey {
        let limits = Limits(range) { String($0) }
        return SettingKey(name, form: "a number \(limits.text)", help: help) { texts, settings throws(SettingMistake) in
            settings[keyPath: field] = try limits.checked(SettingsGrammar.ratio(texts[0]), texts[0])
        } read: {
            .ratio($0[keyPath: field])
        }
    }

    static func toggle(
        _ name: String, _ field: any WritableKeyPath<Settings, Bool> & Sendable, _ help: String
    ) -> SettingKey {
        SettingKey(name, form: "on or off", help: help) { texts, settings throws(SettingMistake) in
            settings[keyPath: field] = try SettingsGrammar.toggle(texts[0])
        } read: {
            .toggle($0[keyPath: field])
        }
    }

    static func choice<Choice: CaseIterable & RawRepresentable<String> & Sendable>(
        _ name: String, _ field: any WritableKeyPath<Settings, Choice> & Sendable, _ help: String
    ) -> SettingKey {
        let choices = Choice.allCases.map(\.rawValue)
        let form = choices.dropLast().joined(separator: ", ") + " or " + (choices.last ?? "")
        return SettingKey(name, form: form, help: help) { texts, settings throws(SettingMistake) in
            guard let choice = Choice(rawValue: texts[0]) else { throw SettingMistake(texts[0], "is none of \(form)") }
            settings[keyPath: field] = choice
        } read: {
            .text($0[keyPath: field].rawValue)
        }
    }

    static func freeSpace(
        _ name: String, _ field: any WritableKeyPath<Settings, FreeSpace> & Sendable, _ help: String
    ) -> SettingKey {
        let form = "a size, a share of the disk, or both, of which the smaller counts: 256MiB, 5%, 256MiB or 5%"
        return SettingKey(name, form: form, help: help) { texts, settings throws(SettingMistake) in
            settings[keyPath: field] = try SettingsGrammar.freeSpace(texts[0])
        } read: {
            .text(SettingsGrammar.text(of: $0[keyPath: field]))
        }
    }

    static func patterns(
        _ name: String, _ field: any WritableKeyPath<Settings, IgnoreList> & Sendable, _ help: String
    ) -> SettingKey {
        let form = "a list of shell patterns (*, ?, [a-z]), such as ['.*', '*.tmp']"
        return SettingKey(name, form: form, help: help, takesList: true) { texts, settings throws(SettingMistake) in
            do throws(Glob.Mistake) {
                settings[keyPath: field] = try IgnoreList(texts)
            } catch {
                var mistake = SettingMistake(error.pattern, error.reason)
                mistake.item = texts.firstIndex(of: error.pattern) ?? 0
                throw mistake
            }
        } read: {
            .list($0[keyPath: field].patterns)
        }
    }

    /// The folder with everything in it; the only path that always has a value.
    static func state(_ name: String, _ help: String) -> SettingKey {
        SettingKey(
            name, form: pathForm, help: help, needsRestart: true, takesPath: true
        ) { texts, settings throws(SettingMistake) in
            settings.state = try SettingsGrammar.path(texts[0])
        } read: {
            .text($0.state)
        }
    }

    /// A folder that is below the state folder unless it is set apart; `resolved` is where it is.
    static func folder(
        _ name: String, _ field: any WritableKeyPath<Settings, String?> & Sendable,
        _ resolved: any KeyPath<Settings, Folder> & Sendable, defaultText: String, _ help: String
    ) -> SettingKey {
        SettingKey(
            name, form: pathForm, help: help, defaultText: defaultText, needsRestart: true, takesPath: true
        ) { texts, settings throws(SettingMistake) in
            settings[keyPath: field] = try SettingsGrammar.path(texts[0])
        } read: {
            .text($0[keyPath: resolved].path)
        }
    }

    static func fileOrOff(
        _ name: String, _ field: any WritableKeyPath<Settings, String?> & Sendable, _ help: String
    ) -> SettingKey {
        SettingKey(name, form: "\(pathForm), or off", help: help, takesPath: true) { texts, settings throws(SettingMistake) in
            settings[keyPath: field] = texts[0] == "off" ? nil : try SettingsGrammar.path(texts[0])
        } read: {
            .text($0[keyPath: field] ?? "off")
        }
    }
}

private let pathForm = "an absolute path"

/// A range, and how its ends are written.
private struct Limits<Value: Comparable & Sendable>: Sendable {
    let range: ClosedRange<Value>
    /// Such as `from 0s to 1h`.
    let text: String

    init(_ range: ClosedRange<Value>, _ write: (Value) -> String) {
        self.range = range
        text = "from \(write(range.lowerBound)) to \(write(range.upperBound))"
    }

    func checked(_ value: Value, _ text: String) throws(SettingMistake) -> Value {
        guard range.contains(value) else { throw SettingMistake(text, "is out of range: it may be \(self.text)") }
        return value
    }
}
