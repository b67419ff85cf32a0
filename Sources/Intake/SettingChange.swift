/// A setting whose value is another than before.
public struct SettingChange: Sendable {
    public let key: SettingKey
    public let old: SettingValue
    public let new: SettingValue

    /// True when the running daemon must keep the old value.
    public var needsRestart: Bool { key.needsRestart }
}

extension Settings {
    /// What differs from `old`, in the order of the table. Folders that merely follow the state folder are not named again.
    public func changes(since old: Settings) -> [SettingChange] {
        SettingKey.all.compactMap { key in
            var new = self
            if key.name != "state" { new.state = old.state }
            let change = SettingChange(key: key, old: key.value(in: old), new: key.value(in: new))
            return change.old == change.new ? nil : change
        }
    }
}
