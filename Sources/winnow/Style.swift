import LinuxHost

/// Colours and weights, or none of them: only a stream that shows them gets any.
struct Style {
    enum Look: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case magenta = "35"
        case cyan = "36"
    }

    let isOn: Bool

    /// For what is printed on `stream`.
    init(for stream: StandardStream) {
        isOn = stream.showsColours
    }

    func callAsFunction(_ look: Look, _ text: String) -> String {
        isOn && !text.isEmpty ? "\u{1B}[\(look.rawValue)m\(text)\u{1B}[0m" : text
    }
}
