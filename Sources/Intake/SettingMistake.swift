/// A text that is no value of a setting: the text itself and why, for a person.
public struct SettingMistake: Error, Sendable, Equatable {
    /// Which of several texts it is about; 0 when there is one.
    public var item = 0
    /// Such as `'12 parsecs' is not a time: write …`.
    public let sentence: String

    init(_ text: String, _ why: String) {
        self.init(sentence: "'\(text)' \(why)")
    }

    init(sentence: String) {
        self.sentence = sentence
    }
}
